/** A Parquet file made ready to load by DuckDB: one VARIANT per row, and its own columns for MATCH_BY_COLUMN_NAME. */
import { open } from "node:fs/promises";
import path from "node:path";
import { SnowflakeError } from "../../errors.ts";
import { quoteName, quoteText } from "../../sql/emit/text.ts";
import {
  binary,
  boolean,
  date,
  float,
  integer,
  number,
  type SfType,
  time,
  timestampLtz,
  timestampNtz,
  varchar,
  variant,
} from "../../sql/types.ts";
import { ROW_NUMBER } from "../csv/read-csv-text.ts";
import type { FileColumn, ReadyFile, SpooledFile, SpoolRequest } from "./read-file.ts";
import { columnLabel } from "./row-error.ts";

export async function spoolParquetFile({
  store,
  candidate,
  format,
  folder,
  name,
  ask,
}: SpoolRequest): Promise<SpooledFile> {
  const file = await localFile();
  const source = `read_parquet(${quoteText(file)}, file_row_number = true)`;
  let described: readonly (readonly unknown[])[];
  try {
    described = await ask(`DESCRIBE SELECT * EXCLUDE (file_row_number) FROM ${source}`);
  } catch (error) {
    throw new SnowflakeError(
      "100152",
      "22000",
      `Error parsing the parquet file: ${(error as Error).message.split("\n")[0]}`,
      undefined,
      {
        cause: error,
      },
    );
  }
  const columns = described.map(([column, type], field) => fileColumn(String(column), String(type), field));
  const [[count] = [0]] = await ask(`SELECT count(*) FROM ${source}`);
  const own = columns.map(
    ({ name: column, field }) => `${physical(column, String(described[field]?.[1]))} AS ${quoteName(`$p${field}`)}`,
  );
  const row = `file_row_number + 1 AS ${quoteName(ROW_NUMBER)}`;
  // Bytes in a VARIANT: text when BINARY_AS_TEXT says so and they are text, hexadecimal digits otherwise.
  const isText = String(format.options.BINARY_AS_TEXT ?? true).toUpperCase() === "TRUE";
  const bytes = (value: string) => (isText ? `coalesce(try(decode(${value})), hex(${value}))` : `hex(${value})`);
  const object = `sf_parse_json(CAST(to_json(struct_pack(${columns.map(({ name: column, type }) => `${quoteName(column)} := ${type.kind === "binary" ? bytes(quoteName(column)) : quoteName(column)}`).join(", ")})) AS VARCHAR)) AS "$1"`;
  const ready: ReadyFile = {
    rows: `(SELECT ${[object, ...own, row].join(", ")} FROM ${source})`,
    parsed: Number(count),
    expectedRows: Number(count),
    problems: [],
  };
  return {
    candidate,
    quick: async () => ready,
    exact: async () => ready,
    // A Parquet file has rows, and no lines.
    locate: async (places, { names }, describe) =>
      places.map((place) => ({
        ...describe(place, null),
        line: place.row,
        character: null,
        byteOffset: null,
        columnName: columnLabel(names.table, names.nameOf(place.field), place.field + 1),
        rowNumber: place.row,
        rowStartLine: place.row,
        rejectedRecord: null,
      })),
    columns: async () => columns,
  };

  async function localFile(): Promise<string> {
    const known = store.localPath(candidate.file.key);
    if (known !== undefined) return known;
    const target = path.join(folder, `${name}.parquet`);
    const output = await open(target, "w");
    try {
      for await (const chunk of await store.open(candidate.file.key)) await output.write(chunk as Buffer);
    } finally {
      await output.close();
    }
    return target;
  }
}

const fileColumn = (name: string, type: string, field: number): FileColumn => ({
  name,
  sql: quoteName(`$p${field}`),
  type: snowflakeType(type),
  field,
});

/** In the physical encoding of the Snowflake type. */
function physical(column: string, type: string): string {
  const name = quoteName(column);
  const target = snowflakeType(type);
  if (target.kind === "variant") return `sf_parse_json(CAST(to_json(${name}) AS VARCHAR))`;
  if (target.kind === "number") return `CAST(${name} AS DECIMAL(${target.precision},${target.scale}))`;
  if (target.kind === "float") return `CAST(${name} AS DOUBLE)`;
  if (target.kind === "timestamp_ntz") return `CAST(${name} AS TIMESTAMP)`;
  return name;
}

/** https://docs.snowflake.com/en/user-guide/querying-stage with Parquet's logical types. */
function snowflakeType(duckType: string): SfType {
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(duckType);
  if (decimal !== null) return number(Number(decimal[1]), Number(decimal[2]));
  if (/^U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?$/.test(duckType)) return integer;
  switch (duckType) {
    case "FLOAT":
    case "DOUBLE":
      return float;
    case "VARCHAR":
    case "ENUM":
    case "UUID":
      return varchar();
    case "BLOB":
      return binary();
    case "BOOLEAN":
      return boolean;
    case "DATE":
      return date;
    case "TIME":
      return time();
    case "TIMESTAMP":
    case "TIMESTAMP_NS":
    case "TIMESTAMP_MS":
    case "TIMESTAMP_S":
      return timestampNtz();
    case "TIMESTAMP WITH TIME ZONE":
      return timestampLtz();
    default:
      return variant;
  }
}
