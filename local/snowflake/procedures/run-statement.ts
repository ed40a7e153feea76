/** One statement of a body, by its kind. */
import { SnowflakeError } from "../errors.ts";
import type { Raise, ScriptStatement } from "../sql/ast/index.ts";
import type { Body, Signal } from "./body.ts";
import { awaitJobs, startJob } from "./child-jobs.ts";
import { runCase, runFor, runIf, runLoop, runRepeat, runWhile } from "./control.ts";
import { closeCursor, fetchCursor, openCursor } from "./cursors.ts";
import { assign, declare } from "./declare.ts";
import { runReturn } from "./return.ts";
import { reraise, runBlock } from "./run-block.ts";
import type { Scope } from "./scope.ts";
import { guarded, raised } from "./script-error.ts";
import { runSql } from "./sql-statement.ts";

export async function runStatements(body: Body, scope: Scope, statements: readonly ScriptStatement[]): Promise<Signal> {
  for (const statement of statements) {
    const signal = await runStatement(body, scope, statement);
    if (signal !== undefined) return signal;
  }
  return undefined;
}

export async function runStatement(body: Body, scope: Scope, statement: ScriptStatement): Promise<Signal> {
  switch (statement.kind) {
    case "block":
      return runBlock(body, scope, statement);
    case "if":
      return runIf(body, scope, statement);
    case "caseStatement":
      return runCase(body, scope, statement);
    case "for":
      return runFor(body, scope, statement);
    case "while":
      return runWhile(body, scope, statement);
    case "repeat":
      return runRepeat(body, scope, statement);
    case "loop":
      return runLoop(body, scope, statement);
    case "break":
    case "continue":
      return { kind: statement.kind, label: statement.label };
    case "return":
      return { kind: "return", result: await runReturn(body, scope, statement) };
    default:
      await runPlain(body, scope, statement);
      return undefined;
  }
}

/** A statement after which the next one follows. */
async function runPlain(body: Body, scope: Scope, statement: ScriptStatement): Promise<void> {
  switch (statement.kind) {
    case "let":
      return declare(body, scope, statement.declaration);
    case "assign":
      return assign(body, scope, statement);
    case "raise":
      return raise(body, scope, statement);
    case "open":
      return openCursor(body, scope, statement);
    case "fetch":
      return fetchCursor(body, scope, statement);
    case "close":
      return closeCursor(body, scope, statement);
    case "nullStatement":
      return;
    case "async":
      await startJob(body, scope, statement.statement, statement.span);
      return;
    case "await":
      return awaitJobs(body, scope, statement);
    case "if":
    case "caseStatement":
    case "for":
    case "while":
    case "repeat":
    case "loop":
    case "break":
    case "continue":
    case "return":
      throw new Error(`${statement.kind} is no plain statement.`);
    default:
      await runSql(body, scope, statement, statement.span);
  }
}

async function raise(body: Body, scope: Scope, { exception, span }: Raise): Promise<void> {
  if (exception === undefined) {
    if (scope.caught() !== undefined) throw reraise;
    throw new SnowflakeError(
      "001003",
      "42000",
      "SQL compilation error:\nRAISE without an exception is for handlers.",
      span,
    );
  }
  const named = await guarded(body.context, "STATEMENT_ERROR", span, () => scope.require(exception, "exception"));
  throw raised(named.exception, span);
}
