/** Elements of stored JSON by path, found on the text without building values. The text is compact, as `writeJson` writes it. */

import { notInTwin } from "../../errors.ts";

type Step = string | number;
const known = new Map<string, Step[]>();

/** `path`: a JSON array of keys and indexes. Undefined when there is no such element. */
export function elementAt(json: string, path: string): string | undefined {
  let steps = known.get(path);
  if (steps === undefined) {
    steps = JSON.parse(path) as Step[];
    if (known.size > 10_000) known.clear();
    known.set(path, steps);
  }
  return follow(json, steps);
}

export function follow(json: string, steps: readonly Step[]): string | undefined {
  let start = 0;
  let end = json.length;
  for (const step of steps) {
    const found = typeof step === "number" ? itemAt(json, start, step) : memberAt(json, start, step);
    if (found < 0) return undefined;
    start = found;
    end = skipValue(json, start);
  }
  return json.slice(start, end);
}

function itemAt(json: string, start: number, index: number): number {
  if (json[start] !== "[" || json[start + 1] === "]") return -1;
  let at = start + 1;
  for (let item = 0; ; item++) {
    if (item === index) return at;
    at = skipValue(json, at);
    if (json[at] !== ",") return -1;
    at++;
  }
}

function memberAt(json: string, start: number, key: string): number {
  if (json[start] !== "{" || json[start + 1] === "}") return -1;
  const quoted = JSON.stringify(key);
  let at = start + 1;
  for (;;) {
    const end = skipString(json, at);
    if (end - at === quoted.length && json.startsWith(quoted, at)) return end + 1;
    at = skipValue(json, end + 1);
    if (json[at] !== ",") return -1;
    at++;
  }
}

function skipString(json: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const quote = json.indexOf('"', at);
    let slashes = 0;
    while (json[quote - 1 - slashes] === "\\") slashes++;
    if (slashes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

export function skipValue(json: string, start: number): number {
  const first = json[start];
  if (first === '"') return skipString(json, start);
  let at = start;
  if (first === "{" || first === "[") {
    let depth = 0;
    for (;;) {
      const character = json[at];
      if (character === '"') {
        at = skipString(json, at);
        continue;
      }
      if (character === "{" || character === "[") depth++;
      else if (character === "}" || character === "]") {
        depth--;
        if (depth === 0) return at + 1;
      }
      at++;
    }
  }
  while (at < json.length && !",]}".includes(json[at]!)) at++;
  return at;
}

/** `a.b[0]["c d"]` or `a[0]:b`, as GET_PATH and FLATTEN's PATH take it. https://docs.snowflake.com/en/sql-reference/functions/get_path */
export function parsePath(path: string): Step[] {
  const steps: Step[] = [];
  const token = /[.:]?([A-Za-z_$][\w$]*)|[.:]?"((?:[^"]|"")*)"|\[(\d+)\]|\['((?:[^']|'')*)'\]|\["((?:[^"]|"")*)"\]/y;
  let at = 0;
  while (at < path.length) {
    token.lastIndex = at;
    const match = token.exec(path);
    if (match === null) throw notInTwin(undefined, `the path '${path}'`, 'Write it as a.b[0]."c d".');
    const [, name, quoted, index, single, double] = match;
    if (index !== undefined) steps.push(Number(index));
    else
      steps.push(
        name ?? quoted?.replaceAll('""', '"') ?? single?.replaceAll("''", "'") ?? double?.replaceAll('""', '"') ?? "",
      );
    at = token.lastIndex;
  }
  return steps;
}
