/** Functions written by users, for the binder: the overload that takes the given types. */

import { viewInSchema } from "../catalog/ddl/view-scope.ts";
import { formatPath } from "../catalog/object-map.ts";
import type { FunctionDefinition, ObjectPath } from "../catalog/objects.ts";
import { notInTwin } from "../errors.ts";
import type { Expression, Query } from "../sql/ast/index.ts";
import type { UserFunction } from "../sql/binder/catalog-view.ts";
import { parseExpression, parseRoutineBody } from "../sql/parser/index.ts";
import type { SfType } from "../sql/types.ts";
import type { ExecutionContext } from "./context.ts";

/** Undefined: no function of that name takes so many arguments. */
export function userFunction(
  context: ExecutionContext,
  path: ObjectPath,
  types: readonly SfType[],
): UserFunction | undefined {
  const overloads = context.catalog.overloads("function", path);
  const fitting = overloads.filter(({ parameters }) => {
    const required = parameters.filter((parameter) => parameter.default === undefined).length;
    return types.length >= required && types.length <= parameters.length;
  });
  const exact = fitting.find(({ parameters }) => types.every((type, at) => type.kind === parameters[at]?.type.kind));
  const chosen = exact ?? fitting[0];
  return chosen === undefined ? undefined : asUserFunction(context, chosen);
}

function asUserFunction(context: ExecutionContext, definition: FunctionDefinition): UserFunction {
  if (definition.language !== "SQL") {
    throw notInTwin(undefined, `${definition.language} function ${formatPath(definition)}`, "Write it in SQL.");
  }
  const parameters = definition.parameters.map(({ name, type, default: standard }) => ({
    name,
    type,
    ...(standard !== undefined && { default: parseExpression(standard) }),
  }));
  return {
    kind: "sql",
    parameters,
    returns: definition.returns,
    ...(definition.returnsTable !== undefined && { returnsTable: definition.returnsTable }),
    body: parseRoutineBody(definition.body) as Expression | Query,
    view: viewInSchema(context, definition),
  };
}
