/** CREATE STAGE, FILE FORMAT, PIPE, INTEGRATION. docs.snowflake.com/en/sql-reference/sql/create-stage, …/create-pipe */
import type { CreateFileFormat, CreateIntegration, CreatePipe, CreateStage } from "../ast/index.ts";
import { type CreateHead, parseCreateOptions } from "./create.ts";
import type { Cursor } from "./cursor.ts";
import { parseObjectName } from "./names.ts";
import { parseCopy } from "./stages.ts";
import { parseTimeTravel } from "./time-travel.ts";

export function parseCreateStage(c: Cursor, head: CreateHead): CreateStage {
  const { name, ifNotExists } = head.parseName();
  const { base } = head;
  const clone = c.accept("CLONE") ? parseObjectName(c) : undefined;
  const travel = clone === undefined ? undefined : parseTimeTravel(c);
  parseCreateOptions(c, base);
  const temporary = head.modifiers.length > 0;
  return { kind: "createStage", ...base, name, ifNotExists, temporary, clone, travel, span: c.span(head.start) };
}

export function parseCreateFileFormat(c: Cursor, head: CreateHead): CreateFileFormat {
  const { name, ifNotExists } = head.parseName();
  const { base, modifiers } = head;
  const clone = c.accept("CLONE") ? parseObjectName(c) : undefined;
  parseCreateOptions(c, base);
  const temporary = modifiers.length > 0;
  return {
    kind: "createFileFormat",
    ...base,
    name,
    ifNotExists,
    temporary,
    modifiers,
    clone,
    span: c.span(head.start),
  };
}

export function parseCreatePipe(c: Cursor, head: CreateHead): CreatePipe {
  const { name, ifNotExists } = head.parseName();
  const { base } = head;
  parseCreateOptions(c, base);
  c.expect("AS");
  const copy = parseCopy(c);
  if (copy.kind !== "copyIntoTable") c.fail(head.start);
  return { kind: "createPipe", ...base, name, ifNotExists, copy, span: c.span(head.start) };
}

export function parseCreateIntegration(c: Cursor, head: CreateHead, objectType: string): CreateIntegration {
  const { name, ifNotExists } = head.parseName();
  const { base } = head;
  parseCreateOptions(c, base);
  const integrationType = objectType.replace(/ ?INTEGRATION$/, "");
  return { kind: "createIntegration", ...base, name, ifNotExists, integrationType, span: c.span(head.start) };
}
