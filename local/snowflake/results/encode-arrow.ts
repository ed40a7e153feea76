/** Rows as Arrow streams, for the clients that read them: Python, Snowpark, dbt. */
import type { DuckDBConnection } from "@duckdb/node-api";
import * as arrow from "apache-arrow";
import type { QueryRows, ResultColumn } from "../engine/context.ts";
import { type SfType, wireType } from "../sql/types.ts";
import { arrowColumn, type Value } from "./arrow-columns.ts";
import type { EncodedRows } from "./encode-json.ts";
import { readRows } from "./read-rows.ts";
import type { ChunkSink } from "./result-store.ts";

/** The first rows go out with the response, the rest in chunks. */
const inlineRows = 4_096;
const chunkRows = 100_000;

/** `inline` is base64, "" for no rows. */
export async function encodeArrow(
  connection: DuckDBConnection,
  rows: QueryRows,
  columns: readonly ResultColumn[],
  sink: ChunkSink,
  jsonIndent: number,
): Promise<EncodedRows> {
  const builders = columns.map(({ type }) => arrowColumn(type, jsonIndent));
  const names = columns.map((_, at) => `c${at}`).join(", ");
  const cells = builders.map((builder, at) => builder.sql(`c${at}`)).join(", ");
  const text = `select ${cells} from (${rows.sql}\n) as q(${names})`;
  return readRows(connection, text, rows, async (result) => {
    let inline = "";
    let returned = 0;
    let total = 0;
    let pending = 0;
    const take = () => {
      const stream = streamOf(
        columns,
        builders.map((builder) => builder.take()),
        pending,
      );
      pending = 0;
      return stream;
    };
    for (
      let chunk = await result.fetchChunk();
      chunk !== null && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    ) {
      const count = chunk.rowCount;
      for (const [at, builder] of builders.entries()) {
        const vector = chunk.getColumnVector(at);
        for (let row = 0; row < count; row++) builder.push(plain(vector.getItem(row)));
      }
      pending += count;
      total += count;
      if (returned === 0 && pending >= inlineRows) {
        returned = pending;
        inline = take().toString("base64");
      } else if (pending >= chunkRows) {
        const rows = pending;
        await sink.add(take(), rows);
      }
    }
    if (pending > 0 && returned === 0) {
      returned = pending;
      inline = take().toString("base64");
    } else if (pending > 0) {
      const rows = pending;
      await sink.add(take(), rows);
    }
    return { total, returned, inline };
  });
}

/** DuckDB gives blobs as objects around their bytes. */
function plain(item: unknown): Value {
  if (typeof item === "object" && item !== null && "bytes" in item) return item.bytes as Uint8Array;
  return item as Value;
}

function streamOf(
  columns: readonly ResultColumn[],
  taken: readonly { type: arrow.DataType; data: arrow.Data }[],
  length: number,
): Buffer {
  const names = distinct(columns.map(({ name }) => name));
  const fields = columns.map(({ type, nullable }, at) => {
    const arrowType = taken[at]?.type ?? new arrow.Null();
    return new arrow.Field(names[at] ?? "", arrowType, nullable, fieldMetadata(type));
  });
  const schema = new arrow.Schema(fields);
  const children = taken.map(({ data }) => data);
  const data = arrow.makeData({ type: new arrow.Struct(fields), length, nullCount: 0, children });
  const writer = arrow.RecordBatchStreamWriter.writeAll(oddBatches(new arrow.RecordBatch(schema, data)));
  return Buffer.from(writer.toUint8Array(true));
}

/** The library keeps fields by name: `?`, `?` become `?`, `?_2`. Connectors take names from the row type, and columns by position. */
function distinct(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let count = 2; used.has(unique); count++) unique = `${name}_${count}`;
    used.add(unique);
    return unique;
  });
}

/**
 * Batches of an odd number of rows: the library pads the n + 1 offsets of a text column with zeros to eight bytes, and the connectors'
 * reader takes the padding for an offset that goes back.
 */
function oddBatches(batch: arrow.RecordBatch): arrow.RecordBatch[] {
  const rows = batch.numRows;
  return rows % 2 === 1 || rows === 0 ? [batch] : [batch.slice(0, rows - 1), batch.slice(rows - 1, rows)];
}

/** The connectors read a column's Snowflake type from here. */
function fieldMetadata(type: SfType): Map<string, string> {
  const wire = wireType(type);
  return new Map([
    ["logicalType", wire.type.toUpperCase()],
    ["precision", String(wire.precision ?? 38)],
    ["scale", String(wire.scale ?? 0)],
    ["charLength", String(wire.length ?? 0)],
    // Of a zoned timestamp: that it has seconds, fraction and zone.
    ["byteLength", type.kind === "timestamp_tz" ? "16" : String(wire.byteLength ?? 0)],
    ["finalType", "T"],
  ]);
}

/** A cell of a stored Arrow result as the JSON wire would have it. */
export function arrowCellText(type: SfType, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case "boolean":
      return value === true ? "1" : "0";
    case "date":
      return String(Math.floor(Number(value) / 86_400_000));
    case "time":
      return seconds(BigInt(value as bigint), type.scale);
    case "timestamp_ntz":
    case "timestamp_ltz":
    case "timestamp_tz": {
      if (typeof value === "bigint" && type.kind !== "timestamp_tz") return seconds(value, type.scale);
      const { epoch, fraction, timezone } = value as { epoch: bigint; fraction: number; timezone?: number };
      const text = seconds(epoch * 1_000_000_000n + BigInt(fraction), 9);
      return timezone === undefined ? text : `${text} ${timezone}`;
    }
    case "number":
      return typeof value === "bigint" ? withPoint(value, type.scale) : withPoint(BigInt(String(value)), type.scale);
    case "binary":
      return Buffer.from(value as Uint8Array).toString("hex");
    default:
      return String(value);
  }
}

const seconds = (units: bigint, scale: number): string => withPoint(units * 10n ** BigInt(9 - scale), 9);

function withPoint(digits: bigint, scale: number): string {
  if (scale === 0) return String(digits);
  const sign = digits < 0n ? "-" : "";
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, "0");
  return `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}
