/** The exact CSV reader, and DuckDB's wherever the scan lets it read: both have to see the same rows. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Options } from "../../../local/snowflake/catalog/objects.ts";
import { readyByDuck, readyByReader } from "../../../local/snowflake/stages/copy/csv-file.ts";
import { csvDialect } from "../../../local/snowflake/stages/csv/dialect.ts";
import { readRecords } from "../../../local/snowflake/stages/csv/read-records.ts";
import type { CsvRecord } from "../../../local/snowflake/stages/csv/record.ts";
import { CsvScanner } from "../../../local/snowflake/stages/csv/scan.ts";
import { spoolCsv } from "../../../local/snowflake/stages/csv/spool.ts";

const quoted: Options = { FIELD_OPTIONALLY_ENCLOSED_BY: '"' };

async function recordsOf(text: string | Buffer, options: Options = {}, chunkSize = 1 << 20): Promise<CsvRecord[]> {
  const bytes = Buffer.from(text);
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize);
  }
  const records: CsvRecord[] = [];
  for await (const record of readRecords(chunks(), csvDialect(options))) records.push(record);
  return records;
}

const fieldsOf = async (text: string | Buffer, options: Options = {}) =>
  (await recordsOf(text, options)).map(({ fields }) => fields);

describe("the exact CSV reader", () => {
  it("takes quotes as data unless FIELD_OPTIONALLY_ENCLOSED_BY names them", async () => {
    expect(await fieldsOf('1,"a,b"\n')).toEqual([["1", '"a', 'b"']]);
    expect(await fieldsOf('1,"a,b"\n', quoted)).toEqual([["1", "a,b"]]);
  });

  it("keeps line feeds, delimiters and doubled quotes inside of quotes", async () => {
    expect(await fieldsOf('1,"a\nb,""c"""\n2,x', quoted)).toEqual([
      ["1", 'a\nb,"c"'],
      ["2", "x"],
    ]);
  });

  it("takes \\N and a bare empty field for NULL, and an empty string in quotes for an empty string", async () => {
    expect(await fieldsOf('\\N,,""\n', quoted)).toEqual([[null, null, ""]]);
  });

  it("keeps bare empty fields as empty strings with EMPTY_FIELD_AS_NULL = FALSE", async () => {
    expect(await fieldsOf("a,,b\n", { EMPTY_FIELD_AS_NULL: false })).toEqual([["a", "", "b"]]);
  });

  it("joins two lines when the first ends in a backslash, as ESCAPE_UNENCLOSED_FIELD does by default", async () => {
    expect(await fieldsOf("a,b\\\nc,d\n")).toEqual([["a", "b\nc", "d"]]);
    expect(await fieldsOf("a,b\\\nc,d\n", { ESCAPE_UNENCLOSED_FIELD: "NONE" })).toEqual([
      ["a", "b\\"],
      ["c", "d"],
    ]);
  });

  it("reads CRLF as the line feed that is the default record delimiter", async () => {
    expect(await fieldsOf("a,b\r\nc,d\r\n")).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
  });

  it("trims around quotes and bare fields with TRIM_SPACE, and nothing inside of quotes", async () => {
    expect(await fieldsOf(' 1 , " x y " \n', { ...quoted, TRIM_SPACE: true })).toEqual([["1", " x y "]]);
  });

  it("reads delimiters of several bytes, also over the edges of chunks", async () => {
    const options = { FIELD_DELIMITER: "||", RECORD_DELIMITER: "<>\\n" };
    for (const chunkSize of [1, 2, 3, 5]) {
      const records = await recordsOf("a||b|c<>\n1||2<>\n", options, chunkSize);
      expect(records.map(({ fields }) => fields)).toEqual([
        ["a", "b|c"],
        ["1", "2"],
      ]);
    }
  });

  it("names a character after a closing quote, and goes on with the next record", async () => {
    const [bad, good] = await recordsOf('"a"b,1\nc,2\n', quoted);
    expect(bad?.problem).toMatchObject({
      message: "Found character 'b' instead of field delimiter ','",
      at: 3,
      field: 0,
    });
    expect(good).toMatchObject({ number: 2, line: 2, offset: 7, fields: ["c", "2"], problem: undefined });
  });

  it("names the bytes that are no UTF-8, or replaces them", async () => {
    const bytes = Buffer.concat([Buffer.from("a,Espa"), Buffer.from([0xf1]), Buffer.from("a\nb,c\n")]);
    const [bad, good] = await recordsOf(bytes);
    expect(bad?.problem).toMatchObject({
      message: "Invalid UTF8 detected in string 'Espa0xF1a'",
      field: 1,
      code: "100144",
    });
    expect(good?.problem).toBeUndefined();
    expect(await fieldsOf(bytes, { REPLACE_INVALID_CHARACTERS: true })).toEqual([
      ["a", "Espa\ufffda"],
      ["b", "c"],
    ]);
  });

  it("gives the same records whatever the chunks are", async () => {
    await fc.assert(
      fc.asyncProperty(csvText(), fc.integer({ min: 1, max: 7 }), async (text, chunkSize) => {
        const whole = await recordsOf(text, quoted);
        const cut = await recordsOf(text, quoted, chunkSize);
        expect(cut.map(({ raw, ...rest }) => rest)).toEqual(whole.map(({ raw, ...rest }) => rest));
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});

/** Text out of what readers trip over. */
const csvText = () =>
  fc
    .array(
      fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom("a", "bc", "1", "é", " ", "x y") },
        { weight: 6, arbitrary: fc.constantFrom(",", ",", "\n", "\n", "\r\n") },
        {
          weight: 3,
          arbitrary: fc.constantFrom(
            '"',
            '""',
            '"q"',
            '"\n"',
            '","',
            ',"",',
            "\\N",
            "\\",
            "\0",
            "\r",
            '"\\N"',
            "NA",
            '"NA"',
          ),
        },
      ),
      { maxLength: 24 },
    )
    .map((parts) => parts.join(""));

