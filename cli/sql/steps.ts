/** The files of `sql/` as steps: one per statement, each with what it makes and a fingerprint of its definition. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SnowflakeError } from "../../local/snowflake/errors.ts";
import type { Statement } from "../../local/snowflake/sql/ast/index.ts";
import type { ObjectName } from "../../local/snowflake/sql/ast/node.ts";
import { parseScript } from "../../local/snowflake/sql/parser/index.ts";
import { printStatement } from "../../local/snowflake/sql/print/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import type { SqlVariables } from "./variables.ts";

const FIRST = ["setup", "raw"];
const LAST = ["monitoring"];
/** Run only by name. */
const TEARDOWN = "teardown";

export interface StepObject {
  /** As SHOW names the kind: TABLE, DYNAMIC TABLE, STORAGE INTEGRATION, … */
  type: string;
  /** Upper case unless quoted: `REELHOUSE.RAW.FILMS`. */
  name: string;
}

export interface Step {
  /** From the checkout: `sql/raw/20_drops.sql`. */
  file: string;
  /** From 1, in the file's order. */
  n: number;
  /** Of its first character in the file, from 1. */
  line: number;
  /** The statement's kind, as `createTable` or `grant`. */
  kind: string;
  text: string;
  /**
   * `keep`: makes an object if there is none, else leaves it. `replace`: makes the object anew (or alters it in place).
   * `session`: sets up the session, so it always runs. `action`: all else, as GRANT, ALTER, CALL.
   */
  effect: "keep" | "replace" | "session" | "action";
  object: StepObject | undefined;
  /** Names the step among its file's: the object, or for an action its text. */
  key: string;
  /** SHA-256 of the statement without comments and layout, and of the variables that it reads. */
  fingerprint: string;
}

/** Files in the order in which they run, as paths from the checkout. */
export function sqlFiles(codeRoot: string): string[] {
  const sql = join(codeRoot, "sql");
  return readdirSync(sql, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== TEARDOWN)
    .map(({ name }) => name)
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .flatMap((folder) => filesIn(codeRoot, folder));
}

/** Files of `sql/teardown`, in the order in which they run. */
export const teardownFiles = (codeRoot: string): string[] =>
  existsSync(join(codeRoot, "sql", TEARDOWN)) ? filesIn(codeRoot, TEARDOWN) : [];

const filesIn = (codeRoot: string, folder: string) =>
  readdirSync(join(codeRoot, "sql", folder))
    .filter((name) => /^\d\d_.*\.sql$/.test(name))
    .sort()
    .map((name) => `sql/${folder}/${name}`);

const rank = (folder: string) => (FIRST.includes(folder) ? FIRST.indexOf(folder) : LAST.includes(folder) ? 100 : 50);

/** Throws `CommandError` with file and place when the file is no Snowflake SQL. */
export function readSteps(codeRoot: string, file: string, variables: SqlVariables): Step[] {
  const source = readFileSync(join(codeRoot, file), "utf8");
  const seen = new Map<string, number>();
  return parse(source, file).map((statement, index) => {
    const { start, end, line } = statement.span;
    const canonical = printStatement(statement);
    const object = objectOf(statement);
    const identity = object ? `${object.type} ${object.name}` : `${statement.kind} ${digest(canonical).slice(0, 16)}`;
    const occurrence = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, occurrence);
    return {
      file,
      n: index + 1,
      line,
      kind: statement.kind,
      text: source.slice(start, end),
      effect: effectOf(statement),
      object,
      key: occurrence === 1 ? identity : `${identity} #${occurrence}`,
      fingerprint: digest(canonical.includes("$") ? `${canonical}\n${JSON.stringify(variables)}` : canonical),
    };
  });
}

function parse(source: string, file: string): Statement[] {
  try {
    return parseScript(source);
  } catch (error) {
    if (!(error instanceof SnowflakeError)) throw error;
    const { code, sqlState, message, position } = error;
    throw new CommandError(
      EXIT.wrongUse,
      `${file}, line ${position?.line ?? "?"}: ${message}`,
      { file, code, sqlState, line: position?.line ?? null },
      { cause: error },
    );
  }
}

function effectOf(statement: Statement): Step["effect"] {
  if (statement.kind === "set" || statement.kind === "unset" || statement.kind === "use") return "session";
  if (objectOf(statement) === undefined) return "action";
  const { orReplace, orAlter } = statement as { orReplace?: boolean; orAlter?: boolean };
  return orReplace || orAlter ? "replace" : "keep";
}

const WORDS: Readonly<Record<string, string>> = { createIntegration: "INTEGRATION", createPolicy: "POLICY" };

function objectOf(statement: Statement): StepObject | undefined {
  if (!statement.kind.startsWith("create")) return undefined;
  const { kind, name, objectType } = statement as { kind: string; name?: ObjectName; objectType?: string };
  if (!name || name.dynamic) return undefined;
  const words = kind.slice("create".length).replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ");
  return {
    type: objectType ?? WORDS[kind] ?? words.toUpperCase(),
    name: name.parts.map(({ value }) => value).join("."),
  };
}

const digest = (text: string) => createHash("sha256").update(text).digest("hex");
