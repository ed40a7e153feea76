/** DECLARE, LET and assignment. https://docs.snowflake.com/en/developer-guide/snowflake-scripting/variables */
import { typeOfName } from "../engine/type-of-name.ts";
import { notInTwin, SnowflakeError } from "../errors.ts";
import type { Assign, Declaration, Initial, Span, Statement, VariableDeclaration } from "../sql/ast/index.ts";
import { type Body, evaluateIn } from "./body.ts";
import { startJob } from "./child-jobs.ts";
import type { Scope } from "./scope.ts";
import { guarded } from "./script-error.ts";
import { assignVariable, runSql } from "./sql-statement.ts";
import { convert, type ScriptValue, textValue } from "./values.ts";

export async function declare(body: Body, scope: Scope, declaration: Declaration): Promise<void> {
  switch (declaration.kind) {
    case "declareVariable":
      return declareVariable(body, scope, declaration);
    case "declareCursor":
      return scope.declare(declaration.name.value, { kind: "cursor", declaration, open: undefined });
    case "declareException": {
      const { name, number = -20_000, message = "" } = declaration;
      if (number > -20_000 || number < -20_999) {
        throw new SnowflakeError(
          "002271",
          "42601",
          `SQL compilation error:\nInvalid error code '${number}'. Must be between -20,999 and -20,000`,
          name.span,
        );
      }
      const exception = { name: name.value, number, message };
      return scope.declare(name.value, { kind: "exception", exception });
    }
    case "declareProcedure": {
      const { definition } = declaration;
      if (definition.kind !== "createProcedure") throw new Error("A nested procedure that is none.");
      const name = definition.name.parts.at(-1)?.value ?? "";
      return scope.declare(name, { kind: "procedure", definition });
    }
  }
}

async function declareVariable(body: Body, scope: Scope, declaration: VariableDeclaration): Promise<void> {
  const { name, initial, span } = declaration;
  if (initial?.form === "statement" && initial.async) {
    const job = await startJob(body, scope, initial.statement, span);
    return scope.declare(name.value, { kind: "resultset", rows: undefined, job });
  }
  if (declaration.type === "RESULTSET") {
    const rows = initial === undefined ? undefined : await rowsOf(body, scope, initial, span);
    return scope.declare(name.value, { kind: "resultset", rows });
  }
  if (declaration.type === undefined && initial?.form === "statement") {
    // `let rs := (select …)` infers RESULTSET.
    return scope.declare(name.value, { kind: "resultset", rows: await rowsOf(body, scope, initial, span) });
  }
  const { type: written } = declaration;
  const type =
    written === undefined
      ? undefined
      : await guarded(body.context, "EXPRESSION_ERROR", span, () => typeOfName(written, body.context.session));
  const start = type === undefined ? textValue(null) : { type, wire: null };
  const value = initial === undefined ? start : await firstValue(body, scope, initial, span, type);
  scope.declare(name.value, { kind: "variable", type: type ?? (initial && value.type), value });
}

async function rowsOf(body: Body, scope: Scope, initial: Initial, span: Span) {
  if (initial.form === "expression") {
    const { value } = initial;
    if (value.kind === "subquery") return runSql(body, scope, value.query, span);
    const isCall = value.kind === "functionCall" && value.name.parts.at(-1)?.value === "RESULTSET_FROM_CURSOR";
    const [argument] = isCall ? value.arguments : [value];
    const named = argument?.kind === "column" ? scope.find(argument.parts[0]?.value ?? "") : undefined;
    if (named?.kind === "resultset" && named.rows !== undefined) return named.rows;
    if (named?.kind === "cursor" && named.open !== undefined) return named.open.rows;
    throw notInTwin(value.span, "a RESULTSET from an expression", "Give it a statement in brackets.");
  }
  return runSql(body, scope, initial.statement, span);
}

/** The first value of a statement's first row, or an expression's. */
async function firstValue(
  body: Body,
  scope: Scope,
  initial: Initial,
  span: Span,
  type: ScriptValue["type"] | undefined,
): Promise<ScriptValue> {
  if (initial.form === "expression") return evaluateIn(body, scope, initial.value, span, type);
  const rows = await runSql(body, scope, initial.statement as Statement, span);
  const [first] = rows.columns;
  const value = { type: first?.type ?? textValue(null).type, wire: rows.rows()[0]?.[0] ?? null };
  if (type === undefined) return value;
  return guarded(body.context, "EXPRESSION_ERROR", span, () => convert(body.context, value, type));
}

export async function assign(body: Body, scope: Scope, { target, value, span }: Assign): Promise<void> {
  const named = await guarded(body.context, "EXPRESSION_ERROR", span, () =>
    scope.require(target, "variable", "resultset"),
  );
  if (named.kind === "resultset" && value.form === "statement" && value.async) {
    named.rows = undefined;
    named.job = await startJob(body, scope, value.statement, span);
    return;
  }
  if (named.kind === "resultset") {
    named.rows = await rowsOf(body, scope, value, span);
    return;
  }
  const result = await firstValue(body, scope, value, span, named.type);
  await guarded(body.context, "EXPRESSION_ERROR", span, () => assignVariable(body, scope, target, result));
}
