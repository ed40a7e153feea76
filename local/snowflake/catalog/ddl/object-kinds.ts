/** From the words of a statement to the kind of object in the catalog. */
import { notInTwin, type SqlPosition } from "../../errors.ts";
import type { ObjectType } from "../../sql/ast/index.ts";
import type { ObjectKind } from "../objects.ts";

const kinds: Partial<Record<ObjectType, ObjectKind>> = {
  DATABASE: "database",
  SCHEMA: "schema",
  TABLE: "table",
  VIEW: "view",
  "MATERIALIZED VIEW": "view",
  SEQUENCE: "sequence",
  "FILE FORMAT": "file_format",
  STAGE: "stage",
  PIPE: "pipe",
  STREAM: "stream",
  TASK: "task",
  ALERT: "alert",
  PROCEDURE: "procedure",
  FUNCTION: "function",
  "DYNAMIC TABLE": "dynamic_table",
  WAREHOUSE: "warehouse",
  ROLE: "role",
  USER: "user",
  INTEGRATION: "integration",
  "STORAGE INTEGRATION": "integration",
  "NOTIFICATION INTEGRATION": "integration",
  "API INTEGRATION": "integration",
  "SECURITY INTEGRATION": "integration",
  "EXTERNAL ACCESS INTEGRATION": "integration",
  "CATALOG INTEGRATION": "integration",
  TAG: "tag",
};

/** Throws 000002 for what the twin has no objects of. */
export function kindOf(type: ObjectType, position?: SqlPosition): ObjectKind {
  const kind = kinds[type];
  if (kind === undefined) throw notInTwin(position, `${type} objects`, "Leave the statement out.");
  return kind;
}
