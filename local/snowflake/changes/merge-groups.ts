/** Groups that only gained rows: their new values are made of the old ones and of the new rows alone. */
import type { DynamicTableDefinition } from "../catalog/objects.ts";
import type { Expression, Select } from "../sql/ast/index.ts";
import type { CompiledQuery } from "../sql/binder/catalog-view.ts";
import { formatType, type SfType } from "../sql/types.ts";
import { quote } from "../storage/layout.ts";
import type { WriteUnit } from "../storage/port.ts";
import { withScratch } from "../storage/scratch.ts";
import { namesOf, type RowChange } from "./refresh-rows.ts";

/** How a column of the result is made of two parts of its rows; `key` for what rows are grouped by. */
export type Merge = "key" | "count" | "sum" | "min" | "max";

const merges: Readonly<Record<string, Merge>> = { COUNT: "count", SUM: "sum", MIN: "min", MAX: "max" };

/** Types whose values DuckDB orders as MIN and MAX do. */
const ordered: ReadonlySet<SfType["kind"]> = new Set([
  "number",
  "varchar",
  "date",
  "time",
  "timestamp_ntz",
  "timestamp_ltz",
]);

/**
 * Per item of the select list; undefined when one is neither a key nor an aggregate whose value over all rows follows from those over two
 * parts of them: AVG is rounded, DISTINCT needs the rows, a sum of floats depends on their order, HAVING hides groups.
 */
export function mergesOf(
  { items, having }: Select,
  keys: readonly number[],
  { columns }: CompiledQuery,
  { columns: own }: Pick<DynamicTableDefinition, "columns">,
): Merge[] | undefined {
  if (having !== undefined) return undefined;
  const found = items.map((item, at): Merge | undefined => {
    if (keys.includes(at)) return "key";
    const type = columns[at]?.type;
    const stored = own[at]?.type;
    if (item.kind !== "selectExpression" || type === undefined || stored === undefined) return undefined;
    if (formatType(type) !== formatType(stored)) return undefined;
    const merge = mergeOf(item.expression);
    if (merge === "sum" || merge === "count") return type.kind === "number" ? merge : undefined;
    return ordered.has(type.kind) ? merge : undefined;
  });
  return found.every((merge) => merge !== undefined) ? found : undefined;
}

function mergeOf(node: Expression): Merge | undefined {
  if (node.kind !== "functionCall" || node.name.parts.length !== 1 || node.quantifier === "DISTINCT") return undefined;
  if (node.over !== undefined || node.orderBy !== undefined || node.withinGroup !== undefined) return undefined;
  return merges[node.name.parts[0]?.value ?? ""];
}

/** `c` in the table, `d` of the new rows; NULL is the value over no rows but for COUNT. */
const texts: Readonly<Record<Merge, (at: number) => string>> = {
  key: (at) => `d.c${at}`,
  count: (at) => `coalesce(c.c${at}, 0) + d.c${at}`,
  sum: (at) => `coalesce(c.c${at} + d.c${at}, c.c${at}, d.c${at})`,
  min: (at) => `least(c.c${at}, d.c${at})`,
  max: (at) => `greatest(c.c${at}, d.c${at})`,
};

/** `gained`: the query over the new rows alone, `c0`, `c1`, …, of a join in several parts. A group whose values stay is not touched. */
export async function mergeGroups(
  unit: WriteUnit,
  { table, columns }: DynamicTableDefinition,
  merge: readonly Merge[],
  gained: readonly string[],
): Promise<RowChange> {
  const names = namesOf(columns);
  const each = (text: (kind: Merge, at: number) => string) => merge.map(text).join(", ");
  const united = gained.join(" union all ");
  const keys = merge.flatMap((kind, at) => (kind === "key" ? [`c${at}`] : []));
  const parts = each((kind, at) =>
    kind === "key" ? `c${at}` : `${kind === "count" ? "sum" : kind}(c${at}) as c${at}`,
  );
  const delta = gained.length === 1 ? united : `select ${parts} from (${united}) group by ${keys.join(", ")}`;
  const current = `(select "$rid" as rid, ${names.map((name, at) => `${quote(name)} as c${at}`).join(", ")} from ${unit.view.relation(table, names, { withRowId: true })})`;
  const isSame = keys.map((key) => `c.${key} is not distinct from d.${key}`).join(" and ");
  const isChanged = merge.map((_, at) => `c${at} is distinct from old${at}`).join(" or ");
  const merged = `select * from (
    select c.rid, ${each((kind, at) => `${texts[kind](at)} as c${at}`)}, ${each((_, at) => `c.c${at} as old${at}`)}
    from (${delta}) as d left join ${current} as c on ${isSame}) where rid is null or ${isChanged}`;
  return withScratch(unit.connection, "$merged", merged, async () => {
    const own = `temp.main."$merged"`;
    const deleted = await unit.remove(table, `select rid from ${own} where rid is not null`);
    const inserted = await unit.append(table, names, `select ${each((_, at) => `c${at}`)} from ${own}`);
    return { deleted, inserted };
  });
}
