/** Rows that are made in JavaScript as something a query can read. */
import type { Cell, ResultColumn } from "../engine/context.ts";
import type { ResolvedRelation } from "../sql/binder/catalog-view.ts";
import { duckType, type SfType } from "../sql/types.ts";

/** A cell that DuckDB computes. */
export class RawSql {
  readonly sql: string;

  constructor(sql: string) {
    this.sql = sql;
  }
}

/** DuckDB text of one cell in the physical encoding of its type. */
function cellSql(type: SfType, cell: Cell | RawSql): string {
  if (cell instanceof RawSql) return `cast(${cell.sql} as ${duckType(type)})`;
  if (cell === null) return `cast(null as ${duckType(type)})`;
  if (cell instanceof Uint8Array) return `unhex('${Buffer.from(cell).toString("hex")}')`;
  if (typeof cell === "number" && (type.kind === "timestamp_ltz" || type.kind === "timestamp_ntz")) {
    const stamp = `make_timestamp(${Math.round(cell * 1000)})`;
    return type.kind === "timestamp_ltz" ? `(${stamp} at time zone 'UTC')` : stamp;
  }
  if (typeof cell === "boolean") return cell ? "true" : "false";
  const text = `'${String(cell).replaceAll("'", "''")}'`;
  return `cast(${text} as ${duckType(type)})`;
}

/** Names are shown in upper case, as INFORMATION_SCHEMA and table functions have them. */
export function literalRelation(
  columns: readonly ResultColumn[],
  rows: readonly (readonly (Cell | RawSql)[])[],
): ResolvedRelation {
  const named = columns.map(({ name, type, nullable }, at) => ({ name, type, nullable, physical: `c${at}` }));
  const labels = named.map(({ physical }) => physical).join(", ");
  const empty = `select ${columns.map(({ type }, at) => `${cellSql(type, null)} as c${at}`).join(", ")} where false`;
  const values = rows.map((row) => `(${columns.map(({ type }, at) => cellSql(type, row[at] ?? null)).join(", ")})`);
  const from = rows.length === 0 ? `(${empty})` : `(select * from (values ${values.join(", ")}) as v(${labels}))`;
  return { columns: named, from };
}
