/** RESULT_SCAN: the rows of an earlier result, read back from what is stored of it. */
import { SnowflakeError } from "../errors.ts";
import type { StoredResult } from "../results/result-store.ts";
import { storedRows } from "../results/stored-rows.ts";
import type { ResolvedRelation } from "../sql/binder/catalog-view.ts";
import { duckType, type SfType } from "../sql/types.ts";
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

/** The inverse of `wireTextSql`: DuckDB text of the value that a cell's text stands for. */
export function fromWireText(type: SfType, text: string): string {
  const cell = `(${text})`;
  switch (type.kind) {
    case "boolean":
      return `(${cell} = '1')`;
    case "date":
      return `(date '1970-01-01' + cast(${cell} as integer))`;
    case "time":
      return `cast(make_timestamp(${microseconds(cell)}) as time)`;
    case "timestamp_ntz":
      return `make_timestamp(${microseconds(cell)})`;
    case "timestamp_ltz":
      return `(make_timestamp(${microseconds(cell)}) at time zone 'UTC')`;
    case "timestamp_tz":
      return `case when ${cell} is null then null else {'utc': make_timestamp(${microseconds(`split_part(${cell}, ' ', 1)`)}), 'offset': cast(split_part(${cell}, ' ', 2) as integer) - 1440} end`;
    case "binary":
      return `unhex(${cell})`;
    default:
      return `cast(${cell} as ${duckType(type)})`;
  }
}

const microseconds = (text: string): string =>
  `cast(cast(${text} as decimal(29,9)) * cast(1000000 as decimal(7,0)) as bigint)`;
