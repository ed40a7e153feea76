/** Cloning a schema: every object in it, tables with their rows. */
import type { ExecutionContext } from "../../engine/context.ts";
import { travelPoint } from "../../engine/time-travel.ts";
import type { TimeTravel } from "../../sql/ast/index.ts";
import type { DdlUnit } from "../../storage/port.ts";
import type { CatalogChange } from "../catalog.ts";
import type { NewDefinition, SchemaDefinition } from "../objects.ts";
import { cloneTable } from "./tables.ts";

/** Copied as they are. Internal stages and pipes, and streams' offsets, are not cloned as in Snowflake's rules for clones. */
const plainKinds = ["view", "file_format", "function", "procedure", "task", "alert", "tag"] as const;

/** https://docs.snowflake.com/en/sql-reference/sql/create-clone : internal stages are left out, tasks and alerts are suspended. */
export async function cloneContents(
  context: ExecutionContext,
  unit: DdlUnit,
  change: CatalogChange,
  source: Pick<SchemaDefinition, "database" | "name">,
  target: Pick<SchemaDefinition, "database" | "name">,
  travel: TimeTravel | undefined,
): Promise<void> {
  const within = { database: source.database, schema: source.name };
  const place = { database: target.database, schema: target.name };
  for (const table of change.list("table", within)) {
    if (table.persistence === "temporary") continue;
    const point = travel === undefined ? undefined : await travelPoint(context, table.table, travel);
    const own = await cloneTable(unit, table, point);
    change.create("table", {
      ...own,
      ...place,
      kind: "table",
      name: table.name,
      owner: table.owner,
      comment: table.comment,
    });
  }
  for (const sequence of change.list("sequence", within)) {
    const made = await unit.createSequence(BigInt(sequence.start), BigInt(sequence.increment));
    const { id: _id, createdOn: _createdOn, ...kept } = sequence;
    change.create("sequence", { ...kept, ...place, sequence: made });
  }
  for (const stage of change.list("stage", within)) {
    if (stage.url === "") continue;
    const { id: _id, createdOn: _createdOn, ...kept } = stage;
    change.create("stage", { ...kept, ...place });
  }
  for (const kind of plainKinds) {
    for (const { id: _id, createdOn: _createdOn, ...kept } of change.list(kind, within)) {
      const copy = { ...kept, ...place, ...((kind === "task" || kind === "alert") && { state: "suspended" }) };
      change.create(kind, copy as unknown as NewDefinition<typeof kind>);
    }
  }
}
