/** Records of a query over tables that a file holds: a CSV, or the COPY blocks of a PostgreSQL dump. */
import { createReadStream, existsSync } from "node:fs";
import { createInterface } from "node:readline";
import type { DuckDBConnection } from "@duckdb/node-api";
import { CommandError, EXIT, wrongUse } from "../exit-codes.ts";
import { filePath, type Values } from "./fill.ts";
import { readCopyHead, readCopyLine } from "./postgres-copy.ts";
import type { CsvSource, PostgresSource, SourceRecord } from "./source.ts";

export async function* readTables(
  source: CsvSource | PostgresSource,
  sourceFolder: string,
  values: Values,
): AsyncGenerator<SourceRecord> {
  const file = filePath(source.file, sourceFolder, values);
  if (!existsSync(file)) throw wrongUse(`${file} is not there.`);
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    if (source.kind === "csv") await loadCsv(connection, source, file);
    else await loadDump(connection, file);
    const result = await connection.stream(source.sql ?? "select * from records").catch((cause) => {
      throw new CommandError(
        EXIT.wrongUse,
        `The query of ${source.title} failed: ${(cause as Error).message}`,
        {},
        { cause },
      );
    });
    for await (const rows of result.yieldRowObjectJson()) yield* rows as SourceRecord[];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** As the table `records`, all texts, with `record_number` from 1. */
async function loadCsv(
  connection: DuckDBConnection,
  { columns, delimiter, header }: CsvSource,
  file: string,
): Promise<void> {
  const names = columns && `names = [${columns.map(text).join(", ")}]`;
  const options = [
    `header = ${header}`,
    `delim = ${text(delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    "all_varchar = true",
    names,
  ];
  await connection
    .run(
      `create table records as select *, row_number() over () as record_number from read_csv(${text(file)}, ${options.filter(Boolean).join(", ")})`,
    )
    .catch((cause) => {
      throw new CommandError(
        EXIT.wrongUse,
        `${file} cannot be read as CSV: ${(cause as Error).message}`,
        {},
        { cause },
      );
    });
}

/** A table of texts for each COPY block, under its name without the schema. */
async function loadDump(connection: DuckDBConnection, file: string): Promise<void> {
  let appender: Awaited<ReturnType<DuckDBConnection["createAppender"]>> | undefined;
  let width = 0;
  let tables = 0;
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    if (!appender) {
      const head = readCopyHead(line);
      if (!head) continue;
      width = head.columns.length;
      await connection.run(
        `create table ${name(head.table)} (${head.columns.map((column) => `${name(column)} varchar`).join(", ")})`,
      );
      appender = await connection.createAppender(head.table);
      tables += 1;
    } else if (line === "\\.") {
      appender.closeSync();
      appender = undefined;
    } else {
      const cells = readCopyLine(line);
      if (cells.length !== width)
        throw wrongUse(`${file} has a row of ${cells.length} fields where its table has ${width} columns.`);
      for (const cell of cells) {
        if (cell === null) appender.appendNull();
        else appender.appendVarchar(cell);
      }
      appender.endRow();
    }
  }
  if (appender) throw wrongUse(`${file} ends inside a COPY block: it is not whole.`);
  if (tables === 0) throw wrongUse(`${file} has no COPY block: make the dump with pg_dump, without --inserts.`);
}

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const name = (value: string) => `"${value.replaceAll('"', '""')}"`;
