/** Escape sequences in file-format options and in unenclosed fields. */

const named: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", "0": "\0" };

/** One escaped character of a field: control characters by name, everything else stands for itself. */
export const unescapeCharacter = (character: string): string => named[character] ?? character;

/**
 * "common escape sequences, octal values (prefixed by \\), or hex values (prefixed by 0x or \x)": `\t`, `\174`, `0x7c`, `\x7c`, `\u20ac`.
 * A backslash before anything else stays: `\N` is the default of NULL_IF.
 * https://docs.snowflake.com/en/sql-reference/sql/create-file-format
 */
export function decodeEscapes(text: string): string {
  if (text === "\\") return text;
  if (/^(?:0x[0-9a-fA-F]{2})+$/.test(text)) return Buffer.from(text.replaceAll("0x", ""), "hex").toString("utf8");
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-3][0-7]{2})|([ntrbf\\]))/g,
    (_, hex?: string, unicode?: string, octal?: string, letter?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (unicode !== undefined) return String.fromCharCode(Number.parseInt(unicode, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      return letter === "\\" ? "\\" : (named[letter ?? ""] ?? "");
    },
  );
}
