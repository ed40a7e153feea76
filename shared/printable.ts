/** Makes foreign text safe to show in a log, a terminal or an e-mail: short, on one line, with nothing invisible. */

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\\]/gu;

/** At most `limit` UTF-16 units of the text, control, direction and invisible characters as `\u{…}`. */
export function printable(text: string, limit = 120): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return cut.replace(UNPRINTABLE, (character) =>
    character === "\\" ? "\\\\" : `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}
