/** IF, CASE and the loops. https://docs.snowflake.com/en/developer-guide/snowflake-scripting/loops */
import { canceled } from "../engine/duckdb-errors.ts";
import type {
  CaseStatement,
  Expression,
  ForLoop,
  Identifier,
  If,
  Loop,
  RepeatLoop,
  ScriptStatement,
  WhileLoop,
} from "../sql/ast/index.ts";
import { type Body, evaluateIn, isTrue, type Signal } from "./body.ts";
import { cursorRows, noRows } from "./cursors.ts";
import type { ScriptRows } from "./results.ts";
import { runStatements } from "./run-statement.ts";
import { Scope } from "./scope.ts";
import { guarded } from "./script-error.ts";
import { integerValue, type ScriptValue } from "./values.ts";

export async function runIf(body: Body, scope: Scope, { branches, otherwise, span }: If): Promise<Signal> {
  for (const branch of branches) {
    if (await isTrue(body, scope, branch.condition, span)) return runStatements(body, new Scope(scope), branch.body);
  }
  return otherwise && runStatements(body, new Scope(scope), otherwise);
}

/** The operand is read once. Without a branch that fits, and without ELSE, nothing happens. */
export async function runCase(body: Body, scope: Scope, node: CaseStatement): Promise<Signal> {
  const { operand, branches, otherwise, span } = node;
  const inner = new Scope(scope);
  if (operand !== undefined) {
    const value = await evaluateIn(body, scope, operand, span);
    inner.declare(operandName, { kind: "variable", type: value.type, value });
  }
  for (const { when, body: statements } of branches) {
    const condition = operand === undefined ? when : equalsOperand(when);
    if (await isTrue(body, inner, condition, span)) return runStatements(body, inner, statements);
  }
  return otherwise && runStatements(body, inner, otherwise);
}

/** No identifier can be this. */
const operandName = "case operand";

function equalsOperand(when: Expression): Expression {
  const { span } = when;
  const part: Identifier = { kind: "identifier", value: operandName, text: operandName, quoted: true, span };
  return { kind: "binary", operator: "=", left: { kind: "column", parts: [part], span }, right: when, span };
}

/** What a signal means to the loop it comes out of: go on, stop, or leave this loop with it. */
function afterBody(signal: Signal, label: Identifier | undefined): "next" | "stop" | "leave" {
  if (signal === undefined) return "next";
  if (signal.kind === "return") return "leave";
  if (signal.label !== undefined && signal.label.value !== label?.value) return "leave";
  return signal.kind === "break" ? "stop" : "next";
}

interface LoopParts {
  body: ScriptStatement[];
  label: Identifier | undefined;
}

/** One turn in a scope of its own. Undefined: go on. */
async function turn(body: Body, scope: Scope, loop: LoopParts): Promise<{ signal: Signal } | undefined> {
  if (body.context.signal.aborted) throw canceled();
  const signal = await runStatements(body, scope, loop.body);
  const then = afterBody(signal, loop.label);
  return then === "next" ? undefined : { signal: then === "leave" ? signal : undefined };
}

export async function runFor(body: Body, scope: Scope, loop: ForLoop): Promise<Signal> {
  return loop.source.form === "range"
    ? runRange(body, scope, loop, loop.source)
    : runRows(body, scope, loop, loop.source.name);
}

async function runRange(
  body: Body,
  scope: Scope,
  loop: ForLoop,
  { from, to, reverse }: Extract<ForLoop["source"], { form: "range" }>,
): Promise<Signal> {
  const bound = async (expression: Expression) => {
    const { type } = integerValue(0);
    const { wire } = await evaluateIn(body, scope, expression, loop.span, type);
    return wire === null ? undefined : BigInt(wire);
  };
  const low = await bound(from);
  const high = await bound(to);
  if (low === undefined || high === undefined) return undefined;
  const step = reverse ? -1n : 1n;
  for (let at = reverse ? high : low; at >= low && at <= high; at += step) {
    const inner = new Scope(scope);
    const value = integerValue(at);
    inner.declare(loop.variable.value, { kind: "variable", type: value.type, value });
    const end = await turn(body, inner, loop);
    if (end !== undefined) return end.signal;
  }
  return undefined;
}

async function runRows(body: Body, scope: Scope, loop: ForLoop, name: Identifier): Promise<Signal> {
  const rows = await rowsOf(body, scope, loop, name);
  for (const cells of rows.rows()) {
    const inner = new Scope(scope);
    const columns = new Map(
      rows.columns.map((column, at): [string, ScriptValue] => [
        column.name,
        { type: column.type, wire: cells[at] ?? null },
      ]),
    );
    inner.declare(loop.variable.value, { kind: "row", columns });
    const end = await turn(body, inner, loop);
    if (end !== undefined) return end.signal;
  }
  return undefined;
}

/** A cursor that is not open is opened for the loop alone. */
async function rowsOf(body: Body, scope: Scope, loop: ForLoop, name: Identifier): Promise<ScriptRows> {
  const { span } = loop;
  const named = await guarded(body.context, "STATEMENT_ERROR", span, () => scope.require(name, "cursor", "resultset"));
  if (named.kind === "resultset") {
    return guarded(body.context, "STATEMENT_ERROR", span, () => named.rows ?? noRows(name.value, span));
  }
  return named.open?.rows ?? cursorRows(body, scope, named, [], span);
}

export async function runWhile(body: Body, scope: Scope, loop: WhileLoop): Promise<Signal> {
  while (await isTrue(body, scope, loop.condition, loop.span)) {
    const end = await turn(body, new Scope(scope), loop);
    if (end !== undefined) return end.signal;
  }
  return undefined;
}

/** The condition sees what the turn declared. */
export async function runRepeat(body: Body, scope: Scope, loop: RepeatLoop): Promise<Signal> {
  for (;;) {
    const inner = new Scope(scope);
    const end = await turn(body, inner, loop);
    if (end !== undefined) return end.signal;
    if (await isTrue(body, inner, loop.until, loop.span)) return undefined;
  }
}

export async function runLoop(body: Body, scope: Scope, loop: Loop): Promise<Signal> {
  for (;;) {
    const end = await turn(body, new Scope(scope), loop);
    if (end !== undefined) return end.signal;
  }
}
