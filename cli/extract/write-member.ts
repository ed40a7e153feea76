/** Writes the extracted rows as the contract's member: CSV as it streams in, then its Parquet twin with the contract's types. */
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { TableContract } from "../../shared/contract/contract.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { toCsvLine } from "./convert.ts";

type Row = readonly (string | undefined)[];

export const columnsOf = (table: TableContract) => table.schema.fields.map(({ name }) => name);

/** Gives the number of rows. The file appears under its name only when it is whole. */
export async function writeCsv(
  folder: string,
  table: TableContract,
  rows: AsyncIterable<Row>,
): Promise<{ file: string; rows: number }> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${table.name}.csv`);
  let count = 0;
  async function* lines() {
    yield toCsvLine(columnsOf(table));
    for await (const row of rows) {
      count += 1;
      yield toCsvLine(row);
    }
  }
  try {
    await pipeline(Readable.from(lines()), createWriteStream(`${file}.partial`));
  } catch (error) {
    await rm(`${file}.partial`, { force: true });
    throw error;
  }
  await rename(`${file}.partial`, file);
  return { file, rows: count };
}

/** The Parquet type of each of the Table Schema's types; the rest are texts. */
const PARQUET_TYPES: Record<string, string> = {
  integer: "bigint",
  number: "double",
  boolean: "boolean",
  date: "date",
  datetime: "timestamp",
};

/** Throws `CommandError` (refused) when a value is not of its column's type: CSV can hold it, Parquet cannot. */
export async function writeParquet(folder: string, table: TableContract, csvFile: string): Promise<string> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const file = join(folder, `${table.name}.parquet`);
  const types = table.schema.fields.map(({ name, type }) => [name, PARQUET_TYPES[type] ?? "varchar"] as const);
  const columns = types.map(([name, type]) => `${text(name)}: ${text(type)}`).join(", ");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await connection.run(
      `copy (select * from read_csv(${text(csvFile)}, header = true, delim = ',', quote = '"', escape = '"', auto_detect = false, nullstr = '', columns = {${columns}}))
       to ${text(`${file}.partial`)} (format parquet, compression zstd)`,
    );
  } catch (cause) {
    await rm(`${file}.partial`, { force: true });
    const problem = (cause as Error).message.split("\n").slice(0, 3).join(" ");
    throw new CommandError(
      EXIT.refused,
      `${csvFile} is written; its Parquet twin is not, since a value is not of its column's type: ${problem}. Mend the source's mapping, or use --no-parquet.`,
      {},
      { cause },
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  await rename(`${file}.partial`, file);
  return file;
}

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
