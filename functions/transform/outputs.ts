/** Writes what became of a part: clean rows and rejects, as gzip CSV whose names and bytes are a function of the drop alone. */
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createGzip } from "node:zlib";
import type { DuckDBConnection } from "@duckdb/node-api";
import { TEXT_CHARACTERS } from "../../shared/csv/faults.ts";
import { type DropRef, partKey, rejectsFolder } from "../../shared/keys.ts";
import type { ObjectStore } from "../../shared/object-store/port.ts";
import { printable } from "../../shared/printable.ts";
import { identifier, literal, queryNumber, queryRows } from "./duckdb.ts";
import type { InputPart } from "./inputs.ts";

export interface OutputFile {
  key: string;
  rows: number;
  bytes: number;
}

export interface PartResult {
  rows: number;
  rejected: number;
  reasons: Record<string, number>;
  accepted: OutputFile | undefined;
  rejects: OutputFile | undefined;
  /** The first few, for people. */
  samples: RejectSample[];
}

export interface RejectSample {
  file: string;
  row: number;
  reason: string;
  /** The row's values as they came, separated by commas: the first 200 characters. */
  text: string;
}

export interface OutputOptions {
  store: ObjectStore;
  bucket: string;
  ref: DropRef;
  folder: string;
}

const SAMPLES = 100;
/** The part's rejected rows as they came; each part has a connection of its own. */
const REJECTS = "_rejects_of_part";

export async function writePart(
  options: OutputOptions,
  connection: DuckDBConnection,
  part: InputPart,
  index: number,
): Promise<PartResult> {
  const checked = identifier(part.table.table);
  const reasons = await queryRows<{ reason: string | null; rows: string }>(
    connection,
    `select _reason as reason, count(*) as rows from ${checked} group by _reason order by _reason`,
  );
  const counts: Record<string, number> = {};
  for (const each of reasons) if (each.reason !== null) counts[each.reason] = Number(each.rows);
  const rows = reasons.reduce((sum, each) => sum + Number(each.rows), 0);
  const rejected = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (rows !== part.rows)
    throw new Error(
      `${part.member}: ${part.rows} rows went into the rules and ${rows} came out. A rule must keep every row.`,
    );
  return {
    rows,
    rejected,
    reasons: counts,
    accepted: rows > rejected ? await writeAccepted(options, connection, part, index, rows - rejected) : undefined,
    rejects: rejected > 0 ? await writeRejects(options, connection, part, index, rejected) : undefined,
    samples: rejected > 0 ? await sampleRejects(connection, part) : [],
  };
}

async function writeAccepted(
  options: OutputOptions,
  connection: DuckDBConnection,
  part: InputPart,
  index: number,
  rows: number,
) {
  const { table, columns } = part.table;
  const names = columns.map(({ name }) => identifier(name)).join(", ");
  const order = (await isInOrder(connection, table)) ? "" : " order by _source_row";
  const select = `select ${names}, ${literal(options.ref.drop)} as _drop_id, _source_file, _source_row
    from ${identifier(table)} where _reason is null${order}`;
  return writeCsv(options, connection, select, partKey(options.ref, table, index), rows);
}

/** Whether each of a part's rows, which follow one another in their member, lies in its place: then the sort, half the cost of writing, is spared. */
async function isInOrder(connection: DuckDBConnection, table: string): Promise<boolean> {
  const rows = identifier(table);
  const first = `(select min(_source_row) from ${rows})`;
  return (await queryNumber(connection, `select count(*) from ${rows} where _source_row - rowid <> ${first}`)) === 0;
}

/** The rejected rows as they came, so that the sender finds them and can mend them. */
async function writeRejects(
  options: OutputOptions,
  connection: DuckDBConnection,
  part: InputPart,
  index: number,
  rows: number,
) {
  const { table, columns } = part.table;
  const names = columns.map(({ name }) => identifier(name)).join(", ");
  const raw = columns.map(({ name }) => `raw.${identifier(name)}`).join(", ");
  await connection.run(`create or replace temp table ${REJECTS} as
    select checked._reason, checked._source_file, checked._source_row, ${raw}
    from ${identifier(`raw_${table}`)} as raw
    join ${identifier(table)} as checked on checked._source_row = raw._source_row
    where checked._reason is not null`);
  const select = `select _reason, ${literal(options.ref.drop)} as _drop_id, _source_file, _source_row, ${names}
    from ${REJECTS} order by _source_row`;
  const key = `${rejectsFolder(options.ref)}${table}-${String(index).padStart(5, "0")}.csv.gz`;
  return writeCsv(options, connection, select, key, rows);
}

async function writeCsv(
  { store, bucket, ref, folder }: OutputOptions,
  connection: DuckDBConnection,
  select: string,
  key: string,
  rows: number,
): Promise<OutputFile> {
  const file = join(folder, `${key.replaceAll("/", "-")}.csv`);
  await connection.run(
    `copy (${select}) to ${literal(file)} (format csv, header true, delimiter ',', quote '"', escape '"', nullstr '', compression none)`,
  );
  // Level 1 of zlib's: DuckDB's own gzip costs three times the CPU. The header has no time in it, so equal rows are equal bytes.
  const gzip = createReadStream(file, { highWaterMark: 1024 * 1024 }).pipe(
    createGzip({ level: 1, chunkSize: 256 * 1024 }),
  );
  try {
    const { bytes } = await store.putStream({ bucket, key }, gzip, {
      contentType: "application/gzip",
      metadata: { drop: ref.drop, rows: String(rows) },
    });
    return { key, rows, bytes };
  } finally {
    await rm(file, { force: true });
  }
}

/** After `writeRejects`, whose table it reads. */
async function sampleRejects(connection: DuckDBConnection, { table: { columns } }: InputPart): Promise<RejectSample[]> {
  const values = columns.map(({ name }) => `coalesce(${identifier(name)}, '')`).join(", ");
  const found = await queryRows<{ file: string; row: string; reason: string; text: string }>(
    connection,
    `select _source_file as file, _source_row as row, _reason as reason, left(concat_ws(',', ${values}), ${TEXT_CHARACTERS + 1}) as text
    from ${REJECTS} order by _source_row limit ${SAMPLES}`,
  );
  await connection.run(`drop table temp.${REJECTS}`);
  return found.map(({ file, row, reason, text }) => ({
    file,
    row: Number(row),
    reason,
    text: printable(text, TEXT_CHARACTERS),
  }));
}
