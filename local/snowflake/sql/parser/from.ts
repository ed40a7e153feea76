/** FROM: tables, subqueries, functions, stages, and how they are joined. docs.snowflake.com/en/sql-reference/constructs/from */
import type { JoinRelation, NamedArgument, Relation, TableAlias } from "../ast/index.ts";
import { isBind, parseBind, parseVariable } from "./binds.ts";
import { parseCall } from "./calls.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";
import { NO_TABLE_ALIAS, TABLE_SUFFIXES } from "./keywords.ts";
import { isStage, parseObjectName, parseStagePath, parseString } from "./names.ts";
import { continueQuery, isQueryContinuation, isQueryStart, parseQuery, parseValues } from "./queries.ts";
import { parseSuffixes } from "./relation-suffixes.ts";
import { parseChanges, parseTimeTravel } from "./time-travel.ts";

/** One or more relations, comma-separated or joined. */
export function parseFrom(c: Cursor): Relation {
  return c.nest(() => {
    let left = parseJoined(c);
    while (c.acceptOperator(",")) left = join(c, left, parseJoined(c), { type: "COMMA" });
    return left;
  });
}

function parseJoined(c: Cursor): Relation {
  let left = parseRelation(c);
  for (;;) {
    const natural = c.isWords("NATURAL");
    const type = c.isWords("NATURAL") ? joinType(c, 1) : joinType(c, 0);
    if (type === undefined) return left;
    c.accept("NATURAL");
    if (c.acceptAny("INNER", "LEFT", "RIGHT", "FULL", "CROSS", "ASOF") !== undefined) c.accept("OUTER");
    const directed = c.accept("DIRECTED");
    c.expect("JOIN");
    const right = parseRelation(c);
    const matchCondition = c.accept("MATCH_CONDITION") ? c.parenthesised(() => parseExpression(c)) : undefined;
    const on = c.accept("ON") ? parseExpression(c) : undefined;
    const using = on === undefined && c.accept("USING") ? c.identifiers() : [];
    left = join(c, left, right, { type, natural, directed, on, using, matchCondition });
  }
}

function joinType(c: Cursor, ahead: number): JoinRelation["type"] | undefined {
  const { type, value } = c.peek(ahead);
  if (type !== "word") return undefined;
  if (value === "JOIN" || (value === "DIRECTED" && c.isWordAt(ahead + 1, "JOIN"))) return "INNER";
  const types: JoinRelation["type"][] = ["INNER", "LEFT", "RIGHT", "FULL", "CROSS", "ASOF"];
  return types.find((each) => each === value) ?? (ahead > 0 ? c.fail(c.peek(ahead)) : undefined);
}

function join(c: Cursor, left: Relation, right: Relation, how: Partial<JoinRelation>): JoinRelation {
  return {
    kind: "join",
    type: "INNER",
    natural: false,
    directed: false,
    on: undefined,
    using: [],
    matchCondition: undefined,
    ...how,
    left,
    right,
    span: c.spanSince(left),
  };
}

export function parseRelation(c: Cursor): Relation {
  return parseSuffixes(
    c,
    c.nest(() => parseSource(c)),
  );
}

/** `[as] alias [(a, b)]`. */
export function parseTableAlias(c: Cursor): TableAlias | undefined {
  const start = c.token;
  const explicit = c.accept("AS");
  if (!explicit && !isAlias(c)) return undefined;
  const name = c.identifier();
  const columns = c.isOperator("(") ? c.identifiers() : [];
  return { kind: "tableAlias", name, columns, span: c.span(start) };
}

function isAlias(c: Cursor): boolean {
  const { type, value } = c.token;
  if (!c.isIdentifier()) return false;
  if (type === "quoted") return true;
  if (NO_TABLE_ALIAS.has(value)) return false;
  if (value === "UNPIVOT" && c.isAnyWord(["INCLUDE", "EXCLUDE"], 1)) return false;
  return !(TABLE_SUFFIXES.has(value) && c.isOperator("(", 1));
}

function parseSource(c: Cursor): Relation {
  const start = c.token;
  if (c.isOperator("(")) return parseParenthesisedSource(c);
  if (isStage(c)) return parseStageRelation(c);
  if (c.isWords("VALUES")) {
    const values = parseValues(c);
    return { kind: "valuesRelation", values, parenthesised: false, alias: parseTableAlias(c), span: c.span(start) };
  }
  if (c.token.type === "variable") {
    const source = parseVariable(c);
    if (source.kind !== "positional") c.fail(c.previous);
    return { kind: "flowResult", source, alias: parseTableAlias(c), span: c.span(start) };
  }
  if (c.accept("LATERAL")) return parseLateral(c, start);
  if (c.isWords("TABLE") && c.isOperator("(", 1)) return parseTableFunction(c, start, false);
  if (c.isWords("DIRECTORY") && c.isOperator("(", 1)) {
    c.advance();
    const stage = c.parenthesised(() => parseStagePath(c));
    return { kind: "directory", stage, alias: parseTableAlias(c), span: c.span(start) };
  }
  return parseNamedRelation(c, false);
}

