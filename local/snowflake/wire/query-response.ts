/** A stored result as the `data` of a query response. */
import { statementTypes } from "../engine/statement-types.ts";
import type { StoredResult } from "../results/result-store.ts";
import type { Session } from "../session.ts";
import { toldParameters } from "./parameters.ts";

/** JSON text: the rows are already text and go out as they are. `url` is the server's. */
export function queryResponseData(result: StoredResult, session: Session, url: string): string {
  const head = JSON.stringify({
    parameters: toldParameters(session.parameters),
    queryId: result.queryId,
    databaseProvider: null,
    finalDatabaseName: session.database ?? null,
    finalSchemaName: session.schema ?? null,
    finalWarehouseName: session.warehouse ?? null,
    finalRoleName: session.role,
    numberOfBinds: 0,
    // Asked of a described statement: drivers send lists of values, or else one request for each row.
    arrayBindSupported: result.typeId === statementTypes.INSERT,
    statementTypeId: result.typeId,
    version: 1,
    sendResultTime: Date.now(),
    queryResultFormat: result.format,
    total: result.total,
    // Of all chunks, not of the first: the Node driver reads no further than this.
    returned: result.total,
    ...(result.chunks.length > 0 && {
      chunks: result.chunks.map(({ id, rowCount, bytes }) => ({
        url: `${url}/results/${id}`,
        rowCount,
        uncompressedSize: bytes,
        compressedSize: bytes,
      })),
      chunkHeaders: {},
    }),
    ...(result.counts && { stats: statsOf(result) }),
    ...result.extra,
  });
  const rows = result.format === "arrow" ? `"rowsetBase64":"${result.inline}"` : `"rowset":${result.inline}`;
  return `${head.slice(0, -1)},"rowtype":${result.rowType},${rows}}`;
}

function statsOf({ counts }: StoredResult): Record<string, number> {
  return {
    numRowsInserted: counts?.inserted ?? 0,
    numRowsUpdated: counts?.updated ?? 0,
    numRowsDeleted: counts?.deleted ?? 0,
    numDmlDuplicates: counts?.duplicates ?? 0,
  };
}
