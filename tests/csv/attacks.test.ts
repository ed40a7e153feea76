/** Texts made so that a careless reader takes time that grows with the square of their length: each must be read in a moment. */
import { expect, it } from "vitest";
import { parseDialect } from "../../shared/csv/dialect.ts";
import { createCsvReader } from "../../shared/csv/reader.ts";
import { parseTableSchema } from "../../shared/csv/schema.ts";

const LENGTH = 2_000_000;
/** With a pattern whose time is quadratic, each of these takes hours. */
const MOST_MS = 10_000;

const attacks: [string, object, string][] = [
  ["digits behind a minus sign, and then a letter", { type: "string" }, `-${"1".repeat(LENGTH)}x`],
  ["numbers behind an equals sign", { type: "string" }, `=${"1 ".repeat(LENGTH / 2)}x`],
  ["an e-mail address of dots", { type: "string", format: "email" }, `a@${".".repeat(LENGTH)}@`],
  ["an e-mail address of short names", { type: "string", format: "email" }, `a@${"a.".repeat(LENGTH / 2)} `],
  ["an integer of two million digits", { type: "integer", constraints: { maximum: 5 } }, "9".repeat(LENGTH)],
  ["a number of two million digits", { type: "number" }, `${"9".repeat(LENGTH)}x`],
  ["JSON in lists in lists", { type: "array" }, "[".repeat(LENGTH)],
];

it.each(attacks)("reads %s in a moment", (_, field, value) => {
  const reader = createCsvReader({
    dialect: parseDialect(),
    schema: parseTableSchema({ fields: [{ name: "a", ...field }] }),
    entry: "a.csv",
  });
  const startedAt = performance.now();
  reader.push(Buffer.from(`a\n${value}\n`));
  expect(reader.end().records).toBe(1);
  expect(performance.now() - startedAt).toBeLessThan(MOST_MS);
});

it("reads a header of a million names in a moment", () => {
  const reader = createCsvReader({
    dialect: parseDialect(),
    schema: parseTableSchema({ fields: [{ name: "a" }] }),
    entry: "a.csv",
  });
  const names = Array.from({ length: 1_000_000 }, (_, index) => index.toString(36)).join(",");
  const startedAt = performance.now();
  reader.push(Buffer.from(`${names}\n`));
  expect(reader.end().structuralFaults[0]?.code).toBe("CSV_HEADER_MISMATCH");
  expect(performance.now() - startedAt).toBeLessThan(MOST_MS);
});
