/** Fetches a drop's members to the local disk in parts, and says how DuckDB reads each: all text, with the row's number in its member. */

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Contract, TableContract } from "../../shared/contract/contract.ts";
import { type Dialect, parseDialect } from "../../shared/csv/dialect.ts";
import { RECORD_BYTES } from "../../shared/csv/reader.ts";
import { parseTableSchema } from "../../shared/csv/schema.ts";
import { type DropRef, memberKey } from "../../shared/keys.ts";
import { stemOf } from "../../shared/manifest/completeness.ts";
import type { Manifest, ManifestMember } from "../../shared/manifest/manifest.ts";
import type { ObjectStore } from "../../shared/object-store/port.ts";
import { RECORDS_PER_PART } from "../../shared/transform-memory.ts";
import { identifier, literal } from "./duckdb.ts";
import { isReadAsItIs, PLAIN, plainCsv } from "./plain-csv.ts";
import { splitCsv } from "./split-csv.ts";

export interface InputPart {
  table: TableContract;
  member: string;
  /** `select` of the contract's columns as text, `_source_file` and `_source_row` (from 1, without the header). */
  select: string;
  rows: number;
  /** Local file that only this part reads, to be removed after it. */
  file: string | undefined;
  /** Local file of a Parquet member, which all its parts read. */
  parquetFile?: string;
}

export interface FetchOptions {
  store: ObjectStore;
  bucket: string;
  ref: DropRef;
  manifest: Manifest;
  contract: Contract;
  folder: string;
  /** Default `RECORDS_PER_PART`. */
  recordsPerPart?: number | undefined;
}

/** The parts in the order of the manifest's members. Of twins the CSV is read: every field of it was checked at the front door. */
export async function fetchInputs(options: FetchOptions): Promise<InputPart[]> {
  const { manifest, contract } = options;
  const csvStems = new Set(manifest.members.filter(({ format }) => format === "csv").map(({ path }) => stemOf(path)));
  const parts: InputPart[] = [];
  for (const [index, member] of manifest.members.entries()) {
    const table = contract.tables.find(({ name }) => name === member.table);
    if (!table || (member.format === "parquet" && csvStems.has(stemOf(member.path)))) continue;
    const fetched =
      member.format === "parquet"
        ? await fetchParquet(options, table, member, index)
        : await fetchCsv(options, table, member, index);
    const rows = fetched.reduce((sum, part) => sum + part.rows, 0);
    if (rows !== member.rowCount)
      throw new Error(
        `${member.path} has ${member.rowCount} rows in the manifest and was split into ${rows}: a defect of Reelhouse.`,
      );
    parts.push(...fetched);
  }
  return parts;
}

async function fetchCsv(
  { store, bucket, ref, folder, recordsPerPart = RECORDS_PER_PART }: FetchOptions,
  table: TableContract,
  member: ManifestMember,
  index: number,
): Promise<InputPart[]> {
  const declared = parseDialect(table.dialect, table.encoding);
  const schema = parseTableSchema(table.schema);
  const fileOf = (part: number) => join(folder, `member-${index}-${part}.csv`);
  const stream = () => store.stream({ bucket, key: memberKey(ref, member.path) });
  const split = (chunks: AsyncIterable<Uint8Array>, { header, quoteChar = '"' }: Dialect) =>
    splitCsv(chunks, {
      recordsPerPart,
      quote: quoteChar,
      hasHeader: header,
      openPart: (part) => fileSink(fileOf(part)),
    });
  let dialect = declared;
  let parts = isReadAsItIs(declared, schema) ? await split(stream(), declared) : undefined;
  // A quote inside a field that is not quoted, as in `5" nails`, is text; the fast cut takes it for one that opens.
  if (parts?.reduce((sum, { records }) => sum + records, 0) !== member.rowCount) {
    dialect = PLAIN;
    parts = await split(plainCsv(stream(), declared, schema), PLAIN);
  }
  return parts!.map(({ index: part, recordsBefore, records }) => ({
    table,
    member: member.path,
    rows: records,
    file: fileOf(part),
    select: csvSelect(table, dialect, member.path, fileOf(part), recordsBefore),
  }));
}

function csvSelect({ columns }: TableContract, dialect: Dialect, member: string, file: string, before: number): string {
  const types = columns.map(({ name }) => `${literal(name)}: 'VARCHAR'`).join(", ");
  const options = [
    "auto_detect = false",
    "header = false",
    `delim = ${literal(dialect.delimiter)}`,
    `quote = ${literal(dialect.quoteChar ?? "")}`,
    `escape = ${literal(dialect.doubleQuote ? (dialect.quoteChar ?? "") : (dialect.escapeChar ?? ""))}`,
    "new_line = '\\n'",
    "strict_mode = true",
    "null_padding = false",
    "nullstr = ''",
    "allow_quoted_nulls = true",
    `max_line_size = ${RECORD_BYTES}`,
    `columns = {${types}}`,
  ];
  const names = columns.map(({ name }) => identifier(name)).join(", ");
  return `select ${names}, ${literal(member)} as _source_file, row_number() over () + ${before} as _source_row from read_csv(${literal(file)}, ${options.join(", ")})`;
}

async function fetchParquet(
  { store, bucket, ref, folder, recordsPerPart = RECORDS_PER_PART }: FetchOptions,
  table: TableContract,
  member: ManifestMember,
  index: number,
): Promise<InputPart[]> {
  const file = join(folder, `member-${index}.parquet`);
  await pipeline(store.stream({ bucket, key: memberKey(ref, member.path) }), createWriteStream(file));
  const total = member.rowCount ?? 0;
  return Array.from({ length: Math.ceil(total / recordsPerPart) }, (_, part) => {
    const first = part * recordsPerPart;
    const rows = Math.min(recordsPerPart, total - first);
    return {
      table,
      member: member.path,
      rows,
      file: undefined,
      parquetFile: file,
      select: parquetSelect(table, member.path, file, first, rows),
    };
  });
}

/** By position: the front door saw that the columns are the contract's, in its order, whatever their spelling. */
function parquetSelect(table: TableContract, member: string, file: string, first: number, rows: number): string {
  const { columns, schema } = table;
  const types = new Map(schema.fields.map(({ name, type }) => [name, type]));
  const names = columns.map(({ name }) => identifier(name)).join(", ");
  const texts = columns
    .map(({ name, from }) => {
      const text =
        types.get(from) === "datetime" ? datetimeText(identifier(name)) : `cast(${identifier(name)} as varchar)`;
      return `nullif(${text}, '') as ${identifier(name)}`;
    })
    .join(", ");
  return `select ${texts}, ${literal(member)} as _source_file, _row + 1 as _source_row
    from (select * from read_parquet(${literal(file)}, file_row_number = true)) as source(${names}, _row)
    where _row >= ${first} and _row < ${first + rows}`;
}

/** As a CSV of the same contract has it: a Parquet column may be a timestamp, which is UTC, or a text already. */
const datetimeText = (name: string) =>
  `case when typeof(${name}) like 'TIMESTAMP%' then replace(cast(cast(${name} as timestamp) as varchar), ' ', 'T') || 'Z' else cast(${name} as varchar) end`;

function fileSink(file: string) {
  const stream = createWriteStream(file, { highWaterMark: 1024 * 1024 });
  let failure: Error | undefined;
  stream.on("error", (error) => {
    failure = error;
  });
  const check = () => {
    if (failure) throw failure;
  };
  return {
    async write(bytes: Uint8Array) {
      check();
      if (!stream.write(bytes)) await once(stream, "drain");
    },
    async end() {
      stream.end();
      await once(stream, "close");
      check();
    },
  };
}
