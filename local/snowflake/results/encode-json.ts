/** Rows as JSON text: DuckDB writes each row as one JSON array, so that no object per cell is made here. */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Cell, QueryRows, ResultColumn } from "../engine/context.ts";
import { indentJson } from "./indent-json.ts";
import { readRows } from "./read-rows.ts";
import type { ChunkSink } from "./result-store.ts";
import { isSemiStructured, wireTextOf, wireTextSql } from "./wire-text.ts";

export interface EncodedRows {
  total: number;
  returned: number;
  /** Text of the first rows, with brackets. */
  inline: string;
}

const inlineBytes = 128 * 1024;
const firstChunkBytes = 1024 * 1024;
const largestChunkBytes = 16 * 1024 * 1024;

export function encodeJsonLiteral(columns: readonly ResultColumn[], rows: readonly (readonly Cell[])[]): EncodedRows {
  const text = rows.map((row) => JSON.stringify(columns.map(({ type }, at) => wireTextOf(type, row[at] ?? null))));
  return { total: rows.length, returned: rows.length, inline: `[${text.join(",")}]` };
}

/** Reads the whole query; what is more than the first rows goes to the sink as chunks (rows without the outer brackets). */
export async function encodeJsonQuery(
  connection: DuckDBConnection,
  rows: QueryRows,
  columns: readonly ResultColumn[],
  sink: ChunkSink,
  jsonIndent: number,
): Promise<EncodedRows> {
  const text = rowsAsJson(rows.sql, columns);
  return readRows(connection, text, rows, async (result) => {
    const formatRow = rowFormatter(columns, jsonIndent);
    let inline: string[] | undefined = [];
    let pending: string[] = [];
    let pendingBytes = 0;
    let returned = 0;
    let total = 0;
    let limit = firstChunkBytes;
    const flush = async () => {
      if (pending.length === 0) return;
      await sink.add(Buffer.from(pending.join(","), "utf8"), pending.length);
      pending = [];
      pendingBytes = 0;
      limit = Math.min(limit * 2, largestChunkBytes);
    };
    for (
      let chunk = await result.fetchChunk();
      chunk !== null && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    ) {
      const vector = chunk.getColumnVector(0);
      const count = chunk.rowCount;
      for (let at = 0; at < count; at++) {
        const row = formatRow(vector.getItem(at) as string);
        pending.push(row);
        pendingBytes += row.length + 1;
      }
      total += count;
      if (inline !== undefined && inline.length === 0 && total === pending.length && pendingBytes > inlineBytes) {
        inline = pending;
        returned = pending.length;
        pending = [];
        pendingBytes = 0;
      } else if (pendingBytes > limit) {
        await flush();
      }
    }
    if (returned === 0) return { total, returned: total, inline: `[${pending.join(",")}]` };
    await flush();
    return { total, returned, inline: `[${(inline ?? []).join(",")}]` };
  });
}

function rowsAsJson(sql: string, columns: readonly ResultColumn[]): string {
  const names = columns.map((_, at) => `c${at}`);
  const cells = columns.map(({ type }, at) => wireTextSql(type, `c${at}`));
  return `select cast(json_array(${cells.join(", ")}) as varchar) from (${sql}\n) as q(${names.join(", ")})`;
}

function rowFormatter(columns: readonly ResultColumn[], jsonIndent: number): (row: string) => string {
  const structured = columns.flatMap(({ type }, at) => (isSemiStructured(type) ? [at] : []));
  if (structured.length === 0) return (row) => row;
  return (row) => {
    const cells = JSON.parse(row) as (string | null)[];
    for (const at of structured) {
      const cell = cells[at];
      if (typeof cell === "string") cells[at] = indentJson(cell, jsonIndent);
    }
    return JSON.stringify(cells);
  };
}
