import fc from "fast-check";
import { expect, it } from "vitest";
import { splitCsv } from "../../functions/transform/split-csv.ts";

const quoted = (text: string) => (/[",\r\n]/.test(text) || text === "" ? `"${text.replaceAll('"', '""')}"` : text);
const field = fc.string({ unit: fc.constantFrom("a", "é", "🎬", '"', ",", "\n", "\r", " "), maxLength: 8 });
const record = fc.array(field, { minLength: 2, maxLength: 3 });
const lineEnd = fc.constantFrom("\n", "\r\n", "\r");

async function split(bytes: Uint8Array, cuts: number[], recordsPerPart: number, hasHeader = true) {
  const parts: string[] = [];
  async function* chunks() {
    let at = 0;
    for (const cut of [...cuts.map((each) => each % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
      if (cut > at) yield bytes.subarray(at, cut);
      at = Math.max(at, cut);
    }
  }
  const found = await splitCsv(chunks(), {
    recordsPerPart,
    quote: '"',
    hasHeader,
    openPart: (index) => ({
      async write(piece) {
        parts[index] = (parts[index] ?? "") + Buffer.from(piece).toString("latin1");
      },
      end: async () => undefined,
    }),
  });
  return { found, parts: parts.map((part) => Buffer.from(part, "latin1").toString()) };
}

it("cuts any records, with any line ends, arriving in any chunks, into parts of the wanted size", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(record, lineEnd), { maxLength: 12 }),
      lineEnd,
      fc.array(fc.nat(400), { maxLength: 10 }),
      fc.integer({ min: 1, max: 5 }),
      fc.boolean(),
      fc.boolean(),
      async (rows, headerEnd, cuts, recordsPerPart, endsWithLineEnd, hasBom) => {
        const lines = rows.map(([fields]) => fields.map(quoted).join(","));
        const body = lines
          .map((line, index) => line + (index === rows.length - 1 && !endsWithLineEnd ? "" : rows[index]![1]))
          .join("");
        const bytes = Buffer.from(`${hasBom ? "\ufeff" : ""}a,b${headerEnd}${body}`);
        const { found, parts } = await split(bytes, cuts, recordsPerPart);
        const expected: string[] = [];
        for (let at = 0; at < lines.length; at += recordsPerPart)
          expected.push(
            lines
              .slice(at, at + recordsPerPart)
              .map((line) => `${line}\n`)
              .join(""),
          );
        expect(parts).toEqual(expected);
        expect(found.map(({ recordsBefore }) => recordsBefore)).toEqual(
          expected.map((_, index) => index * recordsPerPart),
        );
        expect(found.reduce((sum, { records }) => sum + records, 0)).toBe(lines.length);
      },
    ),
    { seed: 3, numRuns: 1_000 },
  );
});

it.each([
  ["nothing", "", []],
  ["a header alone", "a,b\n", []],
  ["a header without a line end", "a,b", []],
  ["empty lines", "a,b\n\n1,2\n\n\n3,4\n", ["1,2\n3,4\n"]],
])("takes %s for what it is", async (_, text, expected) => {
  expect(
    (await split(Buffer.from(text), [], 10)).parts.map((part) => part.replaceAll(/\n+/g, "\n").replace(/^\n/, "")),
  ).toEqual(expected);
});
