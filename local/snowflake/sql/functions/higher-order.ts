/** FILTER, TRANSFORM and REDUCE of arrays with a lambda. https://docs.snowflake.com/en/sql-reference/functions/transform */
import type { Expression } from "../ast/index.ts";
import { type Bound, compilationError, derive } from "../binder/bound.ts";
import { coerce } from "../binder/coerce.ts";
import { asVariant, bindExpression } from "../binder/expressions.ts";
import { createScope, nextAlias } from "../binder/scope.ts";
import { typeOf } from "../binder/type-names.ts";
import { array, boolean, type SfType, varchar, variant } from "../types.ts";
import { argument, type Call, checkCount, parameters, type Rule, special } from "./rule.ts";

interface Lambda {
  /** DuckDB names of the parameters. */
  names: string[];
  body: Bound;
}

/** A lambda's body over parameters that are VARIANT where they have no type of their own (`standard`). */
function bindLambda(call: Call, node: Expression, standard: readonly SfType[]): Lambda {
  const { scope } = call;
  if (node.kind !== "lambda" || node.parameters.length !== standard.length) {
    throw compilationError(
      "001044",
      "42P13",
      `${call.name} takes an array and a lambda of ${standard.length} parameter${standard.length === 1 ? "" : "s"}`,
      call.span,
    );
  }
  const inner = createScope(scope.compilation, scope);
  const names = node.parameters.map((parameter, at) => {
    const name = nextAlias(scope, "sf_p");
    const element: Bound = {
      sql: name,
      type: variant,
      nullable: true,
      uses: [],
      hasAggregate: false,
      hasWindow: false,
    };
    const type = parameter.type === undefined ? standard[at]! : typeOf(parameter.type, scope.compilation);
    inner.parameters.set(parameter.name.value, coerce(element, type, scope.compilation));
    return name;
  });
  return { names, body: bindExpression(node.body, inner) };
}

function bindList(call: Call): Bound {
  const list = bindExpression(call.args[0]!, call.scope);
  return argument(list, "array", call);
}

function bindEach(call: Call): { list: Bound; name: string; body: Bound } {
  checkCount(call, parameters("any any"));
  const list = bindList(call);
  const { names, body } = bindLambda(call, call.args[1]!, [variant]);
  return { list, name: names[0]!, body };
}

const joined = (list: string): string => `('[' || array_to_string(${list}, ',') || ']')`;

const transform: Rule = special((call) => {
  const { list, name, body } = bindEach(call);
  const item = `COALESCE(${asVariant(body, call.scope).sql}, 'null')`;
  return derive(
    joined(`list_transform(sf_elements(${list.sql}), lambda ${name}: ${item})`),
    array,
    [list, body],
    list.nullable,
  );
});

const filter: Rule = special((call) => {
  const { list, name, body } = bindEach(call);
  const test = coerce(body, boolean, call.scope.compilation, "cast", call.span).sql;
  return derive(
    joined(`list_filter(sf_elements(${list.sql}), lambda ${name}: ${test})`),
    array,
    [list, body],
    list.nullable,
  );
});

/** What the accumulator may become: numbers stay VARIANT, whose digits no step cuts off. */
function accumulatorType(start: SfType): SfType {
  if (start.kind === "null" || start.kind === "number") return variant;
  return start.kind === "varchar" ? varchar() : start;
}

/**
 * The accumulator is of the start value's kind. It travels as VARIANT text, as the elements do.
 * https://docs.snowflake.com/en/sql-reference/functions/reduce
 */
const reduce: Rule = special((call) => {
  checkCount(call, parameters("any any any"));
  const { scope } = call;
  const list = bindList(call);
  const start = bindExpression(call.args[1]!, scope);
  const type = accumulatorType(start.type);
  const { names, body } = bindLambda(call, call.args[2]!, [type, variant]);
  const asText = (bound: Bound) => `COALESCE(${asVariant(bound, scope).sql}, 'null')`;
  const next = asText(coerce(body, type, scope.compilation, "cast", call.span));
  const sql = `CASE WHEN ${list.sql} IS NOT NULL THEN NULLIF(list_reduce(sf_elements(${list.sql}), lambda ${names.join(", ")}: ${next}, ${asText(start)}), 'null') END`;
  return coerce(derive(`(${sql})`, variant, [list, start, body], true), type, scope.compilation);
});

export const higherOrder: Readonly<Record<string, Rule>> = { TRANSFORM: transform, FILTER: filter, REDUCE: reduce };
