/** Feeds made and mutated CSV texts to the reader: the scanner, the parser alone and any cutting of the bytes must agree, and nothing may be thrown. */
import { csvCodes } from "../../shared/codes/csv.ts";
import { createRecordCounter } from "../../shared/csv/record-counter.ts";
import { mutate, type Random, seeded } from "../zip/support/random.ts";
import { readCsv, schemaOf, WITHOUT_SCANNER } from "./support.ts";

const SCHEMA = schemaOf(
  {
    id: { type: "integer", constraints: { required: true, minimum: 0, maximum: 999_999 } },
    name: { type: "string", constraints: { maxLength: 12 } },
    rating: { type: "number", constraints: { minimum: 0.5, maximum: 5 } },
    day: { type: "date", constraints: { minimum: "1950-01-01" } },
    at: "datetime",
    kind: { type: "string", constraints: { enum: ["film", "series"] } },
    seen: "boolean",
    made: "year",
    code: { type: "string", constraints: { pattern: "[A-Z]{2}[0-9]*" } },
  },
  { missingValues: ["", "NA"] },
);

const VALUES: readonly (readonly string[])[] = [
  ["1", "42", "999999", "1000000", "-1", "x", "", "NA", "007", "1.0"],
  [
    "Heat",
    "",
    "=1+1",
    "Ä ö",
    '"Heat, 2"',
    '"a ""b"""',
    "-",
    "a longer name than allowed",
    "NA",
    '"two\nlines"',
    '5" disk',
  ],
  ["4.5", "0.5", "5", "5.01", ".5", "-0", "1e0", "NaN", "", "4,5"],
  ["2024-02-29", "2023-02-29", "1949-12-31", "2024-12-31", "", "20240101", "NA"],
  [
    "2024-02-29T12:00:00",
    "2024-02-30T12:00:00Z",
    "2024-01-01T00:00:00Z",
    "2024-01-01T24:00:00",
    "",
    "2024-01-01T00:00:00+01:00",
  ],
  ["film", "series", "serie", "", "filmfilmfilm", "=film"],
  ["true", "False", "yes", "1", ""],
  ["1999", "0999", "99", "19999", "", "-100"],
  ["AB12", "ab", "", "AB", "A"],
];
const HEADER = "id,name,rating,day,at,kind,seen,made,code";

export function randomText(random: Random): Buffer {
  const lineEnd = random.pick(["\n", "\r\n", "\r", "\n"]);
  const isTame = random.next() < 0.4;
  const lines = Array.from({ length: random.below(30) }, () =>
    VALUES.map((values) => (isTame ? values[0]! : random.pick(values))).join(","),
  );
  const text = [HEADER, ...lines].join(lineEnd) + (random.next() < 0.7 ? lineEnd : "");
  const bytes = Buffer.from(text);
  return random.next() < 0.6 ? mutate(bytes, random) : bytes;
}

/** Throws, with seed and case, at the first disagreement, exception or unknown code. Gives how many texts were right. */
export function fuzzTexts(seed: number, cases: number): { right: number; slowestMs: number } {
  const random = seeded(seed);
  let right = 0;
  let slowestMs = 0;
  for (let index = 0; index < cases; index += 1) {
    const bytes = randomText(random);
    const fail = (what: string, cause?: unknown): never => {
      throw new Error(`seed ${seed}, case ${index}: ${what}: ${JSON.stringify(bytes.toString("latin1"))}`, { cause });
    };
    try {
      const startedAt = performance.now();
      const whole = readCsv(bytes, { schema: SCHEMA });
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
      const cut = readCsv(bytes, { schema: SCHEMA, pieces: [1 + random.below(9), 1 + random.below(40)] });
      if (JSON.stringify(cut) !== JSON.stringify(whole))
        fail(`cut: ${JSON.stringify(cut)} whole: ${JSON.stringify(whole)}`);
      if (!bytes.includes("~")) {
        const parsed = readCsv(bytes, { schema: SCHEMA, dialect: WITHOUT_SCANNER });
        if (JSON.stringify(parsed) !== JSON.stringify(whole))
          fail(`parsed: ${JSON.stringify(parsed)} whole: ${JSON.stringify(whole)}`);
      }
      if (whole.structuralFaultCount === 0) {
        right += 1;
        const counter = createRecordCounter({ delimiter: ",", quoteChar: '"' });
        for (let at = 0; at < bytes.length; at += 37) counter.push(bytes.subarray(at, at + 37));
        if (counter.records() !== whole.records + 1) fail(`counted ${counter.records()}, read ${whole.records + 1}`);
      }
      for (const { code } of [...whole.structuralFaults, ...whole.valueFaults])
        if (!(code in csvCodes)) fail(`the code ${code}`);
    } catch (error) {
      if (error instanceof Error && error.message.startsWith("seed ")) throw error;
      fail("thrown", error);
    }
  }
  return { right, slowestMs };
}
