/** Runs the statements of a script one by one, and says of each what came of it. */
import { readFileSync } from "node:fs";
import { SnowflakeError } from "../../local/snowflake/errors.ts";
import { parseScript } from "../../local/snowflake/sql/parser/index.ts";
import { wrongUse } from "../exit-codes.ts";
import type { SqlColumn, SqlConnection, SqlError } from "./connection.ts";
import { type DescribedSqlError, describeSqlError } from "./errors.ts";

export interface StatementOutcome {
  /** From 1, in the script's order. */
  n: number;
  /** The statement's kind, as `createTable` or `select`. */
  kind: string;
  ok: boolean;
  columns: SqlColumn[];
  rows: unknown[][];
  /** Line and position are the script's. */
  error: DescribedSqlError | null;
}

export interface ScriptStatement {
  kind: string;
  text: string;
  /** Line of its first character in the script, from 1. */
  line: number;
}

export function readScript(file: string): ScriptStatement[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw wrongUse(`${file} is not a file that can be read.`);
  }
  return splitScript(text);
}

/** The parser finds where statements end: a `;` inside a block, a body or a string is none. Throws `SnowflakeError`. */
export function splitScript(text: string): ScriptStatement[] {
  return parseScript(text).map(({ kind, span }) => ({ kind, text: text.slice(span.start, span.end), line: span.line }));
}

/** Stops at the first error unless told to go on. */
export async function* runStatements(
  connection: SqlConnection,
  statements: readonly ScriptStatement[],
  { continueOnError = false } = {},
): AsyncGenerator<StatementOutcome> {
  for (const [index, { kind, text, line }] of statements.entries()) {
    const outcome = { n: index + 1, kind, columns: [], rows: [] };
    try {
      yield { ...outcome, ok: true, error: null, ...(await connection.run(text)) };
    } catch (error) {
      const described = describeSqlError(error as SqlError);
      yield {
        ...outcome,
        ok: false,
        error: { ...described, line: described.line === null ? line : described.line + line - 1 },
      };
      if (!continueOnError) return;
    }
  }
}

/** A script that cannot be read at all has one outcome: where and why. */
export function syntaxOutcome(error: unknown): StatementOutcome {
  if (!(error instanceof SnowflakeError)) throw error;
  const { code, sqlState, message, position } = error;
  const described = { code, sqlState, message, line: position?.line ?? null, position: position?.column ?? null };
  return { n: 1, kind: "unreadable", ok: false, columns: [], rows: [], error: described };
}
