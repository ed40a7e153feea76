/** Brings a dynamic table's rows to those of its query: all of them anew, or the difference alone. */
import type { DynamicTableDefinition } from "../catalog/objects.ts";
import { assignText } from "../engine/assign.ts";
import type { ExecutionContext } from "../engine/context.ts";
import type { CompiledQuery } from "../sql/binder/catalog-view.ts";
import { quote, quoteAll } from "../storage/layout.ts";
import type { WriteUnit } from "../storage/port.ts";
import { ROW_ID } from "../storage/port.ts";
import { withScratch } from "../storage/scratch.ts";

export interface RowChange {
  inserted: number;
  deleted: number;
}

type Target = Pick<DynamicTableDefinition, "table" | "columns">;

/** The query's rows in the types of the table's columns, named `c0`, `c1`, …. */
export function targetRows(context: ExecutionContext, { columns }: Target, compiled: CompiledQuery): string {
  const items = compiled.columns.map(({ physical, type }, at) => {
    const column = columns[at];
    if (column === undefined) throw new Error("A dynamic table has fewer columns than its query.");
    return `${assignText(context, `q.${quote(physical)}`, type, column.type)} as c${at}`;
  });
  return `select ${items.join(", ")} from (${compiled.sql}\n) as q`;
}

export async function replaceAllRows(unit: WriteUnit, { table, columns }: Target, rows: string): Promise<RowChange> {
  const deleted = await unit.removeAll(table);
  const inserted = await unit.append(table, namesOf(columns), rows);
  return { inserted, deleted };
}

/** `isMeant` says which of the table's rows (`t`) `rows` stand for. Rows that stay are not touched, so that streams on the table see the net change; equal rows are told apart by counting them. */
export async function replaceDifference(
  unit: WriteUnit,
  { table, columns }: Target,
  rows: string,
  isMeant = "true",
): Promise<RowChange> {
  const names = namesOf(columns);
  const plain = names.map((_, at) => `c${at}`);
  const list = plain.join(", ");
  const current = unit.view.relation(table, names, { withRowId: true });
  const numbered = (from: string) => `row_number() over (partition by ${list || "true"}) as k from ${from}`;
  const before = `select rid, ${list}, ${numbered(`(select ${quoteAll([ROW_ID])} as rid, ${names.map((name, at) => `${quote(name)} as c${at}`).join(", ")} from ${current} as t where ${isMeant})`)}`;
  return withScratch(unit.connection, "$after", `select ${list}, ${numbered(`(${rows})`)}`, () =>
    withScratch(unit.connection, "$before", before, async () => {
      const isSame = ["b.k = a.k", ...plain.map((name) => `b.${name} is not distinct from a.${name}`)].join(" and ");
      const own = { before: `temp.main."$before" as b`, after: `temp.main."$after" as a` };
      const gone = `select b.rid from ${own.before} where not exists (select 1 from ${own.after} where ${isSame})`;
      const added = `select ${plain.map((name) => `a.${name}`).join(", ")} from ${own.after} where not exists (select 1 from ${own.before} where ${isSame})`;
      const deleted = await unit.remove(table, gone);
      const inserted = await unit.append(table, names, added);
      return { inserted, deleted };
    }),
  );
}

export const namesOf = (columns: Target["columns"]): string[] => columns.map(({ name }) => name);
