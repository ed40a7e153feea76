/** CREATE PROCEDURE and CREATE FUNCTION. docs.snowflake.com/en/sql-reference/sql/create-procedure, …/create-function */
import type { CreateFunction, CreateProcedure, ObjectType, Parameter, ReturnType, RoutineBody } from "../ast/index.ts";
import type { CreateHead } from "./create.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";
import { acceptFlag, isOption, isTags, parseOption, parseTags } from "./options.ts";
import { isBlockStart, parseBlock } from "./scripting.ts";
import { parseType } from "./types.ts";

export function parseCreateRoutine(
  c: Cursor,
  head: CreateHead,
  objectType: ObjectType,
): CreateProcedure | CreateFunction {
  const { name, ifNotExists } = head.parseName();
  const { modifiers, start, base } = head;
  const routine = parseRoutine(c, base);
  const shared = {
    ...base,
    name,
    ifNotExists,
    modifiers,
    secure: modifiers.includes("SECURE") || routine.secure,
    temporary: modifiers.some((word) => word.startsWith("TEMP")),
    parameters: routine.parameters,
    returns: routine.returns,
    language: routine.language ?? "SQL",
    properties: routine.properties,
    body: routine.body,
    span: c.span(start),
  };
  if (objectType === "PROCEDURE") return { kind: "createProcedure", ...shared, executeAs: routine.executeAs };
  if (routine.executeAs !== undefined) c.fail(start);
  const external = objectType === "EXTERNAL FUNCTION";
  return { kind: "createFunction", ...shared, aggregate: modifiers.includes("AGGREGATE"), external };
}

export interface RoutineClauses {
  parameters: Parameter[];
  returns: ReturnType | undefined;
  language: string | undefined;
  properties: string[];
  executeAs: CreateProcedure["executeAs"];
  secure: boolean;
  body: RoutineBody | undefined;
}

/** From the parameters to the body. Also of procedures nested in DECLARE and of `with p as procedure`. */
export function parseRoutine(c: Cursor, base: CreateHead["base"]): RoutineClauses {
  const clauses: RoutineClauses = {
    parameters: c.optionalItems(() => parseParameter(c)),
    returns: undefined,
    language: undefined,
    properties: [],
    executeAs: undefined,
    secure: false,
    body: undefined,
  };
  while (parseRoutineClause(c, clauses, base));
  return clauses;
}

function parseParameter(c: Cursor): Parameter {
  const start = c.token;
  // `in` is reserved, `out` and `inout` are modes only when a name and a type follow.
  const hasMode = c.isWords("IN") || (c.isAnyWord(["OUT", "INOUT"]) && c.isIdentifier(1) && c.isIdentifier(2));
  const mode = hasMode ? c.expectAny("IN", "OUT", "INOUT") : undefined;
  const name = c.identifier();
  const type = parseType(c);
  const hasDefault = c.accept("DEFAULT");
  return {
    kind: "parameter",
    mode,
    name,
    type,
    default: hasDefault ? parseExpression(c) : undefined,
    span: c.span(start),
  };
}

const PROPERTIES = [
  "CALLED ON NULL INPUT",
  "RETURNS NULL ON NULL INPUT",
  "STRICT",
  "VOLATILE",
  "IMMUTABLE",
  "MEMOIZABLE",
  "NULL",
];

function parseRoutineClause(c: Cursor, clauses: RoutineClauses, base: CreateHead["base"]): boolean {
  const start = c.token;
  const property = PROPERTIES.find((words) => c.accept(...words.split(" ")));
  const copyGrants = acceptFlag(c, "COPY", "GRANTS");
  if (property !== undefined) clauses.properties.push(property);
  else if (copyGrants !== undefined) base.options.push(copyGrants);
  else if (clauses.returns === undefined && c.accept("RETURNS")) clauses.returns = parseReturns(c, start);
  else if (clauses.returns?.notNull === false && c.accept("NOT", "NULL")) clauses.returns.notNull = true;
  else if (clauses.language === undefined && c.accept("LANGUAGE")) clauses.language = c.identifier().value;
  else if (clauses.executeAs === undefined && c.accept("EXECUTE", "AS")) clauses.executeAs = parseRights(c);
  else if (c.accept("SECURE")) clauses.secure = true;
  else if (isTags(c)) base.tags.push(...parseTags(c));
  else if (isOption(c)) base.options.push(parseOption(c));
  else if (c.accept("AS")) {
    clauses.body = parseRoutineBody(c);
    return false;
  } else return false;
  return true;
}

export function parseRights(c: Cursor): NonNullable<CreateProcedure["executeAs"]> {
  return c.accept("RESTRICTED", "CALLER") ? "RESTRICTED CALLER" : c.expectAny("OWNER", "CALLER");
}

function parseReturns(c: Cursor, start: Cursor["token"]): ReturnType {
  if (!c.accept("TABLE")) {
    const type = parseType(c);
    return { kind: "returns", type, table: undefined, notNull: c.accept("NOT", "NULL"), span: c.span(start) };
  }
  const table = c.optionalItems(() => ({ name: c.identifier(), type: parseType(c) }));
  return { kind: "returns", type: undefined, table, notNull: c.accept("NOT", "NULL"), span: c.span(start) };
}

/** `$$…$$`, `'…'`, or a block as it stands. */
function parseRoutineBody(c: Cursor): RoutineBody {
  const start = c.token;
  if (isBlockStart(c)) {
    const block = parseBlock(c);
    return {
      kind: "routineBody",
      form: "block",
      text: c.text.slice(start.start, c.previous.end),
      block,
      span: c.span(start),
    };
  }
  const form = start.type === "dollar" ? "dollar" : "string";
  return { kind: "routineBody", form, text: c.stringValue(), block: undefined, span: c.span(start) };
}
