/** Exceptions of JavaScript bodies as Snowflake tells them. */
import { SnowflakeError } from "../../errors.ts";
import type { BodyError, SandboxError } from "./sandbox.ts";

/**
 * `JavaScript execution error: Uncaught ReferenceError: x is not defined in P at '…' position 4`.
 * https://docs.snowflake.com/en/developer-guide/stored-procedure/stored-procedures-javascript#catching-errors
 */
export function executionError(name: string, source: string, error: BodyError): SnowflakeError {
  const { at, message } = error;
  if (error.isSql) {
    return new SnowflakeError(
      "100183",
      "P0000",
      `Execution error in store procedure ${name}:\n${message}\n${error.trace ?? ""}`,
    );
  }
  const what = error.name === undefined ? message : `${error.name}: ${message}`;
  const line = at === undefined ? undefined : source.split("\n")[at.line - 1]?.replace(/^\(function\([^)]*\) \{/, "");
  const where = at === undefined ? "" : ` at '${line ?? ""}' position ${at.column - 1}`;
  const trace = at === undefined ? "" : `\nstackstrace: \n${name} line: ${at.line}`;
  return new SnowflakeError(
    "100132",
    "P0000",
    `JavaScript execution error: Uncaught ${what} in ${name}${where}${trace}`,
  );
}

export function sandboxError(name: string, error: SandboxError): SnowflakeError {
  if (error.fault === "syntax") {
    const where = error.at === undefined ? "" : ` at line ${error.at.line} position ${error.at.column - 1}`;
    return new SnowflakeError(
      "100131",
      "P0000",
      `JavaScript compilation error: Uncaught SyntaxError: ${error.message} in ${name}${where}`,
    );
  }
  const what = error.fault === "time" ? "JavaScript execution took too long" : "JavaScript out of memory error";
  return new SnowflakeError("100132", "P0000", `${what} in ${name}: ${error.message}`);
}
