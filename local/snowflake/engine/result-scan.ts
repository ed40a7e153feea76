/** RESULT_SCAN: the rows of an earlier result, read back from what is stored of it. */
import { SnowflakeError } from "../errors.ts";
import { fromWireText } from "../results/from-wire-text.ts";
import type { StoredResult } from "../results/result-store.ts";
import { storedRows } from "../results/stored-rows.ts";
import type { ResolvedRelation } from "../sql/binder/catalog-view.ts";
import type { Twin } from "./twin.ts";

/** Throws 000709 when there is no such result, or it is kept no longer. */
export function resultRelation(twin: Twin, queryId: string): ResolvedRelation {
  const result = twin.results.get(queryId);
  if (result === undefined) throw new SnowflakeError("000709", "02000", `Statement ${queryId} not found`);
  return storedRelation(result);
}

/** A stored result to read from. Column names as the result has them. The stored JSON is put into the query as one literal. */
export function storedRelation(result: StoredResult): ResolvedRelation {
  const columns = result.columns.map(({ name, type, nullable }, at) => ({ name, type, nullable, physical: `c${at}` }));
  const cells = result.columns.map(({ type }, at) => `${fromWireText(type, `r->>${at}`)} as c${at}`);
  const rows = `'${storedRows(result).replaceAll("'", "''")}'`;
  return { columns, from: `(select ${cells.join(", ")} from (select unnest(from_json(${rows}, '["JSON"]')) as r))` };
}
