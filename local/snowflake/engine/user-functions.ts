/** Functions written by users, for the binder: the overload that takes the given types. */

import { viewInSchema } from "../catalog/ddl/view-scope.ts";
import { formatPath } from "../catalog/object-map.ts";
import type { FunctionDefinition, ObjectPath } from "../catalog/objects.ts";
import { notInTwin, SnowflakeError } from "../errors.ts";
import { callText, tableText } from "../procedures/javascript/call-text.ts";
import type { Expression, Query } from "../sql/ast/index.ts";
import type { BoundArgument, ResolvedRelation, UserFunction } from "../sql/binder/catalog-view.ts";
import { parseExpression, parseRoutineBody } from "../sql/parser/index.ts";
import type { SfType } from "../sql/types.ts";
import { assignText } from "./assign.ts";
import type { ExecutionContext } from "./context.ts";

/** Undefined: no function of that name takes so many arguments. */
export function userFunction(
  context: ExecutionContext,
  path: ObjectPath,
  types: readonly SfType[],
): UserFunction | undefined {
  const chosen = chooseOverload(context, path, types);
  return chosen === undefined ? undefined : asUserFunction(context, chosen);
}

function chooseOverload(
  context: ExecutionContext,
  path: ObjectPath,
  types: readonly SfType[],
): FunctionDefinition | undefined {
  const overloads = context.catalog.overloads("function", path);
  const fitting = overloads.filter(({ parameters }) => {
    const required = parameters.filter((parameter) => parameter.default === undefined).length;
    return types.length >= required && types.length <= parameters.length;
  });
  const exact = fitting.find(({ parameters }) => types.every((type, at) => type.kind === parameters[at]?.type.kind));
  return exact ?? fitting[0];
}

function asUserFunction(context: ExecutionContext, definition: FunctionDefinition): UserFunction {
  const parameters = definition.parameters.map(({ name, type, default: standard }) => ({
    name,
    type,
    ...(standard !== undefined && { default: parseExpression(standard) }),
  }));
  if (definition.language === "JAVASCRIPT") return javascriptFunction(definition, parameters);
  if (definition.language !== "SQL") {
    throw notInTwin(undefined, `${definition.language} function ${formatPath(definition)}`, "Write it in SQL.");
  }
  return {
    kind: "sql",
    parameters,
    returns: definition.returns,
    ...(definition.returnsTable !== undefined && { returnsTable: definition.returnsTable }),
    body: parseRoutineBody(definition.body) as Expression | Query,
    view: viewInSchema(context, definition),
  };
}

function javascriptFunction(
  { name, returns, returnsTable, body, nullHandling, volatility }: FunctionDefinition,
  parameters: UserFunction["parameters"],
): UserFunction {
  if (returns === undefined || returnsTable !== undefined) {
    throw new SnowflakeError(
      "002141",
      "42601",
      `SQL compilation error:\n${name} is a table function: it stands in FROM TABLE(...)`,
    );
  }
  const definition = { name, parameters, returns, columns: undefined, body };
  return {
    kind: "native",
    parameters,
    returns,
    deterministic: volatility === "IMMUTABLE",
    call(args) {
      const call = callText(definition, args);
      if (nullHandling === "CALLED ON NULL INPUT" || args.length === 0) return call;
      return `case when ${args.map((sql) => `(${sql}) is null`).join(" or ")} then null else ${call} end`;
    },
  };
}

/** Rows of a JavaScript table function, one partition for each row of arguments. Undefined: there is no such function. */
export function userTableFunction(
  context: ExecutionContext,
  path: ObjectPath,
  args: readonly BoundArgument[],
): ResolvedRelation | undefined {
  const chosen = chooseOverload(
    context,
    path,
    args.map(({ type }) => type),
  );
  if (chosen?.language !== "JAVASCRIPT" || chosen.returnsTable === undefined) return undefined;
  const { name, parameters, returnsTable, body } = chosen;
  if (args.some(({ constant }) => constant === undefined) && /\bfinalize\b/.test(body)) {
    throw notInTwin(
      args[0]?.node.span,
      "a JavaScript table function with finalize over the rows of a table",
      "Call it with constants, or aggregate in SQL.",
    );
  }
  const values = parameters.map(({ name: parameter, type, default: standard }, at) => {
    const given =
      args.find((argument) => argument.name === parameter) ?? (args[at]?.name === undefined ? args[at] : undefined);
    if (given !== undefined) return assignText(context, given.sql, given.type, type);
    const { sql, type: from } = context.compileExpression(parseExpression(standard ?? "null"));
    return assignText(context, sql, from, type);
  });
  const from = tableText({ name, parameters, returns: undefined, columns: returnsTable, body }, values);
  return {
    columns: returnsTable.map((column, at) => ({
      name: column.name,
      type: column.type,
      nullable: true,
      physical: `c${at}`,
    })),
    from,
  };
}
