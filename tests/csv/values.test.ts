import { describe, expect, it } from "vitest";
import { ConfigError } from "../../shared/errors.ts";
import { readCsv, schemaOf, WITHOUT_SCANNER } from "./support.ts";

const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** The code that a value alone in its column gives, the same by the scanner and without it; `undefined` when it is allowed. */
function codeOf(field: object, value: string): string | undefined {
  const schema = schemaOf({ id: "integer", a: field });
  const outcomes = [{}, WITHOUT_SCANNER].flatMap((dialect) =>
    [`id,a\n1,${quote(value)}\n`, ...(/[",\n\r]|^ /.test(value) ? [] : [`id,a\n1,${value}\n`])].map((text) => {
      const report = readCsv(text, { schema, dialect });
      expect(report.structuralFaults).toEqual([]);
      return report.valueFaults[0]?.code;
    }),
  );
  expect(new Set(outcomes).size).toBe(1);
  return outcomes[0];
}

const cases: [type: string | object, allowed: string[], refused: string[], code: string][] = [
  [
    "integer",
    ["0", "-1", "+5", "007", "999999999999999999999999", ""],
    ["1.0", "x", "1 ", "--1", "1e3", "0x1", "-"],
    "CSV_NOT_INTEGER",
  ],
  [{ type: "integer", groupChar: "," }, ["1,000"], ["1.000"], "CSV_NOT_INTEGER"],
  [
    "number",
    ["0", "1.5", "-.5", "5.", "1e3", "-1E-7", "NaN", "INF", "-INF", "123456789.123456789"],
    ["1,5", "x", ".", "1e", "1.2.3", "Infinity", "-"],
    "CSV_NOT_NUMBER",
  ],
  [{ type: "number", decimalChar: ",", groupChar: "." }, ["1.234,5"], ["1,2,3"], "CSV_NOT_NUMBER"],
  ["boolean", ["true", "False", "TRUE", "1", "0"], ["yes", "tRue", "2"], "CSV_NOT_BOOLEAN"],
  [{ type: "boolean", trueValues: ["yes"], falseValues: ["no"] }, ["yes", "no"], ["true", "1"], "CSV_NOT_BOOLEAN"],
  [
    "date",
    ["2024-02-29", "1999-12-31", "0001-01-01"],
    ["2023-02-29", "2024-13-01", "2024-00-10", "2024-01-32", "2024-1-1", "20240101", "2024/01/01"],
    "CSV_NOT_DATE",
  ],
  [{ type: "date", format: "%d/%m/%Y" }, ["31/12/1999"], ["12/31/1999", "1999-12-31"], "CSV_NOT_DATE"],
  [{ type: "date", format: "%b %d, %Y" }, ["Jan 02, 2024"], ["Foo 02, 2024"], "CSV_NOT_DATE"],
  [
    "datetime",
    ["2024-02-29T23:59:59Z", "2024-01-01T00:00:00", "2024-01-01T00:00:00.123+02:00"],
    ["2024-01-01 00:00:00", "2024-01-01T24:00:00Z", "2023-02-29T00:00:00Z", "2024-01-01T00:60:00Z"],
    "CSV_NOT_DATETIME",
  ],
  [
    { type: "datetime", format: "%Y-%m-%d %H:%M:%S" },
    ["2024-01-01 23:59:59"],
    ["2024-01-01 25:00:00"],
    "CSV_NOT_DATETIME",
  ],
  ["time", ["00:00:00", "23:59:59.5"], ["24:00:00", "1:00:00"], "CSV_NOT_TIME"],
  ["year", ["1999", "0999", "-0044"], ["99", "19999", "1999.0"], "CSV_NOT_YEAR"],
  ["yearmonth", ["2024-12"], ["2024-13", "2024-1"], "CSV_NOT_YEARMONTH"],
  ["duration", ["P1DT2H", "PT0.5S", "P1Y"], ["P", "PT", "1D"], "CSV_NOT_DURATION"],
  ["object", ['{"a":1}', "{}"], ["[]", "{a:1}", "1"], "CSV_NOT_JSON"],
  ["array", ["[1,2]"], ["{}", "[1"], "CSV_NOT_JSON"],
  [{ type: "list", itemType: "integer", delimiter: "|" }, ["1|2|3"], ["1|x", "1||2"], "CSV_NOT_LIST"],
  ["geopoint", ["13.4, 52.5", "-180,90"], ["52.5", "181,0", "x,y"], "CSV_NOT_GEOPOINT"],
  [{ type: "string", format: "email" }, ["a@b.org"], ["a@b", "a b@c.de"], "CSV_FORMAT"],
  [{ type: "string", format: "uuid" }, ["123e4567-e89b-12d3-a456-426614174000"], ["123"], "CSV_FORMAT"],
  [{ type: "string", format: "uri" }, ["https://example.org/a?b"], ["example.org"], "CSV_FORMAT"],
  ["any", ["", "x", "1"], [], ""],
];

const constrained: [field: object, allowed: string[], refused: string[], code: string][] = [
  [{ type: "string", constraints: { required: true } }, ["x"], [""], "CSV_REQUIRED"],
  [
    { type: "string", missingValues: ["", "NA"], constraints: { required: true } },
    ["x", "NAB"],
    ["", "NA"],
    "CSV_REQUIRED",
  ],
  [{ type: "integer", missingValues: ["-999"], constraints: { required: true } }, ["-998"], ["-999"], "CSV_REQUIRED"],
  [
    { type: "integer", missingValues: ["-"], constraints: { minimum: 5 } },
    ["-", "5"],
    ["4", "-5"],
    "CSV_BELOW_MINIMUM",
  ],
  [{ type: "integer", constraints: { maximum: 5 } }, ["5", "-99"], ["6", "99999999999999999999"], "CSV_ABOVE_MAXIMUM"],
  [{ type: "number", constraints: { minimum: 0.5 } }, ["0.5", "5"], ["0.4999", "-1"], "CSV_BELOW_MINIMUM"],
  [{ type: "number", constraints: { maximum: 5 } }, ["5.0", "5"], ["5.0001"], "CSV_ABOVE_MAXIMUM"],
  [{ type: "number", constraints: { exclusiveMaximum: 5 } }, ["4.99"], ["5"], "CSV_ABOVE_MAXIMUM"],
  [{ type: "date", constraints: { minimum: "1900-01-01" } }, ["1900-01-01"], ["1899-12-31"], "CSV_BELOW_MINIMUM"],
  [
    { type: "datetime", constraints: { maximum: "2030-01-01T00:00:00Z" } },
    ["2029-12-31T23:59:59Z", "2030-01-01T01:00:00+02:00"],
    ["2030-01-01T00:00:01Z"],
    "CSV_ABOVE_MAXIMUM",
  ],
  [{ type: "year", constraints: { maximum: 2030 } }, ["2030", "1000"], ["2031"], "CSV_ABOVE_MAXIMUM"],
  [{ type: "string", constraints: { minLength: 3 } }, ["abc", "äöü"], ["ab", "äö"], "CSV_TOO_SHORT"],
  [{ type: "string", constraints: { maxLength: 3 } }, ["äöü", "😀😀😀", "a"], ["abcd", "😀😀😀😀"], "CSV_TOO_LONG"],
  [{ type: "string", constraints: { pattern: "[a-z]+" } }, ["abc"], ["abc1", "1abc"], "CSV_PATTERN"],
  [{ type: "string", constraints: { enum: ["red", "blue"] } }, ["red"], ["re", "redd", "Red"], "CSV_NOT_IN_ENUM"],
  [
    { type: "string", constraints: { enum: ["a longer word", "="] } },
    ["a longer word", "="],
    ["a longer"],
    "CSV_NOT_IN_ENUM",
  ],
  [{ type: "integer", constraints: { enum: [1, 2] } }, ["1"], ["3"], "CSV_NOT_IN_ENUM"],
];

describe.each([...cases, ...constrained])("a field %j", (field, allowed, refused, code) => {
  const given = typeof field === "string" ? { type: field } : field;
  it(`takes ${JSON.stringify(allowed)}`, () => {
    for (const value of allowed) expect([value, codeOf(given, value)]).toEqual([value, undefined]);
  });
  it(`refuses ${JSON.stringify(refused)}`, () => {
    for (const value of refused) expect([value, codeOf(given, value)]).toEqual([value, code]);
  });
});

describe("value faults", () => {
  it("tell record, line, column, offset, what was found and what was expected", () => {
    const text = 'id,title,rating\n1,"two\nlines",4.5\n2,b,9\n';
    const report = readCsv(text, {
      schema: schemaOf({ id: "integer", title: "string", rating: { type: "number", constraints: { maximum: 5 } } }),
    });
    expect(report.valueFaults).toEqual([
      expect.objectContaining({
        code: "CSV_ABOVE_MAXIMUM",
        entry: "a.csv",
        record: 2,
        line: 4,
        column: "rating",
        offset: text.indexOf("9\n"),
        found: "9",
        expected: "at most 5",
      }),
    ]);
  });

  it("are all counted, and so are the records that have any", () => {
    const report = readCsv(`a,b\n${"x,y\n1,2\n".repeat(3000)}`, {
      schema: schemaOf({ a: "integer", b: "integer" }),
      keep: 7,
    });
    expect(report).toMatchObject({ records: 6000, valueFaultCount: 6000, faultyRecords: 3000 });
    expect(report.valueFaults).toHaveLength(7);
  });

  it("show foreign text printable and cut", () => {
    const [fault] = readCsv(`a\n${"\u001b[31m\u202e"}${"x".repeat(500)}\n`, {
      schema: schemaOf({ a: "integer" }),
    }).valueFaults;
    expect(fault!.found!.length).toBeLessThan(160);
    expect(fault!.message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe("a contract that cannot be checked", () => {
  it.each([
    [{ fields: [] }],
    [schemaOf({ a: "decimal" })],
    [schemaOf({ a: { type: "string", format: "phone" } })],
    [schemaOf({ a: { type: "string", constraints: { pattern: "(" } } })],
    [schemaOf({ a: { type: "string", constraints: { biggest: 1 } } })],
    [schemaOf({ a: { type: "integer", constraints: { minimum: "x" } } })],
    [schemaOf({ a: { type: "date", format: "%Q" } })],
  ])("is our fault, not the sender's: %j", (schema) => {
    expect(() => readCsv("a\n1\n", { schema })).toThrow(ConfigError);
  });
});
