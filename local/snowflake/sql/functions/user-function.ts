/** Calls of functions that users wrote: SQL bodies are put in the place of the call. */
import { notInTwin } from "../../errors.ts";
import type { FunctionCall } from "../ast/index.ts";
import { type Bound, compilationError, derive, positionOf } from "../binder/bound.ts";
import type { UserFunction } from "../binder/catalog-view.ts";
import { coerce } from "../binder/coerce.ts";
import { bindExpression } from "../binder/expressions.ts";
import { bindQuery } from "../binder/query.ts";
import { createScope, type Scope } from "../binder/scope.ts";

/** Snowflake refuses recursion of SQL functions; a body that calls itself stops here. */
const deepest = 32;

export function bindUserFunction(own: UserFunction, node: FunctionCall, args: readonly Bound[], scope: Scope): Bound {
  const { compilation } = scope;
  if (compilation.inlineDepth >= deepest)
    throw notInTwin(positionOf(node.span), "a recursive SQL function", "Use a recursive WITH query.");
  const view = own.kind === "sql" ? (own.view ?? compilation.view) : compilation.view;
  const inner = { ...compilation, view, inlineDepth: compilation.inlineDepth + 1 };
  // Lateral references inside the arguments must stay visible to the emitted text, not to the names of the body.
  const body = createScope(inner, undefined);
  const given = own.parameters.map((parameter, at) => {
    const named = node.arguments.findIndex(
      (argument) => argument.kind === "namedArgument" && argument.name.value === parameter.name,
    );
    const position = named >= 0 ? named : node.arguments[at]?.kind === "namedArgument" ? -1 : at;
    const argument = position < 0 ? undefined : args[position];
    const bound = argument ?? (parameter.default === undefined ? undefined : bindExpression(parameter.default, body));
    if (bound === undefined)
      throw compilationError("001035", "42601", `argument ${parameter.name} is missing`, node.span);
    const value = coerce(bound, parameter.type, compilation, "cast", node.span);
    body.parameters.set(parameter.name, value);
    return value;
  });
  if (own.kind === "native") {
    if (!own.deterministic) compilation.isDeterministic = false;
    return derive(own.call(given.map((value) => value.sql)), own.returns, given, true);
  }
  if (own.returns === undefined)
    throw compilationError("002141", "42601", "a table function stands in FROM TABLE(…)", node.span);
  if (own.body.kind === "query") {
    const query = bindQuery(own.body, body);
    compilation.lastAlias = inner.lastAlias;
    compilation.isDeterministic &&= inner.isDeterministic;
    const column = query.columns[0];
    if (column === undefined || query.columns.length !== 1)
      throw compilationError("002057", "42601", "the body of a scalar function selects one column", node.span);
    return coerce(derive(`(${query.sql})`, column.type, given, true), own.returns, compilation, "cast", node.span);
  }
  const value = bindExpression(own.body, body);
  compilation.lastAlias = inner.lastAlias;
  compilation.isDeterministic &&= inner.isDeterministic;
  return coerce(value, own.returns, compilation, "cast", node.span);
}
