/** Writes the other form of a data file: the Parquet twin of a CSV file, or the CSV twin of a Parquet file, with the same rows in the same order. */
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { identifier, literal, queryNumber, startEngine } from "../functions/transform/duckdb.ts";
import { plainCsv } from "../functions/transform/plain-csv.ts";
import type { TableContract } from "../shared/contract/contract.ts";
import { parseDialect } from "../shared/csv/dialect.ts";
import { RECORD_BYTES } from "../shared/csv/reader.ts";
import { parseTableSchema } from "../shared/csv/schema.ts";
import { refuse } from "../shared/errors.ts";

/** One thread, so that the same rows give the same bytes. */
const ENGINE = { memoryLimit: "2GB", threads: 1 };

/** A column gets a type of its own only where every value is one that means the same typed: otherwise it stays text. */
const TYPED: Readonly<Record<string, { type: string; pattern: string }>> = {
  integer: { type: "bigint", pattern: "[+-]?[0-9]{1,18}" },
  number: { type: "double", pattern: "[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?" },
  date: { type: "date", pattern: "[0-9]{4}-[0-9]{2}-[0-9]{2}" },
};

export async function writeParquetTwin(csv: string, parquet: string, table: TableContract): Promise<void> {
  const schema = parseTableSchema(table.schema);
  const names = schema.fields.map(({ name }) => name);
  await withEngine(async (connection, folder) => {
    const plain = join(folder, "plain.csv");
    const dialect = parseDialect(table.dialect, table.encoding);
    const chunks = createReadStream(csv, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>;
    await pipeline(Readable.from(plainCsv(chunks, dialect, schema)), createWriteStream(plain));
    const columns = names.map((name) => `${literal(name)}: 'VARCHAR'`).join(", ");
    await connection.run(
      `create table texts as select * from read_csv(${literal(plain)}, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', new_line = '\\n', strict_mode = true, nullstr = '', allow_quoted_nulls = true, max_line_size = ${RECORD_BYTES}, columns = {${columns}})`,
    );
    const selected: string[] = [];
    for (const { name, type, format, decimalChar, groupChar } of schema.fields) {
      const typed = format === undefined && decimalChar === "." && !groupChar ? TYPED[type] : undefined;
      const column = identifier(name);
      const others = typed
        ? `select count(*) from texts where ${column} is not null and (not regexp_full_match(${column}, ${literal(typed.pattern)}) or try_cast(${column} as ${typed.type}) is null)`
        : undefined;
      const isTyped = others !== undefined && (await queryNumber(connection, others)) === 0;
      selected.push(isTyped ? `cast(${column} as ${typed!.type}) as ${column}` : column);
    }
    await connection.run(
      `copy (select ${selected.join(", ")} from texts) to ${literal(parquet)} (format parquet, compression zstd, row_group_size 122880)`,
    );
  });
}

/** Throws `InputError` for a table whose dialect has no words for what Parquet holds. */
export async function writeCsvTwin(parquet: string, csv: string, table: TableContract): Promise<void> {
  const { delimiter, quoteChar, header, encoding, doubleQuote } = parseDialect(table.dialect, table.encoding);
  if (encoding !== "utf-8" || quoteChar === undefined || !doubleQuote)
    throw refuse("CSV_ENCODING", {
      entry: csv,
      message: `A CSV twin is written in UTF-8 with doubled quotes; the contract of ${table.name} has it otherwise.`,
    });
  await withEngine(async (connection) => {
    const types = await connection.runAndReadAll(`describe select * from read_parquet(${literal(parquet)})`);
    const columns = types.getRows().map(([name, type]) => {
      const column = identifier(String(name));
      if (String(type).startsWith("TIMESTAMP")) return `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%g') as ${column}`;
      return `cast(${column} as varchar) as ${column}`;
    });
    await connection.run(
      `copy (select ${columns.join(", ")} from read_parquet(${literal(parquet)})) to ${literal(csv)} (format csv, header ${header}, delimiter ${literal(delimiter)}, quote ${literal(quoteChar)}, escape ${literal(quoteChar)}, nullstr '')`,
    );
  });
}

type Connection = Awaited<ReturnType<Awaited<ReturnType<typeof startEngine>>["connect"]>>;

async function withEngine(work: (connection: Connection, folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "reelhouse-twin-"));
  const instance = await startEngine({ ...ENGINE, folder });
  try {
    const connection = await instance.connect();
    await work(connection, folder);
    connection.closeSync();
  } finally {
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
}
