/** The function table: what is not here, the twin does not know. */
import { unknownFunction } from "../../errors.ts";
import type { Expression, FunctionCall, Span } from "../ast/index.ts";
import { type Bound, derive, positionOf } from "../binder/bound.ts";
import { bindExpression } from "../binder/expressions.ts";
import { argumentOf } from "../binder/from.ts";
import { nameText } from "../binder/names.ts";
import type { Scope } from "../binder/scope.ts";
import { castTo } from "../emit/text.ts";
import { aggregates } from "./aggregates.ts";
import { bitmaps } from "./bitmap.ts";
import { conditionals } from "./conditional.ts";
import { contexts } from "./context.ts";
import { conversions } from "./conversion.ts";
import { dateTimes } from "./date-time.ts";
import { hashes } from "./hash.ts";
import { higherOrder } from "./higher-order.ts";
import { refusalOf } from "./not-in-twin.ts";
import { numerics } from "./numeric.ts";
import type { Rule } from "./rule.ts";
import { semiStructured } from "./semi-structured.ts";
import { systemTypeOf } from "./system-typeof.ts";
import { texts } from "./text.ts";
import { bindUserFunction } from "./user-function.ts";
import { windows } from "./window.ts";

export const functionTable: ReadonlyMap<string, Rule> = new Map(
  [
    higherOrder,
    texts,
    numerics,
    conditionals,
    conversions,
    dateTimes,
    semiStructured,
    aggregates,
    windows,
    contexts,
    hashes,
    bitmaps,
    systemTypeOf,
  ].flatMap((area) => Object.entries(area)),
);

/** Functions that may be written without parentheses. https://docs.snowflake.com/en/sql-reference/functions-context */
const bare = new Set([
  "CURRENT_DATE",
  "CURRENT_TIME",
  "CURRENT_TIMESTAMP",
  "LOCALTIME",
  "LOCALTIMESTAMP",
  "CURRENT_USER",
  "CURRENT_ROLE",
]);
export const isBareFunction = (name: string): boolean => bare.has(name);

export function callByName(name: string, args: readonly Expression[], scope: Scope, span: Span): Bound {
  return functionTable.get(name)!.bind({ name, args, node: undefined, scope, span });
}

/** DuckDB forgets the type of what it makes of a written NULL. */
function typed(bound: Bound, node: FunctionCall): Bound {
  if (bound.type.kind === "null" || !node.arguments.some(isNull)) return bound;
  return { ...bound, sql: castTo(bound.sql, bound.type) };
}

function isNull(node: Expression): boolean {
  if (node.kind === "paren") return isNull(node.expression);
  return node.kind === "null" || (node.kind === "cast" && isNull(node.operand));
}

export function bindCall(node: FunctionCall, scope: Scope): Bound {
  const { parts } = node.name;
  const name = parts.at(-1)?.value ?? "";
  if (parts.length === 1) {
    const rule = functionTable.get(name);
    if (rule !== undefined) return typed(rule.bind({ name, args: node.arguments, node, scope, span: node.span }), node);
  }
  const { view } = scope.compilation;
  // Schemas of the SNOWFLAKE database with functions of their own: SNOWFLAKE.ALERT.SCHEDULED_TIME().
  const isShared = parts.length === 3 && parts[0]?.value === "SNOWFLAKE";
  if (isShared || name.startsWith("SYSTEM$") || name === "GET_DDL") {
    const bounds = node.arguments.map((argument) => bindExpression(argument, scope));
    const found = view.resolveSystemFunction(
      isShared ? nameText(parts) : name,
      bounds.map((bound, at) => argumentOf(undefined, bound, node.arguments[at]!)),
    );
    if (found !== undefined) {
      scope.compilation.isDeterministic = false;
      return derive(found.sql, found.type, bounds, true);
    }
  }
  const args = node.arguments.map((argument) =>
    bindExpression(argument.kind === "namedArgument" ? argument.value : argument, scope),
  );
  const own = view.resolveFunction(
    node.name,
    args.map((arg) => arg.type),
  );
  if (own === undefined) {
    const position = positionOf(node.span);
    throw refusalOf(parts.map(({ value }) => value).join("."), position) ?? unknownFunction(position, nameText(parts));
  }
  return bindUserFunction(own, node, args, scope);
}
