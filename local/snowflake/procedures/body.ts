/** A body being executed: its text, the context of the statement that runs it, and how control leaves a statement. */
import type { ExecutionContext, ResultColumn } from "../engine/context.ts";
import type { Expression, Identifier, Span } from "../sql/ast/index.ts";
import type { SfType } from "../sql/types.ts";
import { plainInteger } from "./plain-integers.ts";
import type { Scope } from "./scope.ts";
import { guarded } from "./script-error.ts";
import type { ScriptValue } from "./values.ts";
import { evaluate } from "./values.ts";

export interface Body {
  readonly context: ExecutionContext;
  /** The text that the spans of the body count in. */
  readonly text: string;
  /** Of a procedure called in an open transaction, which it may not end. */
  readonly isInTransaction?: boolean;
}

export type Returned =
  | { form: "value"; value: ScriptValue }
  | { form: "rows"; columns: readonly ResultColumn[]; sql: string };

/** Undefined: on to the next statement. */
export type Signal =
  | { kind: "break" | "continue"; label: Identifier | undefined }
  | { kind: "return"; result: Returned }
  | undefined;

/** The context that expressions of the block are compiled in. */
export function scriptContext({ context, text }: Body, scope: Scope): ExecutionContext {
  return context.within({ text, script: scope, binds: new Map([...context.binds, ...scope.textBinds()]) });
}

export async function evaluateIn(
  body: Body,
  scope: Scope,
  expression: Expression,
  span: Span,
  to?: SfType,
): Promise<ScriptValue> {
  const plain = plainInteger(scope, expression, to);
  if (plain !== undefined) return plain;
  return guarded(body.context, "EXPRESSION_ERROR", span, async () => {
    const [value] = await evaluate(scriptContext(body, scope), [expression], [to]);
    return value as ScriptValue;
  });
}

/** NULL is not true. */
export async function isTrue(body: Body, scope: Scope, condition: Expression, span: Span): Promise<boolean> {
  const { wire } = await evaluateIn(body, scope, condition, span, { kind: "boolean" });
  return wire === "1";
}
