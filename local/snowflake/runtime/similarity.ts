/** How alike strings sound or look: SOUNDEX and JAROWINKLER_SIMILARITY. */
import { type Helper, helper } from "./scalar-function.ts";

/** `mergesFirst` false: the second letter's code stays although it is that of the first letter (SOUNDEX_P123). */
function soundex(text: string, mergesFirst = true): string {
  const codes: Readonly<Record<string, string>> = {
    B: "1",
    F: "1",
    P: "1",
    V: "1",
    C: "2",
    G: "2",
    J: "2",
    K: "2",
    Q: "2",
    S: "2",
    X: "2",
    Z: "2",
    D: "3",
    T: "3",
    L: "4",
    M: "5",
    N: "5",
    R: "6",
  };
  const letters = text.toUpperCase().replace(/[^A-Z]/g, "");
  if (letters === "") return "";
  let result = letters[0]!;
  let previous = mergesFirst ? (codes[letters[0]!] ?? "") : "";
  for (const letter of letters.slice(1)) {
    const code = codes[letter] ?? "";
    if (code !== "" && code !== previous) result += code;
    if (letter !== "H" && letter !== "W") previous = code;
  }
  return result.slice(0, 4).padEnd(4, "0");
}

/**
 * Of 100, by characters. DuckDB's own counts bytes.
 * https://docs.snowflake.com/en/sql-reference/functions/jarowinkler_similarity
 */
function jaroWinkler(first: string, second: string): bigint {
  const [a, b] = [[...first], [...second]];
  if (a.length === 0 || b.length === 0) return 0n;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Set<number>();
  const matchedA: string[] = [];
  for (const [at, letter] of a.entries()) {
    const end = Math.min(b.length - 1, at + reach);
    for (let other = Math.max(0, at - reach); other <= end; other++) {
      if (taken.has(other) || b[other] !== letter) continue;
      taken.add(other);
      matchedA.push(letter);
      break;
    }
  }
  const matches = matchedA.length;
  if (matches === 0) return 0n;
  const matchedB = [...taken].sort((x, y) => x - y).map((at) => b[at]!);
  const transpositions = matchedA.filter((letter, at) => letter !== matchedB[at]).length / 2;
  const jaro = (matches / a.length + matches / b.length + (matches - transpositions) / matches) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix++;
  // Floating point: 0.84 must not become 83.
  return BigInt(Math.floor((jaro + prefix * 0.1 * (1 - jaro)) * 100 + 1e-9));
}

export const similarityHelpers: readonly Helper[] = [
  helper("sf_soundex", "text", "text", (text: string) => soundex(text)),
  helper("sf_soundex_p123", "text", "text", (text: string) => soundex(text, false)),
  helper("sf_jaro_winkler", "text text", "bigint", jaroWinkler),
];
