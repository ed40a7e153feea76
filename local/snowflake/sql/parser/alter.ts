/** ALTER: what is altered, then a list of actions. docs.snowflake.com/en/sql-reference/sql/alter */
import type { AlterAction, AlterKind, AlterStatement, ObjectType } from "../ast/index.ts";
import { parseAction } from "./alter-actions.ts";
import { parseTableAction } from "./alter-table.ts";
import type { Cursor } from "./cursor.ts";
import { parseObjectName } from "./names.ts";
import { expectObjectType } from "./object-types.ts";
import { policyTypeAt } from "./options.ts";
import { parseSignature } from "./signatures.ts";

const KINDS: Partial<Record<ObjectType, AlterKind>> = {
  TABLE: "alterTable",
  "EXTERNAL TABLE": "alterTable",
  "HYBRID TABLE": "alterTable",
  "ICEBERG TABLE": "alterTable",
  "EVENT TABLE": "alterTable",
  VIEW: "alterView",
  "MATERIALIZED VIEW": "alterView",
  "DYNAMIC TABLE": "alterDynamicTable",
  SEQUENCE: "alterSequence",
  STAGE: "alterStage",
  "FILE FORMAT": "alterFileFormat",
  PIPE: "alterPipe",
  STREAM: "alterStream",
  TASK: "alterTask",
  ALERT: "alterAlert",
  PROCEDURE: "alterProcedure",
  FUNCTION: "alterFunction",
  DATABASE: "alterDatabase",
  SCHEMA: "alterSchema",
  WAREHOUSE: "alterWarehouse",
  ROLE: "alterRole",
  "DATABASE ROLE": "alterRole",
  USER: "alterUser",
  TAG: "alterTag",
  SESSION: "alterSession",
  ACCOUNT: "alterAccount",
  SYSTEM: "alterSystem",
};

const TABLE_LIKE: readonly AlterKind[] = ["alterTable", "alterView", "alterDynamicTable"];
const NAMELESS: readonly ObjectType[] = ["SESSION", "SYSTEM", "ACCOUNT"];

export function parseAlter(c: Cursor): AlterStatement {
  const start = c.token;
  c.expect("ALTER");
  const objectType = expectObjectType(c);
  const kind = KINDS[objectType] ?? (objectType.endsWith("INTEGRATION") ? "alterIntegration" : "alterObject");
  const ifExists = c.accept("IF", "EXISTS");
  const name = hasName(c, objectType) ? parseObjectName(c) : undefined;
  const isRoutine = kind === "alterProcedure" || kind === "alterFunction";
  const signature = isRoutine ? parseSignature(c) : undefined;
  const actions = TABLE_LIKE.includes(kind) ? parseTableActions(c) : [parseAction(c, kind)];
  return { kind, objectType, ifExists, name, signature, actions, span: c.span(start) } as AlterStatement;
}

/** An account may be named; a user's name may be left out. */
function hasName(c: Cursor, objectType: ObjectType): boolean {
  if (!NAMELESS.includes(objectType)) return !(objectType === "USER" && c.isAnyWord(["SET", "UNSET"]));
  return objectType === "ACCOUNT" && !c.isAnyWord(["SET", "UNSET", "SUSPEND", "RESUME", "RENAME"]) && c.isIdentifier();
}

/** Several columns in one action, or `drop row access policy p, add row access policy q on (a)`. */
function parseTableActions(c: Cursor): AlterAction[] {
  const actions: AlterAction[] = parseTableAction(c);
  while (c.isOperator(",") && c.isAnyWord(["ADD", "DROP"], 1) && policyTypeAt(c, 2) !== undefined) {
    c.advance();
    actions.push(...parseTableAction(c));
  }
  return actions;
}
