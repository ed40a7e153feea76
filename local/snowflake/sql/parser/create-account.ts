/** CREATE DATABASE, SCHEMA, WAREHOUSE, ROLE, USER, TAG, RESOURCE MONITOR, and every kind that is options only. */
import type {
  CreateDatabase,
  CreateObject,
  CreateStatement,
  MonitorTrigger,
  ObjectType,
  StringLiteral,
} from "../ast/index.ts";
import { type CreateHead, parseCreateOptions } from "./create.ts";
import type { Cursor } from "./cursor.ts";
import { parseLocation, parseObjectName, parseString } from "./names.ts";
import { isTags } from "./options.ts";
import { parseTimeTravel } from "./time-travel.ts";

export function parseCreateAccountObject(c: Cursor, head: CreateHead, objectType: ObjectType): CreateStatement {
  const notCreated: ObjectType[] = ["ACCOUNT", "COLUMN", "SESSION", "SYSTEM", "APPLICATION"];
  if (notCreated.includes(objectType)) c.fail(c.previous);
  const { name, ifNotExists } = head.parseName();
  const { base, start, modifiers } = head;
  const named = { ...base, name, ifNotExists };
  switch (objectType) {
    case "DATABASE":
    case "SCHEMA": {
      const from = objectType === "DATABASE" ? parseOrigin(c) : undefined;
      const clone = c.accept("CLONE") ? parseObjectName(c) : undefined;
      const travel = clone === undefined ? undefined : parseTimeTravel(c);
      const managedAccess = objectType === "SCHEMA" && c.accept("WITH", "MANAGED", "ACCESS");
      parseCreateOptions(c, base);
      const transient = modifiers.length > 0;
      const container = { ...named, transient, clone, travel, span: c.span(start) };
      if (objectType === "DATABASE") return { kind: "createDatabase", ...container, from };
      return { kind: "createSchema", ...container, managedAccess };
    }
    case "WAREHOUSE":
      acceptWith(c);
      parseCreateOptions(c, base);
      return { kind: "createWarehouse", ...named, span: c.span(start) };
    case "ROLE":
    case "DATABASE ROLE":
      parseCreateOptions(c, base);
      return { kind: "createRole", ...named, database: objectType === "DATABASE ROLE", span: c.span(start) };
    case "USER":
      parseCreateOptions(c, base);
      return { kind: "createUser", ...named, span: c.span(start) };
    case "TAG": {
      const allowedValues = c.accept("ALLOWED_VALUES") ? parseAllowedValues(c) : undefined;
      parseCreateOptions(c, base);
      return { kind: "createTag", ...named, allowedValues, span: c.span(start) };
    }
    case "RESOURCE MONITOR": {
      acceptWith(c);
      parseCreateOptions(c, base);
      const triggers = parseTriggers(c);
      return { kind: "createResourceMonitor", ...named, triggers, span: c.span(start) };
    }
    default:
      return parseCreateObject(c, head, named, objectType);
  }
}

function parseCreateObject(
  c: Cursor,
  { base, start }: CreateHead,
  named: Omit<CreateObject, "kind" | "objectType" | "from" | "span">,
  objectType: ObjectType,
): CreateObject {
  acceptWith(c);
  const from = c.accept("FROM") ? parseLocation(c) : undefined;
  parseCreateOptions(c, base);
  return { kind: "createObject", ...named, objectType, from, span: c.span(start) };
}

/** WITH before options means nothing. */
function acceptWith(c: Cursor): void {
  if (!isTags(c)) c.accept("WITH");
}

function parseOrigin(c: Cursor): CreateDatabase["from"] {
  if (c.accept("FROM", "SHARE")) return { form: "SHARE", name: parseObjectName(c) };
  if (c.accept("FROM", "LISTING")) return { form: "LISTING", name: parseObjectName(c) };
  if (c.accept("AS", "REPLICA", "OF")) return { form: "REPLICA", name: parseObjectName(c) };
  return undefined;
}

function parseAllowedValues(c: Cursor): StringLiteral[] {
  return c.list(() => parseString(c));
}

/** `triggers on 75 percent do notify on 100 percent do suspend`. */
export function parseTriggers(c: Cursor): MonitorTrigger[] {
  const triggers: MonitorTrigger[] = [];
  if (!c.accept("TRIGGERS")) return triggers;
  do {
    const start = c.token;
    c.expect("ON");
    const percent = c.integerText();
    c.expect("PERCENT", "DO");
    const action = c.expectAny("SUSPEND", "SUSPEND_IMMEDIATE", "NOTIFY");
    triggers.push({ kind: "trigger", percent, action, span: c.span(start) });
  } while (c.isWords("ON"));
  return triggers;
}
