/** A SHOW's answer from its listing and the objects found. */
import type { Cell, ExecutionContext, StatementResult } from "../../engine/context.ts";
import { column, tableResult, timestampType } from "../../engine/literal-result.ts";
import { statementTypes } from "../../engine/statement-types.ts";
import type { Show } from "../../sql/ast/index.ts";
import type { TableDefinition } from "../objects.ts";
import { filterListed, type Listed, type Listing } from "./listing.ts";

/** Without HISTORY there is no `dropped_on`. TERSE has five columns for every kind. */
export async function list<T extends Listed>(
  context: ExecutionContext,
  show: Show,
  listing: Listing<T>,
  found: readonly T[],
): Promise<StatementResult> {
  const kept = filterListed(context, show, found);
  if (show.terse) return terse(kept);
  const fields = listing.columns.filter(({ column: { name } }) => show.history || name !== "dropped_on");
  const rows: Cell[][] = [];
  for (const object of kept) rows.push(await Promise.all(fields.map(({ cell }) => cell(object, context))));
  return tableResult(
    fields.map((field) => field.column),
    rows,
  );
}

function terse(found: readonly Listed[]): StatementResult {
  const terseColumns = [
    column("created_on", timestampType),
    column("name"),
    column("kind"),
    column("database_name"),
    column("schema_name"),
  ];
  const rows = found.map((object): Cell[] => {
    const {
      createdOn = null,
      kind = null,
      database = "",
      schema = "",
      persistence,
    } = object as Partial<TableDefinition>;
    const shownKind =
      kind === null ? null : persistence === "transient" || persistence === "temporary" ? persistence : kind;
    return [
      createdOn,
      object.name,
      shownKind?.toUpperCase().replaceAll("_", " ") ?? null,
      database || null,
      schema || null,
    ];
  });
  return tableResult(terseColumns, rows, statementTypes.SHOW);
}
