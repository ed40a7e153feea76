/** Runs dbt of the project's own environment on transform/dbt. What it writes goes under the data folder, so that the checkout stays clean. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { codeRoot } from "../home.ts";
import type { DbtVariables } from "./target.ts";

export const dbtProject = join(codeRoot, "transform", "dbt");
export const dbtLock = join(dbtProject, "dbt.txt");

export interface DbtRun {
  /** With `dbt` in it. */
  bin: string;
  args: readonly string[];
  profile: DbtVariables;
  /** Where dbt's target/ and logs/ are. */
  folder: string;
  /** `inherit` shows dbt's words as they come; `pipe` leaves them to the caller. */
  stdio: "inherit" | "pipe";
}

/** Counts of what a command did, by dbt's states; `undefined` when it did nothing that has a state. */
export interface DbtOutcome {
  passed: number;
  failed: number;
  warned: number;
  skipped: number;
  seconds: number;
  /** What failed and why, a line each. */
  failures: string[];
}

/** Of the data folder of the twin. */
export const dbtFolderOf = (dataDir: string) => join(dataDir, "dbt");
const resultsOf = (folder: string) => join(folder, "target", "run_results.json");

export function startDbt({ bin, args, profile, folder, stdio }: DbtRun): ChildProcess {
  rmSync(resultsOf(folder), { force: true });
  return spawn(join(bin, "dbt"), [...args], {
    cwd: dbtProject,
    env: {
      ...process.env,
      ...profile,
      PATH: `${bin}:${process.env.PATH}`,
      DBT_PROJECT_DIR: dbtProject,
      DBT_PROFILES_DIR: dbtProject,
      DBT_TARGET_PATH: join(folder, "target"),
      DBT_LOG_PATH: join(folder, "logs"),
      ...(stdio === "pipe" && { DBT_USE_COLORS: "0" }), // not for a terminal
      SNOWFLAKE_DISABLE_MINICORE: "1",
      PYTHONDONTWRITEBYTECODE: "1",
    },
    stdio: ["ignore", stdio, stdio],
  });
}

/** The exit code, or `undefined` when a signal ended it. Rejects when dbt cannot be started. */
export const dbtEnd = (child: ChildProcess): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? undefined));
  });

interface RunResults {
  elapsed_time: number;
  results: { status: string; unique_id: string; message: string | null }[];
}

const REASON_LENGTH = 500;
const PASSED = new Set(["success", "pass"]);
const FAILED = new Set(["error", "fail", "runtime error"]);

/** Reads target/run_results.json (docs.getdbt.com/reference/artifacts/run-results-json). */
export function readOutcome(folder: string): DbtOutcome | undefined {
  const file = resultsOf(folder);
  if (!existsSync(file)) return undefined;
  const { results, elapsed_time } = JSON.parse(readFileSync(file, "utf8")) as RunResults;
  const count = (of: (status: string) => boolean) => results.filter(({ status }) => of(status)).length;
  return {
    passed: count((status) => PASSED.has(status)),
    failed: count((status) => FAILED.has(status)),
    warned: count((status) => status === "warn"),
    skipped: count((status) => status === "skipped" || status === "partial success"),
    seconds: Math.round(elapsed_time * 10) / 10,
    failures: results
      .filter(({ status }) => FAILED.has(status))
      .map(({ unique_id, message }) => `${unique_id}: ${reasonOf(message ?? "")}`),
  };
}

/** The first line only names the file; the trace of dbt's macros, whose lines begin with `>`, says nothing of the fault. */
const reasonOf = (message: string) =>
  message
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith(">"))
    .join(" ")
    .slice(0, REASON_LENGTH);