/** Rows that most writers make: then DuckDB's reader is the one that is used. */
const tidyCsv = () =>
  fc
    .tuple(
      fc.integer({ min: 1, max: 4 }),
      fc.array(
        fc.array(
          fc.constantFrom(
            "a",
            "",
            '""',
            '"b,c"',
            '"d""e"',
            '"f\ng"',
            "\\N",
            "é€",
            '"\\N"',
            "NA",
            '"NA"',
            "0",
            "''",
            "#",
          ),
          { minLength: 4, maxLength: 4 },
        ),
        { minLength: 1, maxLength: 8 },
      ),
      fc.constantFrom("\n", "\r\n"),
      fc.boolean(),
    )
    .map(
      ([width, rows, newline, ends]) =>
        rows.map((row) => row.slice(0, width).join(",")).join(newline) + (ends ? newline : ""),
    );

describe("DuckDB's reader where the scan lets it", () => {
  let folder: string;
  let instance: DuckDBInstance;
  let connection: DuckDBConnection;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "csv-readers-"));
    instance = await DuckDBInstance.create(":memory:");
    connection = await instance.connect();
  });
  afterAll(() => {
    connection.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true, force: true });
  });

  async function bothWays(text: string, options: Options) {
    const dialect = csvDialect(options);
    const spool = await spoolCsv(Readable.from([Buffer.from(text)]), "NONE", dialect, path.join(folder, "a.csv"));
    const quick = readyByDuck(spool, dialect, 4, undefined);
    const unnumbered = readyByDuck(spool, dialect, 4, undefined, false);
    const names = { table: "T", nameOf: () => undefined };
    const exact = await readyByReader(spool, dialect, 4, undefined, names, path.join(folder, "b.csv"));
    const rowsOf = async (rows: string) =>
      (await connection.runAndReadAll(`select * from ${rows} order by "$row"`)).getRowsJson();
    return { spool, quick, unnumbered, exact, rowsOf };
  }

  const dialects: Options[] = [
    quoted,
    { ...quoted, NULL_IF: ["NA", ""] },
    { ...quoted, NULL_IF: [] },
    {},
    { ESCAPE_UNENCLOSED_FIELD: null },
    { FIELD_OPTIONALLY_ENCLOSED_BY: "'" },
  ];

  it("reads rows that are not numbered by several threads, each once and in the order of the file", async () => {
    const count = 400_000;
    const lines = Array.from({ length: count }, (_, row) => `${row},"name, ${row % 7} ""x""",${row % 2 ? "" : "é"},4`);
    const { unnumbered } = await bothWays(`${lines.join("\n")}\n`, quoted);
    await connection.run("set threads = 4");
    await connection.run(`create or replace table big as select * from ${unnumbered?.rows}`);
    const plan = await connection.runAndReadAll(`explain select * from ${unnumbered?.rows}`);
    expect(String(plan.getRows())).not.toContain("WINDOW");
    const result = await connection.runAndReadAll(
      `select count(*), count(*) filter (cast("$1" as bigint) = rowid and "$2" = 'name, ' || (rowid % 7) || ' "x"' and "$3" is not distinct from if(rowid % 2 = 1, null, 'é')) from big`,
    );
    expect(result.getRowsJson()).toEqual([[String(count), String(count)]]);
  });

  it.each(dialects.map((options, index) => [index, options] as const))(
    "sees the rows of the exact reader, dialect %i",
    async (_, options) => {
      let quickReads = 0;
      await fc.assert(
        fc.asyncProperty(fc.oneof(csvText(), tidyCsv(), tidyCsv()), async (text) => {
          const { quick, unnumbered, exact, rowsOf } = await bothWays(text, options);
          if (quick === undefined || unnumbered === undefined) return;
          const rows = await rowsOf(quick.rows).catch(() => undefined);
          // Refused by DuckDB, or another count: the load then falls back on the exact reader.
          if (rows === undefined || rows.length !== quick.expectedRows) return;
          quickReads += 1;
          expect(exact.problems).toEqual([]);
          expect(rows).toEqual(await rowsOf(exact.rows));
          const bare = (
            await connection.runAndReadAll(`select * exclude "$row" from ${unnumbered.rows}`)
          ).getRowsJson();
          expect(bare).toEqual(rows.map((row) => row.slice(0, 4)));
        }),
        { numRuns: 60, seed: 20_26 },
      );
      expect(quickReads).toBeGreaterThan(10);
    },
  );

  it("never lets an unclosed quote swallow the lines after it", async () => {
    const { quick, exact } = await bothWays('1,"a\n2,b\n3,"c"\n', quoted);
    expect(quick).toBeUndefined();
    expect(exact.problems[0]).toMatchObject({ line: 3, rowNumber: 1, rowStartLine: 1 });
  });

  it("counts records over the edges of chunks as one chunk does", () => {
    fc.assert(
      fc.property(fc.oneof(csvText(), tidyCsv()), fc.integer({ min: 1, max: 6 }), (text, chunkSize) => {
        const scan = (size: number) => {
          const scanner = new CsvScanner(csvDialect(quoted));
          const bytes = Buffer.from(text);
          for (let at = 0; at < bytes.length; at += size) scanner.push(bytes.subarray(at, at + size));
          return scanner.end();
        };
        const whole = scan(1 << 20);
        const cut = scan(chunkSize);
        // A NULL mark that may lie over an edge makes the scan careful, never wrong.
        if (cut.isRegular) expect(cut).toEqual(whole);
        if (!whole.isRegular) expect(cut.isRegular).toBe(false);
      }),
      { numRuns: 500, seed: 11 },
    );
  });
});
