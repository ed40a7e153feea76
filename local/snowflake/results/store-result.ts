/** From a statement's result to the stored one that clients fetch: rows encoded in the format that the client reads. */
import type { ResultColumn, StatementResult } from "../engine/context.ts";
import type { Session } from "../session.ts";
import { wireType } from "../sql/types.ts";
import { parameterValue } from "../wire/parameters.ts";
import { encodeArrow } from "./encode-arrow.ts";
import { type EncodedRows, encodeJsonLiteral, encodeJsonQuery } from "./encode-json.ts";
import type { ChunkSink, ResultStore, StoredResult } from "./result-store.ts";

export type ResultFormat = "json" | "arrow";

export interface StoreOptions {
  queryId: string;
  format: ResultFormat;
  extra?: Readonly<Record<string, unknown>>;
}

/** Reads the whole result from the session's connection. Arrow is used for queries only, as Snowflake does. */
export async function storeResult(
  results: ResultStore,
  session: Session,
  result: StatementResult,
  { queryId, format, extra = {} }: StoreOptions,
): Promise<StoredResult> {
  const { columns, rows } = result;
  const sink = results.openSink();
  const useArrow = format === "arrow" && rows.kind === "query";
  try {
    const encoded = useArrow
      ? await encodeArrow(session.storage.connection, rows, columns, sink, jsonIndent(session))
      : await encodeJson(session, result, sink);
    const stored: StoredResult = {
      queryId,
      typeId: result.typeId,
      columns,
      rowType: rowTypeOf(columns),
      format: useArrow ? "arrow" : "json",
      ...encoded,
      chunks: sink.chunks,
      counts: result.counts,
      extra: { ...extra, ...result.wireData },
    };
    if (rows.kind === "query" && rows.lastRun !== undefined) rows.lastRun.rows = stored.total;
    await results.put(stored);
    return stored;
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

const jsonIndent = (session: Session) => Number(parameterValue(session.parameters, "JSON_INDENT"));

function encodeJson(session: Session, { columns, rows }: StatementResult, sink: ChunkSink): Promise<EncodedRows> {
  return rows.kind === "rows"
    ? Promise.resolve(encodeJsonLiteral(columns, rows.rows))
    : encodeJsonQuery(session.storage.connection, rows, columns, sink, jsonIndent(session));
}

/** Python reads every one of these keys, so all are there. */
function rowTypeOf(columns: readonly ResultColumn[]): string {
  return JSON.stringify(
    columns.map(({ name, type, nullable }) => ({
      name,
      database: "",
      schema: "",
      table: "",
      nullable,
      ...wireType(type),
    })),
  );
}