/** A query, values, or relations in parentheses; which of them is known without going back. */
function parseParenthesisedSource(c: Cursor): Relation {
  const start = c.token;
  c.expectOperator("(");
  if (isQueryStart(c)) {
    const query = parseQuery(c);
    const { body } = query;
    const isValues = body.kind === "values" && !query.with && !query.orderBy && !query.limit && !query.forUpdate;
    // The alias may stand inside the brackets too.
    const inner = isValues ? parseTableAlias(c) : undefined;
    c.expectOperator(")");
    if (isValues) {
      const alias = inner ?? parseTableAlias(c);
      return { kind: "valuesRelation", values: body, parenthesised: true, alias, span: c.span(start) };
    }
    return { kind: "derived", lateral: false, query, alias: parseTableAlias(c), span: c.span(start) };
  }
  const relation = parseFrom(c);
  if (relation.kind === "derived" && !relation.alias && !relation.lateral && isQueryContinuation(c)) {
    const query = continueQuery(c, relation.query, relation.span);
    c.expectOperator(")");
    return { kind: "derived", lateral: false, query, alias: parseTableAlias(c), span: c.span(start) };
  }
  c.expectOperator(")");
  return { kind: "parenRelation", relation, alias: parseTableAlias(c), span: c.span(start) };
}

/** `@stage/path (file_format => 'f', pattern => '…')`. docs.snowflake.com/en/user-guide/querying-stage */
function parseStageRelation(c: Cursor): Relation {
  const start = c.token;
  const stage = parseStagePath(c);
  const options = c.isOperator("(") ? c.optionalItems(() => parseStageOption(c)) : [];
  return { kind: "stage", stage, options, alias: parseTableAlias(c), span: c.span(start) };
}

function parseStageOption(c: Cursor): NamedArgument {
  const start = c.token;
  const name = c.identifier();
  c.expectOperator("=>");
  return { kind: "namedArgument", name, value: parseExpression(c), span: c.span(start) };
}

function parseLateral(c: Cursor, start: Cursor["token"]): Relation {
  if (c.isOperator("(")) {
    const query = c.parenthesised(() => parseQuery(c));
    return { kind: "derived", lateral: true, query, alias: parseTableAlias(c), span: c.span(start) };
  }
  if (c.isWords("TABLE") && c.isOperator("(", 1)) return parseTableFunction(c, start, true);
  const relation = parseNamedRelation(c, true);
  return { ...relation, span: c.span(start) };
}

/** `table(…)` around a function, a variable, or the name of a table. docs.snowflake.com/en/sql-reference/literals-table */
function parseTableFunction(c: Cursor, start: Cursor["token"], lateral: boolean): Relation {
  c.expect("TABLE");
  c.expectOperator("(");
  if (c.token.type === "string" || c.token.type === "dollar") {
    const argument = parseString(c);
    c.expectOperator(")");
    const name = {
      kind: "name" as const,
      parts: [],
      dynamic: { form: "table" as const, argument },
      span: c.span(start),
    };
    return {
      kind: "table",
      name,
      travel: undefined,
      changes: undefined,
      alias: parseTableAlias(c),
      span: c.span(start),
    };
  }
  if (isBind(c) || c.token.type === "variable") {
    const variable = isBind(c) ? parseBind(c) : parseVariable(c);
    if (variable.kind === "positional") c.fail(c.previous);
    c.expectOperator(")");
    return { kind: "tableVariable", variable, alias: parseTableAlias(c), span: c.span(start) };
  }
  const name = parseObjectName(c);
  if (!c.isOperator("(")) {
    c.expectOperator(")");
    return { kind: "tableVariable", variable: name, alias: parseTableAlias(c), span: c.span(start) };
  }
  const call = parseCall(c, name);
  c.expectOperator(")");
  return {
    kind: "tableFunction",
    lateral,
    wrapped: true,
    call,
    alias: parseTableAlias(c),
    span: c.span(start),
  };
}

/** A table or, with parentheses, a function. */
function parseNamedRelation(c: Cursor, lateral: boolean): Relation {
  const start = c.token;
  if (start.type === "word" && NO_TABLE_ALIAS.has(start.value) && !c.isOperator("(", 1)) c.fail();
  const name = parseObjectName(c);
  if (c.isOperator("(")) {
    const call = parseCall(c, name);
    return { kind: "tableFunction", lateral, wrapped: false, call, alias: parseTableAlias(c), span: c.span(start) };
  }
  if (lateral) c.fail();
  const changes = c.isWords("CHANGES") && c.isOperator("(", 1) ? parseChanges(c) : undefined;
  const travel = changes === undefined ? parseTimeTravel(c) : undefined;
  return { kind: "table", name, travel, changes, alias: parseTableAlias(c), span: c.span(start) };
}
