/** An exception on its way through blocks, and the text that it has when nobody handles it. */
import type { ExecutionContext } from "../engine/context.ts";
import { canceled, toSnowflakeError } from "../engine/duckdb-errors.ts";
import { SnowflakeError } from "../errors.ts";
import type { Span } from "../sql/ast/index.ts";
import type { Caught, ScriptException } from "./scope.ts";

/** https://docs.snowflake.com/en/developer-guide/snowflake-scripting/exceptions */
export class ScriptError extends Error implements Caught {
  override readonly name = "ScriptError";
  /** STATEMENT_ERROR, EXPRESSION_ERROR, or the name of a declared exception. */
  readonly type: string;
  readonly code: string;
  readonly sqlState: string;
  readonly span: Span;

  constructor(type: string, error: Caught, span: Span, options?: ErrorOptions) {
    super(error.message, options);
    this.type = type;
    this.code = error.code;
    this.sqlState = error.sqlState;
    this.span = span;
  }

  uncaught(): SnowflakeError {
    const { type, span, message } = this;
    return new SnowflakeError(
      this.code,
      this.sqlState,
      `Uncaught exception of type '${type}' on line ${span.line} at position ${span.column} : ${message}`,
      span,
      { cause: this },
    );
  }
}

export function raised({ name, number, message }: ScriptException, span: Span): ScriptError {
  return new ScriptError(name, { code: String(number), sqlState: "P0001", message }, span);
}

/** Runs a part of a statement at `span`; what it throws becomes an exception of the block. An abort goes through all handlers. */
export async function guarded<T>(
  context: ExecutionContext,
  type: "STATEMENT_ERROR" | "EXPRESSION_ERROR",
  span: Span,
  work: () => Promise<T> | T,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof ScriptError) throw thrown;
    if (context.signal.aborted) throw canceled();
    const error = toSnowflakeError(thrown);
    if (error.code === "000604") throw error;
    throw new ScriptError(type, error, span, { cause: error });
  }
}
