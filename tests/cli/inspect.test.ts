import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, expect, it } from "vitest";
import { inspectFile } from "../../cli/inspect/inspect-file.ts";

const folder = mkdtempSync(join(tmpdir(), "reelhouse-inspect-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inspect = (content: string | Buffer, name = "a.csv") => {
  writeFileSync(join(folder, name), content);
  return inspectFile(join(folder, name));
};

it.each([
  ["commas and LF", "a,b\n1,x\n2,y\n", ",", '"', "LF", true],
  ["semicolons, decimal commas and CRLF", "a;b\r\n1,5;x\r\n2,5;y\r\n", ";", '"', "CRLF", true],
  ["tabs without a header", "1\t2\n3\t4\n", "\t", '"', "LF", false],
  ["pipes, single quotes and CR", "a|b\r'x|1'|2\r'y|2'|3\r", "|", "'", "CR", true],
  ["mixed line ends", "a,b\r\n1,2\n3,4\n", ",", '"', "mixed", true],
])("finds out the dialect: %s", async (_, text, delimiter, quoteChar, lineEnds, header) => {
  expect(await inspect(text)).toMatchObject({ dialect: { delimiter, quoteChar, header }, lineEnds, faultCount: 0 });
});

it.each([
  ["utf-8", Buffer.from("\ufeffname,x\nZoë,1\n"), true],
  ["utf-16le", Buffer.from("\ufeffname,x\nZoë,1\n", "utf16le"), true],
  ["utf-16be", Buffer.from("name,x\nZoë,1\n", "utf16le").swap16(), false],
  ["iso-8859-1", Buffer.from("name,x\nZoë,1\n", "latin1"), false],
  ["windows-1252", Buffer.from("name,x\n\x93Zoë\x94,1\n", "latin1"), false],
] as const)("finds out the encoding: %s", async (encoding, bytes, hasByteOrderMark) => {
  expect(await inspect(bytes)).toMatchObject({ encoding, hasByteOrderMark, rows: 1, faultCount: 0 });
});

it("infers the narrowest type that every value has, and keeps codes with zeros as text", async () => {
  const { columns } = await inspect(
    "i,n,b,d,t,code,s\n1,1.5,true,2024-02-29,2024-01-01T00:00:00Z,007,x\n-2,3,false,2024-03-01,2024-01-02T10:00:00Z,010,\n",
  );
  expect(columns.map(({ type }) => type)).toEqual([
    "integer",
    "number",
    "boolean",
    "date",
    "datetime",
    "string",
    "string",
  ]);
  expect(columns[6]).toMatchObject({ missing: 1, examples: ["x"] });
});

it("tells the faults of a file that cannot be read", async () => {
  expect((await inspect("a,b\n1,2\n1,2,3\n")).faults[0]).toMatchObject({ code: "CSV_RAGGED", record: 2, line: 3 });
  expect((await inspect('a,b\n1,"2\n')).faults[0]?.code).toBe("CSV_UNCLOSED_QUOTE");
  expect((await inspect("PAR1 and no more of it", "b.parquet")).faults[0]?.code).toBe("PARQUET_UNREADABLE");
  await expect(inspectFile(join(folder, "none.csv"))).rejects.toMatchObject({ exitCode: 2 });
});

it("reads a Parquet file's columns, rows and codecs", async () => {
  const connection = await (await DuckDBInstance.create()).connect();
  const file = join(folder, "c.parquet");
  await connection.run(
    `copy (select range as id, 'x' as title from range(9)) to '${file}' (format parquet, codec zstd)`,
  );
  connection.closeSync();
  const inspected = await inspectFile(file);
  expect(inspected).toMatchObject({ format: "parquet", rows: 9, codecs: ["ZSTD"], faultCount: 0 });
  expect(inspected.columns.map(({ name }) => name)).toEqual(["id", "title"]);
});
