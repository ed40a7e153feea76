/** What Snowflake calls each kind of object in its messages. */
import type { AnyDefinition, ObjectKind } from "./objects.ts";

const titles: Readonly<Record<ObjectKind, string>> = {
  database: "Database",
  schema: "Schema",
  table: "Table",
  view: "View",
  sequence: "Sequence",
  file_format: "File format",
  stage: "Stage",
  pipe: "Pipe",
  stream: "Stream",
  task: "Task",
  alert: "Alert",
  procedure: "Procedure",
  function: "Function",
  dynamic_table: "Dynamic table",
  warehouse: "Warehouse",
  role: "Role",
  user: "User",
  integration: "Integration",
  tag: "Tag",
  grant: "Grant",
};

export const kindTitle = (object: Pick<AnyDefinition, "kind">): string => titles[object.kind];
