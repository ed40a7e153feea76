/** The rows of a stored result as one JSON text, for reading them again inside the twin. */
import { readFileSync } from "node:fs";
import { tableFromIPC } from "apache-arrow";
import { arrowCellText } from "./encode-arrow.ts";
import type { StoredResult } from "./result-store.ts";

/** `[["1","a"],["2",null]]`: cells as the JSON wire has them, whatever format the client got. */
export function storedRows(result: StoredResult): string {
  const bodies = result.chunks.map(({ body }) => (typeof body === "string" ? readFileSync(body) : body));
  if (result.format === "json") {
    const inline = result.inline.slice(1, -1);
    return `[${[inline, ...bodies.map((body) => body.toString("utf8"))].filter((part) => part !== "").join(",")}]`;
  }
  const streams = [...(result.inline === "" ? [] : [Buffer.from(result.inline, "base64")]), ...bodies];
  const rows = streams.flatMap((stream) => {
    const table = tableFromIPC(stream);
    return Array.from({ length: table.numRows }, (_, row) =>
      JSON.stringify(result.columns.map(({ type }, at) => arrowCellText(type, table.getChildAt(at)?.get(row)))),
    );
  });
  return `[${rows.join(",")}]`;
}
