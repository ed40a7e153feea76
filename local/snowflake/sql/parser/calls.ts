/** Function calls with all that may follow them. docs.snowflake.com/en/sql-reference/functions-window-syntax */
import type { Expression, FunctionCall, MethodCall, ObjectName } from "../ast/index.ts";
import { isStar, parseStar } from "./collections.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";
import { isLambda, parseLambda } from "./lambdas.ts";
import { parseObjectName } from "./names.ts";
import { isQueryStart, parseOrderBy, parseQuery } from "./queries.ts";
import { parseOver, parseWindow } from "./windows.ts";

/** The arguments and what follows them. `first` is an argument that was already read, with the parenthesis before it. */
export function parseCall(c: Cursor, name: ObjectName, first?: Expression): FunctionCall {
  if (first === undefined) c.expectOperator("(");
  const quantifier = first === undefined ? c.acceptAny("DISTINCT", "ALL") : undefined;
  const args = first === undefined ? parseArguments(c, quantifier !== undefined) : [first];
  if (first !== undefined) while (c.acceptOperator(",")) args.push(parseArgument(c));
  const nullsInside = parseNulls(c);
  const orderBy = c.isWords("ORDER", "BY") ? parseOrderBy(c) : undefined;
  c.expectOperator(")");
  const withinGroup = c.accept("WITHIN", "GROUP") ? c.parenthesised(() => parseOrderBy(c)) : undefined;
  const from = c.accept("FROM", "FIRST") ? "FIRST" : c.accept("FROM", "LAST") ? "LAST" : undefined;
  const nulls = nullsInside ?? parseNulls(c);
  const over = c.accept("OVER") ? parseOver(c) : undefined;
  return {
    kind: "functionCall",
    name,
    arguments: args,
    quantifier,
    orderBy,
    withinGroup,
    nulls,
    nullsInside: nullsInside !== undefined,
    from,
    over,
    span: c.spanSince(name),
  };
}

function parseArguments(c: Cursor, needed: boolean): Expression[] {
  if (c.isOperator(")") && !needed) return [];
  return c.list(() => parseArgument(c));
}

function parseNulls(c: Cursor): "IGNORE" | "RESPECT" | undefined {
  if (!c.isAnyWord(["IGNORE", "RESPECT"]) || !c.isWordAt(1, "NULLS")) return undefined;
  const word = c.expectAny("IGNORE", "RESPECT");
  c.expect("NULLS");
  return word;
}

/** An expression, `name => value`, `*`, `** array`, a lambda, `table(…)`. */
export function parseArgument(c: Cursor): Expression {
  const start = c.token;
  if (c.isIdentifier() && c.isOperator("=>", 1)) {
    const name = c.identifier();
    c.advance();
    return { kind: "namedArgument", name, value: parseArgument(c), span: c.span(start) };
  }
  if (isStar(c)) return parseStar(c);
  if (c.acceptOperator("**")) return { kind: "spread", operand: parseExpression(c), span: c.span(start) };
  if (c.isWords("TABLE") && c.isOperator("(", 1)) return parseTableArgument(c);
  if (isLambda(c)) return parseLambda(c);
  return parseExpression(c);
}

/** `table(t)`, `table(select …) over (partition by …)`. docs.snowflake.com/en/sql-reference/functions-table */
function parseTableArgument(c: Cursor): Expression {
  const start = c.token;
  c.expect("TABLE");
  const source = c.parenthesised(() => (isQueryStart(c) ? parseQuery(c) : parseObjectName(c)));
  const partition = c.accept("OVER") ? parseWindow(c) : undefined;
  return { kind: "tableArgument", source, partition, span: c.span(start) };
}

/** `model!predict(a => 1)`. */
export function parseMethodCall(c: Cursor, object: ObjectName): MethodCall {
  c.expectOperator("!");
  const method = c.identifier();
  const args = c.optionalItems(() => parseArgument(c));
  return { kind: "methodCall", object, method, arguments: args, span: c.spanSince(object) };
}
