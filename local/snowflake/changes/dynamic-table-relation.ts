/** A dynamic table as something to read from: its rows as of its last refresh. */
import type { DynamicTableDefinition } from "../catalog/objects.ts";
import type { ExecutionContext } from "../engine/context.ts";
import { SnowflakeError } from "../errors.ts";
import { isForRefresh } from "../scheduler/moment.ts";
import { refresherOf } from "../scheduler/refresher.ts";
import type { RelationRequest, ResolvedRelation } from "../sql/binder/catalog-view.ts";
import type { ReadView } from "../storage/port.ts";

/** Throws for a table that was never refreshed; a refresh itself looks at it to refresh it first. */
export function dynamicTableRelation(
  context: ExecutionContext,
  { id, table, name, columns }: DynamicTableDefinition,
  read: ReadView,
  { travel }: RelationRequest,
): ResolvedRelation {
  if (!isForRefresh(read) && refresherOf(context.storage).stateOf(id) === undefined) {
    throw new SnowflakeError(
      "002710",
      "55000",
      `Dynamic Table '${name}' is not initialized. Please run a manual refresh or wait for a scheduled refresh before querying.`,
    );
  }
  return {
    columns,
    from: read.relation(
      table,
      columns.map((column) => column.name),
      travel === undefined ? {} : { at: context.travelPoint(table, travel) },
    ),
  };
}
