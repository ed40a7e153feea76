/** The arguments of a CALL: which overload they fit, and their values as its parameters take them. */
import { assignText } from "../engine/assign.ts";
import type { ExecutionContext } from "../engine/context.ts";
import { SnowflakeError } from "../errors.ts";
import type { Expression, Identifier, Span } from "../sql/ast/index.ts";
import { parseExpression } from "../sql/parser/index.ts";
import { formatType, type SfType } from "../sql/types.ts";
import type { Routine } from "./routine.ts";
import { evaluate, type ScriptValue } from "./values.ts";

interface Argument {
  /** Of `name => value`. */
  name: string | undefined;
  expression: Expression;
  type: SfType;
}

export interface BoundCall {
  routine: Routine;
  /** One per parameter; NULL for OUT. */
  values: ScriptValue[];
  /** The variables that OUT and INOUT arguments go back into. */
  outputs: readonly Output[];
}

export interface Output {
  /** Of the parameter. */
  name: string;
  variable: Identifier;
}

/** Throws 001044 when no overload takes the arguments. https://docs.snowflake.com/en/sql-reference/sql/call */
export async function bindArguments(
  context: ExecutionContext,
  overloads: readonly Routine[],
  call: { name: string; arguments: readonly Expression[]; span: Span },
): Promise<BoundCall> {
  const given = call.arguments.map((argument): Argument => {
    const expression = argument.kind === "namedArgument" ? argument.value : argument;
    const name = argument.kind === "namedArgument" ? argument.name.value : undefined;
    return { name, expression, type: context.compileExpression(expression).type };
  });
  const fitting = overloads.flatMap((routine) => {
    const placed = place(routine, given);
    const cost = placed === undefined ? undefined : costOf(context, routine, placed);
    return placed === undefined || cost === undefined ? [] : [{ routine, placed, cost }];
  });
  const best = fitting.toSorted((a, b) => a.cost - b.cost)[0];
  if (best === undefined) throw noOverload(call, given);
  const { routine, placed } = best;
  const expressions = routine.parameters.map((parameter, at) =>
    parameter.mode === "OUT" ? defaultOf(undefined) : (placed[at]?.expression ?? defaultOf(parameter.default)),
  );
  const outputs = routine.parameters.flatMap(({ name, mode }, at): Output[] =>
    mode === undefined ? [] : [{ name, variable: variableOf(placed[at]?.expression, name) }],
  );
  const types = routine.parameters.map(({ type }) => type);
  return { routine, values: await evaluate(context, expressions, types), outputs };
}

/** "You must call the procedure from Snowflake Scripting, with a variable": `:x`. */
function variableOf(expression: Expression | undefined, parameter: string): Identifier {
  if (expression?.kind === "bind" && expression.style === "named") {
    const { name, span } = expression;
    return { kind: "identifier", value: name, text: name, quoted: false, span };
  }
  throw new SnowflakeError(
    "001044",
    "42P13",
    `SQL compilation error:\nThe output argument '${parameter}' needs a variable of a block, written :name.`,
    expression?.span,
  );
}

const defaultOf = (text: string | undefined): Expression => parseExpression(text ?? "null");

/** One argument per parameter, undefined where the default is taken; undefined when they do not fit. */
function place({ parameters }: Routine, given: readonly Argument[]): (Argument | undefined)[] | undefined {
  if (given.length > parameters.length) return undefined;
  const placed: (Argument | undefined)[] = parameters.map(() => undefined);
  for (const [at, argument] of given.entries()) {
    const target = argument.name === undefined ? at : parameters.findIndex(({ name }) => name === argument.name);
    if (target < 0 || placed[target] !== undefined) return undefined;
    placed[target] = argument;
  }
  return parameters.every((parameter, at) => placed[at] !== undefined || parameter.default !== undefined)
    ? placed
    : undefined;
}

/** 0 for arguments of the very types; undefined when one cannot be converted. */
function costOf(
  context: ExecutionContext,
  { parameters }: Routine,
  placed: readonly (Argument | undefined)[],
): number | undefined {
  let cost = 0;
  for (const [at, { type: to }] of parameters.entries()) {
    const from = placed[at]?.type;
    if (from === undefined) {
      cost += 1;
      continue;
    }
    if (from.kind === to.kind || from.kind === "null") continue;
    try {
      assignText(context, "null", from, to);
    } catch (error) {
      if (error instanceof SnowflakeError) return undefined;
      throw error;
    }
    cost += conversionCost(from, to);
  }
  return cost;
}

/** Numbers among themselves first, then into VARIANT, then into text, then out of text. */
function conversionCost(from: SfType, to: SfType): number {
  const isNumeric = ({ kind }: SfType) => kind === "number" || kind === "float";
  if (isNumeric(from) && isNumeric(to)) return 2;
  if (from.kind.startsWith("timestamp") && to.kind.startsWith("timestamp")) return 2;
  if (to.kind === "variant") return 10;
  return to.kind === "varchar" ? 20 : 40;
}

function noOverload({ name, span }: { name: string; span: Span }, given: readonly Argument[]): SnowflakeError {
  const types = given.map(({ type }) => formatType(type)).join(", ");
  return new SnowflakeError(
    "001044",
    "42P13",
    `SQL compilation error: error line ${span.line} at position ${span.column}\nInvalid argument types for function '${name}': (${types})`,
    span,
  );
}
