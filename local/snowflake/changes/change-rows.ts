/** Rows of changes as streams and CHANGES give them: the source's columns, then METADATA$ACTION, METADATA$ISUPDATE, METADATA$ROW_ID. */
import type { RelationColumn } from "../sql/binder/catalog-view.ts";
import { literal, quote, quoteAll } from "../storage/layout.ts";
import { ROW_ID } from "../storage/port.ts";

/** https://docs.snowflake.com/en/user-guide/streams-intro#stream-columns */
export const metadataColumns: readonly RelationColumn[] = [
  { name: "METADATA$ACTION", type: { kind: "varchar", length: 6 }, nullable: false },
  { name: "METADATA$ISUPDATE", type: { kind: "boolean" }, nullable: false },
  { name: "METADATA$ROW_ID", type: { kind: "varchar", length: 40 }, nullable: false },
];

/** `origin` keeps rows of different tables apart that have the same row id. */
function selected(
  alias: string,
  columns: readonly string[],
  action: "INSERT" | "DELETE",
  isUpdate: string,
  origin: string,
) {
  const own = columns.map((name) => `${alias}.${quote(name)}`);
  const id = `sha1(${literal(`${origin}:`)} || ${alias}.${quote(ROW_ID)})`;
  return [
    ...own,
    `'${action}' as "METADATA$ACTION"`,
    `${isUpdate} as "METADATA$ISUPDATE"`,
    `${id} as "METADATA$ROW_ID"`,
  ].join(", ");
}

/** Every row of `relation` as an insert. */
export function asInserts(relation: string, columns: readonly string[], origin: string): string {
  return `(select ${selected("n", columns, "INSERT", "false", origin)} from ${relation} as n)`;
}

/**
 * The net change between two states of the same rows: a row in both is an update (DELETE and INSERT with ISUPDATE), or nothing when it is
 * equal. `before` and `after` have `"$rid"` and the columns, no row id twice; they may leave out rows that did not change.
 */
export function netChange(before: string, after: string, columns: readonly string[], origin: string): string {
  const rid = quote(ROW_ID);
  const isEqual =
    columns.map((name) => `b.${quote(name)} is not distinct from a.${quote(name)}`).join(" and ") || "true";
  const half = (state: string, action: "INSERT" | "DELETE") =>
    `select ${selected("s", columns, action, "p.k is not null", origin)}
     from ${state} as s left join pairs as p on p.k = s.${rid} where p.is_equal is not true`;
  const list = quoteAll([ROW_ID, ...columns]);
  return `(with before_ as materialized (select ${list} from ${before}), after_ as materialized (select ${list} from ${after}),
    pairs as materialized (select b.${rid} as k, ${isEqual} as is_equal from before_ as b join after_ as a on b.${rid} = a.${rid})
    ${half("before_", "DELETE")} union all ${half("after_", "INSERT")})`;
}
