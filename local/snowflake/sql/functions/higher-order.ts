/** FILTER and TRANSFORM of arrays with a lambda. https://docs.snowflake.com/en/sql-reference/functions/transform */
import { notInTwin } from "../../errors.ts";
import { type Bound, compilationError, derive, positionOf } from "../binder/bound.ts";
import { coerce } from "../binder/coerce.ts";
import { asVariant, bindExpression } from "../binder/expressions.ts";
import { createScope, nextAlias } from "../binder/scope.ts";
import { typeOf } from "../binder/type-names.ts";
import { array, boolean, variant } from "../types.ts";
import { argument, type Call, checkCount, parameters, type Rule, special } from "./rule.ts";

/** The lambda's body over one element, which is a VARIANT unless the parameter has a type. */
function bindLambda(call: Call): { list: Bound; name: string; body: Bound } {
  checkCount(call, parameters("any any"));
  const { scope } = call;
  const list = argument(bindExpression(call.args[0]!, scope), "array", call);
  const lambda = call.args[1]!;
  const parameter = lambda.kind === "lambda" ? lambda.parameters[0] : undefined;
  if (lambda.kind !== "lambda" || parameter === undefined || lambda.parameters.length !== 1) {
    throw compilationError("001044", "42P13", `${call.name} takes an array and a lambda of one parameter`, call.span);
  }
  const name = nextAlias(scope, "sf_p");
  const inner = createScope(scope.compilation, scope);
  const element: Bound = { sql: name, type: variant, nullable: true, uses: [], hasAggregate: false, hasWindow: false };
  const value =
    parameter.type === undefined
      ? element
      : coerce(element, typeOf(parameter.type, scope.compilation), scope.compilation);
  inner.parameters.set(parameter.name.value, value);
  return { list, name, body: bindExpression(lambda.body, inner) };
}

const joined = (list: string): string => `('[' || array_to_string(${list}, ',') || ']')`;

const transform: Rule = special((call) => {
  const { list, name, body } = bindLambda(call);
  const item = `COALESCE(${asVariant(body, call.scope).sql}, 'null')`;
  return derive(
    joined(`list_transform(sf_elements(${list.sql}), lambda ${name}: ${item})`),
    array,
    [list, body],
    list.nullable,
  );
});

const filter: Rule = special((call) => {
  const { list, name, body } = bindLambda(call);
  const test = coerce(body, boolean, call.scope.compilation, "cast", call.span).sql;
  return derive(
    joined(`list_filter(sf_elements(${list.sql}), lambda ${name}: ${test})`),
    array,
    [list, body],
    list.nullable,
  );
});

const reduce: Rule = special((call) => {
  throw notInTwin(positionOf(call.span), "REDUCE", "Use FLATTEN with an aggregate.");
});

export const higherOrder: Readonly<Record<string, Rule>> = { TRANSFORM: transform, FILTER: filter, REDUCE: reduce };
