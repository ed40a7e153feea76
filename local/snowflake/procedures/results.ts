/** Results of the statements in a block: read when the statement runs, kept for cursors, resultsets and RESULT_SCAN. */
import type { ExecutionContext, ResultColumn, StatementResult } from "../engine/context.ts";
import { toSnowflakeError } from "../engine/duckdb-errors.ts";
import { noteRead } from "../engine/query-records.ts";
import { storedRelation } from "../engine/result-scan.ts";
import { encodeJsonLiteral, encodeJsonQuery } from "../results/encode-json.ts";
import type { ChunkSink, StoredChunk, StoredResult } from "../results/result-store.ts";
import { storedRows } from "../results/stored-rows.ts";
import type { ResolvedRelation } from "../sql/binder/catalog-view.ts";

export interface ScriptRows {
  readonly columns: readonly ResultColumn[];
  readonly total: number;
  /** As something to read FROM. */
  relation(): ResolvedRelation;
  /** Cells as the JSON wire has them. Parsed once. */
  rows(): readonly (readonly (string | null)[])[];
}

/** Reads all of a result: errors of its rows are errors of the statement. */
export async function readResult(context: ExecutionContext, result: StatementResult): Promise<ScriptRows> {
  const chunks: StoredChunk[] = [];
  const sink: ChunkSink = {
    chunks,
    add: async (body, rowCount) => {
      chunks.push({ id: "", rowCount, bytes: body.length, body });
    },
    discard: async () => {},
  };
  const { columns, rows } = result;
  const encoded =
    rows.kind === "rows"
      ? encodeJsonLiteral(columns, rows.rows)
      : await encodeJsonQuery(context.connection, rows, columns, sink, 0).catch((error) => {
          noteRead(result, toSnowflakeError(error));
          throw error;
        });
  noteRead(result, encoded.total);
  const stored: StoredResult = {
    queryId: context.queryId,
    typeId: result.typeId,
    columns,
    rowType: "",
    format: "json",
    ...encoded,
    chunks,
    counts: result.counts,
    extra: {},
  };
  let parsed: (string | null)[][] | undefined;
  return {
    columns,
    total: encoded.total,
    relation: () => storedRelation(stored),
    rows: () => {
      parsed ??= JSON.parse(storedRows(stored)) as (string | null)[][];
      return parsed;
    },
  };
}
