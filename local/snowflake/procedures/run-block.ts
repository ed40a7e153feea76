/** BEGIN … EXCEPTION … END: a scope, its statements, and what handles their exceptions. */
import type { Block, ExceptionHandler } from "../sql/ast/index.ts";
import type { Body, Signal } from "./body.ts";
import { declare } from "./declare.ts";
import { runStatement, runStatements } from "./run-statement.ts";
import { Scope } from "./scope.ts";
import { ScriptError } from "./script-error.ts";

/** https://docs.snowflake.com/en/developer-guide/snowflake-scripting/exceptions */
export async function runBlock(body: Body, scope: Scope, block: Block): Promise<Signal> {
  const inner = new Scope(scope);
  try {
    for (const declaration of block.declarations) await declare(body, inner, declaration);
  } catch (thrown) {
    return handled(body, inner, block, thrown);
  }
  for (const statement of block.body) {
    try {
      const signal = await runStatement(body, inner, statement);
      if (signal !== undefined) return leaving(signal, block);
    } catch (thrown) {
      const handler = handlerFor(block, thrown);
      const signal = await handled(body, inner, block, thrown);
      if (signal !== undefined || handler?.mode !== "CONTINUE") return signal && leaving(signal, block);
    }
  }
  return undefined;
}

/** `break label` of a labelled block ends the block. */
function leaving(signal: NonNullable<Signal>, { label }: Block): Signal {
  const ends = signal.kind === "break" && label !== undefined && signal.label?.value === label.value;
  return ends ? undefined : signal;
}

async function handled(body: Body, scope: Scope, block: Block, thrown: unknown): Promise<Signal> {
  const handler = handlerFor(block, thrown);
  if (handler === undefined || !(thrown instanceof ScriptError)) throw thrown;
  try {
    return await runStatements(body, new Scope(scope, thrown), handler.body);
  } catch (again) {
    throw again === reraise ? thrown : again;
  }
}

/** What RAISE without a name throws: the handler's own exception goes on. */
export const reraise = Symbol("raise again");

/** Handlers are looked through in order; OTHER, an empty list, takes what is left. */
function handlerFor({ handlers }: Block, thrown: unknown): ExceptionHandler | undefined {
  if (!(thrown instanceof ScriptError)) return undefined;
  return handlers.find(
    ({ exceptions }) => exceptions.length === 0 || exceptions.some(({ value }) => value === thrown.type),
  );
}
