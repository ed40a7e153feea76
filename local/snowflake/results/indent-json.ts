/** Semi-structured values as Snowflake prints them in results: indented by two spaces, values and their order untouched. */

/** Works on the text, so that numbers keep every digit. The text must be valid JSON. */
export function indentJson(json: string, spaces = 2): string {
  if (spaces === 0 || (json[0] !== "{" && json[0] !== "[")) return json;
  let out = "";
  let depth = 0;
  let at = 0;
  const newLine = () => `\n${" ".repeat(depth * spaces)}`;
  while (at < json.length) {
    const character = json[at] as string;
    if (character === '"') {
      const end = endOfString(json, at);
      out += json.slice(at, end);
      at = end;
      continue;
    }
    at++;
    if (character === "{" || character === "[") {
      at = skipSpace(json, at);
      if (json[at] === "}" || json[at] === "]") {
        out += character + json[at++];
      } else {
        depth++;
        out += character + newLine();
      }
    } else if (character === "}" || character === "]") {
      depth--;
      out += newLine() + character;
    } else if (character === ",") {
      out += `,${newLine()}`;
    } else if (character === ":") {
      out += ": ";
    } else if (!/\s/.test(character)) {
      out += character;
    }
  }
  return out;
}

function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at + 1;
}

function skipSpace(json: string, start: number): number {
  let at = start;
  while (/\s/.test(json[at] ?? "")) at++;
  return at;
}
