/** CREATE: reads what all kinds share, then hands over by kind. docs.snowflake.com/en/sql-reference/sql/create */
import type { CreateStatement, ObjectName, Option, TagAssignment } from "../ast/index.ts";
import { parseCreateAccountObject } from "./create-account.ts";
import { parseCreateFileFormat, parseCreateIntegration, parseCreatePipe, parseCreateStage } from "./create-loading.ts";
import { parseCreatePolicy } from "./create-policy.ts";
import { parseCreateRoutine } from "./create-routine.ts";
import { parseCreateAlert, parseCreateStream, parseCreateTask } from "./create-scheduling.ts";
import { parseCreateDynamicTable, parseCreateTable } from "./create-table.ts";
import { parseCreateSequence, parseCreateView } from "./create-view.ts";
import type { Cursor } from "./cursor.ts";
import { parseObjectName } from "./names.ts";
import { expectObjectType } from "./object-types.ts";
import { isOption, isTags, parseOption, parseTags } from "./options.ts";

export interface CreateHead {
  start: Cursor["token"];
  /** TEMPORARY, TRANSIENT, SECURE, … as written, upper case. */
  modifiers: string[];
  base: { orReplace: boolean; orAlter: boolean; tags: TagAssignment[]; options: Option[] };
  /** `[if not exists] name [if not exists]`: procedures and functions have it before, as all do. */
  parseName(): { name: ObjectName; ifNotExists: boolean };
}

/** SCOPED is how Snowpark writes temporary objects that it names itself; they are those of the session. */
const MODIFIERS = [
  "LOCAL",
  "GLOBAL",
  "SCOPED",
  "TEMP",
  "TEMPORARY",
  "VOLATILE",
  "TRANSIENT",
  "SECURE",
  "RECURSIVE",
  "AGGREGATE",
];

export function parseCreate(c: Cursor): CreateStatement {
  const start = c.token;
  c.expect("CREATE");
  const orReplace = c.accept("OR", "REPLACE");
  const orAlter = !orReplace && c.accept("OR", "ALTER");
  const modifiers: string[] = [];
  for (let word = c.acceptAny(...MODIFIERS); word !== undefined; word = c.acceptAny(...MODIFIERS)) modifiers.push(word);
  const head: CreateHead = {
    start,
    modifiers,
    base: { orReplace, orAlter, tags: [], options: [] },
    parseName: () => {
      const ifNotExists = c.accept("IF", "NOT", "EXISTS");
      return { name: parseObjectName(c), ifNotExists };
    },
  };
  const token = c.token;
  const statement = parseByType(c, head);
  // A modifier that the kind of object does not have is an error, not ignored.
  if (!allowsModifiers(statement.kind, modifiers)) c.fail(token);
  return statement;
}

const ALLOWED: Partial<Record<CreateStatement["kind"], RegExp>> = {
  createTable: /^((LOCAL |GLOBAL |SCOPED )?(TEMP|TEMPORARY)|VOLATILE|TRANSIENT)?$/,
  createDynamicTable: /^(TRANSIENT)?$/,
  createView: /^(SECURE ?)?((LOCAL |GLOBAL |SCOPED )?(TEMP|TEMPORARY|VOLATILE) ?)?(RECURSIVE)?$/,
  createStage: /^((SCOPED )?(TEMP|TEMPORARY))?$/,
  createFileFormat: /^((SCOPED )?(TEMP|TEMPORARY)|VOLATILE)?$/,
  createFunction: /^((SCOPED )?(TEMP|TEMPORARY) ?)?(SECURE ?)?(AGGREGATE)?$/,
  createProcedure: /^((SCOPED )?(TEMP|TEMPORARY) ?)?(SECURE)?$/,
  createDatabase: /^(TRANSIENT)?$/,
  createSchema: /^(TRANSIENT)?$/,
};

function allowsModifiers(kind: CreateStatement["kind"], modifiers: readonly string[]): boolean {
  return (ALLOWED[kind] ?? /^$/).test(modifiers.join(" "));
}

function parseByType(c: Cursor, head: CreateHead): CreateStatement {
  if (c.accept("USER", "FUNCTION")) return c.fail(c.previous);
  const objectType = expectObjectType(c);
  switch (objectType) {
    case "TABLE":
    case "EXTERNAL TABLE":
    case "HYBRID TABLE":
    case "ICEBERG TABLE":
    case "EVENT TABLE":
      return parseCreateTable(c, head, objectType);
    case "DYNAMIC TABLE":
      return parseCreateDynamicTable(c, head);
    case "VIEW":
    case "MATERIALIZED VIEW":
      return parseCreateView(c, head, objectType === "MATERIALIZED VIEW");
    case "SEQUENCE":
      return parseCreateSequence(c, head);
    case "STAGE":
      return parseCreateStage(c, head);
    case "FILE FORMAT":
      return parseCreateFileFormat(c, head);
    case "PIPE":
      return parseCreatePipe(c, head);
    case "STREAM":
      return parseCreateStream(c, head);
    case "TASK":
      return parseCreateTask(c, head);
    case "ALERT":
      return parseCreateAlert(c, head);
    case "PROCEDURE":
    case "FUNCTION":
    case "EXTERNAL FUNCTION":
      return parseCreateRoutine(c, head, objectType);
    case "MASKING POLICY":
    case "ROW ACCESS POLICY":
    case "AGGREGATION POLICY":
    case "PROJECTION POLICY":
    case "PRIVACY POLICY":
      return parseCreatePolicy(c, head, objectType);
    default:
      if (objectType.endsWith("INTEGRATION")) return parseCreateIntegration(c, head, objectType);
      return parseCreateAccountObject(c, head, objectType);
  }
}

/** Options and tags in any order, into the head's lists. */
export function parseCreateOptions(c: Cursor, { options, tags }: CreateHead["base"]): void {
  for (;;) {
    if (isTags(c)) tags.push(...parseTags(c));
    else if (isOption(c)) options.push(parseOption(c));
    else return;
    if (c.isOperator(",") && c.isOperator("=", 2)) c.advance();
  }
}
