/** Run-time helpers of strings: Java's regular expressions, hashes, URLs. */
import { createHash } from "node:crypto";
import { fault, type Helper, helper } from "./scalar-function.ts";

const compiled = new Map<string, RegExp>();

/**
 * Snowflake's expressions are POSIX ERE with Perl classes; flags c (case-sensitive), i, m, s, e (extract).
 * https://docs.snowflake.com/en/sql-reference/functions-regexp
 */
function expression(pattern: string, flags: string, whole = false): RegExp {
  const key = `${whole ? "w" : "p"}${flags}\0${pattern}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  let javaScript = pattern.replace(
    /\[:(alpha|digit|alnum|upper|lower|space|punct|blank|cntrl|xdigit|word):\]/g,
    (_, name: string) => posixClasses[name]!,
  );
  if (whole) javaScript = `^(?:${javaScript})$`;
  const last = /[ci](?!.*[ci])/.exec(flags)?.[0];
  const options = `g${last === "i" ? "i" : ""}${flags.includes("m") ? "m" : ""}${flags.includes("s") ? "s" : ""}`;
  let made: RegExp;
  try {
    made = new RegExp(javaScript, `${options}u`);
  } catch {
    try {
      // Escapes that Unicode mode refuses (`\-`, `\_`) are harmless without it.
      made = new RegExp(javaScript, options);
    } catch {
      throw fault("100048", "2201B", `Invalid regular expression: '${pattern}'`);
    }
  }
  if (compiled.size > 5_000) compiled.clear();
  compiled.set(key, made);
  return made;
}

const posixClasses: Readonly<Record<string, string>> = {
  alpha: "A-Za-z",
  digit: "0-9",
  alnum: "A-Za-z0-9",
  upper: "A-Z",
  lower: "a-z",
  space: "\\s",
  punct: "!-\\/:-@\\[-`{-~",
  blank: " \\t",
  cntrl: "\\x00-\\x1f\\x7f",
  xdigit: "A-Fa-f0-9",
  word: "\\w",
};

function matches(subject: string, pattern: string, from: bigint, flags: string): RegExpExecArray[] {
  const test = expression(pattern, flags);
  test.lastIndex = Math.max(0, Number(from) - 1);
  const found: RegExpExecArray[] = [];
  for (let match = test.exec(subject); match !== null; match = test.exec(subject)) {
    found.push(match);
    if (match[0] === "") test.lastIndex++;
  }
  return found;
}

/** The group to give: named by the call, 1 with flag e, else the whole match. */
const groupOf = (flags: string, group: bigint): number => (group >= 0n ? Number(group) : flags.includes("e") ? 1 : 0);

function replaceIn(
  subject: string,
  pattern: string,
  to: string,
  from: bigint,
  occurrence: bigint,
  flags: string,
): string {
  let result = "";
  let end = 0;
  matches(subject, pattern, from, flags).forEach((match, at) => {
    if (occurrence !== 0n && BigInt(at + 1) !== occurrence) return;
    result +=
      subject.slice(end, match.index) +
      to.replace(/\\(\d)|\\(.)/g, (_, group?: string, other?: string) =>
        group === undefined ? other! : (match[Number(group)] ?? ""),
      );
    end = match.index + match[0].length;
  });
  return result + subject.slice(end);
}

function instr(
  subject: string,
  pattern: string,
  from: bigint,
  occurrence: bigint,
  option: bigint,
  flags: string,
  group: bigint,
): bigint {
  const match = matches(subject, pattern, from, flags)[Number(occurrence) - 1];
  if (match === undefined) return 0n;
  const part = match[groupOf(flags, group)] ?? match[0];
  const start = match.index + Math.max(0, match[0].indexOf(part));
  return BigInt([...subject.slice(0, option === 1n ? start + part.length : start)].length + 1);
}

function initcap(text: string, delimiters: string): string {
  let isStart = true;
  let result = "";
  for (const character of text) {
    result += isStart ? character.toUpperCase() : character.toLowerCase();
    isStart = delimiters.includes(character);
  }
  return result;
}

/** https://docs.snowflake.com/en/sql-reference/functions/parse_url */
function parseUrl(text: string, permissive: bigint): string {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/.exec(text);
  if (match === null) {
    if (permissive !== 0n) return JSON.stringify({ error: `scheme not specified` });
    throw fault("100139", "22000", `Error parsing URL: scheme not specified`);
  }
  const [, scheme, authority, path, query, fragment] = match;
  const address = /^(.*?)(?::(\d+))?$/.exec(authority ?? "");
  const parameters =
    query === undefined
      ? null
      : Object.fromEntries(query.split("&").map((pair) => [pair.split("=")[0], pair.split("=").slice(1).join("=")]));
  return JSON.stringify({
    fragment: fragment ?? null,
    host: address?.[1] ? address[1] : null,
    parameters,
    path: path === undefined || path === "" ? null : path.replace(/^\//, ""),
    port: address?.[2] ?? null,
    query: query ?? null,
    scheme,
  });
}

function sha2(hex: string, size: bigint): string {
  const bits = Number(size) === 0 ? 256 : Number(size);
  if (![224, 256, 384, 512].includes(bits)) throw fault("001035", "42601", `Invalid digest size ${bits}`);
  return createHash(`sha${bits}`).update(Buffer.from(hex, "hex")).digest("hex");
}

/** Version 5 of RFC 4122: by SHA-1. */
function uuid5(namespace: string, name: string): string {
  const space = namespace.replaceAll("-", "");
  if (!/^[0-9a-f]{32}$/i.test(space)) throw fault("100322", "22000", `Invalid UUID: '${namespace}'`);
  const hash = createHash("sha1").update(Buffer.from(space, "hex")).update(name).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  return hash.toString("hex", 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export const textHelpers: readonly Helper[] = [
  helper("sf_regexp_like", "text text text", "boolean", (subject: string, pattern: string, flags: string) => {
    const test = expression(pattern, flags, true);
    test.lastIndex = 0;
    return test.test(subject);
  }),
  helper("sf_regexp_replace", "text text text bigint bigint text", "text", replaceIn),
  helper(
    "sf_regexp_substr",
    "text text bigint bigint text bigint",
    "text",
    (subject: string, pattern: string, from: bigint, occurrence: bigint, flags: string, group: bigint) =>
      matches(subject, pattern, from, flags)[Number(occurrence) - 1]?.[groupOf(flags, group)],
  ),
  helper(
    "sf_regexp_substr_all",
    "text text bigint bigint text bigint",
    "text",
    (subject: string, pattern: string, from: bigint, occurrence: bigint, flags: string, group: bigint) =>
      JSON.stringify(
        matches(subject, pattern, from, flags)
          .slice(Number(occurrence) - 1)
          .map((match) => match[groupOf(flags, group)] ?? null),
      ),
  ),
  helper("sf_regexp_instr", "text text bigint bigint bigint text bigint", "bigint", instr),
  helper(
    "sf_regexp_count",
    "text text bigint text",
    "bigint",
    (subject: string, pattern: string, from: bigint, flags: string) =>
      BigInt(matches(subject, pattern, from, flags).length),
  ),
  helper("sf_initcap", "text text", "text", initcap),
  helper("sf_hex_number", "text", "text", (digits: string) => String(BigInt(`0x${digits}`))),
  helper("sf_parse_url", "text bigint", "text", parseUrl),
  helper("sf_sha2", "text bigint", "text", sha2),
  helper("sf_uuid5", "text text", "text", uuid5),
];
