/** Runs `dbt build` on the twin whenever drops of MovieLens have been loaded, beside everything else: nothing waits for it. */
import type { ChildProcess } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { madeEnvironment, openEnvironments } from "../../local/python/environments.ts";
import type { TwinEnvironment } from "../environment.ts";
import { ledgerOf } from "../ledger.ts";
import type { Output } from "../output.ts";
import { type DbtOutcome, dbtEnd, dbtFolderOf, dbtLock, readOutcome, startDbt } from "./run.ts";
import { twinProfile } from "./target.ts";
import { takeTurn } from "./turn.ts";
import { watchLoads } from "./watch-loads.ts";

export interface DbtOptions {
  /** Absent: when dbt's environment is there, now or later. */
  dbt?: boolean;
}

/** The last build that was asked for by a load: `<data folder>/dbt/last-build.json`. */
export interface LastBuild {
  /** The loaded drops that a build has gone through with, each with the time of its last change: what the next start is compared with. */
  loads: string;
  builtAt: string;
  exitCode: number | null;
  outcome: DbtOutcome | null;
}

const STOP_MS = 5_000;
/** More loaded drops than a laptop has; the ledger gives the newest. */
const DROPS = 1_000;

const MISSING =
  "MovieLens is loaded; its star schema is not built, since dbt is not installed: `npx reelhouse dbt build` installs it and builds (or start with --dbt), and from then on each load is built.";

export const withDbt = (command: Command) =>
  command
    .option("--dbt", "run dbt build after each load of movielens; installs dbt first (default: where it is installed)")
    .option("--no-dbt", "leave dbt alone");

/** Looks into the ledger until `stop`, which also ends a build that runs. Its words go to `<data folder>/logs/dbt.log`, its outcome to `output`. */
export function dbtAfterLoads(
  environment: TwinEnvironment,
  dataDir: string,
  { dbt }: DbtOptions,
  output: Output,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let running: ChildProcess | undefined;
  const watched = watch().catch((error: Error) => {
    if (!stopping.signal.aborted) output.note(`dbt does not run after loads: ${error.message}`);
  });
  return {
    async stop() {
      stopping.abort();
      running?.kill("SIGINT"); // dbt then cancels what it has sent
      const timer = setTimeout(() => running?.kill("SIGKILL"), STOP_MS);
      await watched;
      clearTimeout(timer);
    },
  };

  async function watch(): Promise<void> {
    if (dbt === false) return;
    if (dbt) await installDbt(output);
    const ledger = ledgerOf(environment);
    const readLoads = async () => {
      const drops = await ledger.store.recent("drop", DROPS);
      const loaded = drops.filter(({ dataset, state }) => dataset === "movielens" && state === "LOADED");
      return loaded.map(({ drop, updatedAt }) => `${drop}@${updatedAt}`).join(" ");
    };
    await watchLoads(
      { readLoads, findDbt: () => madeEnvironment(dbtLock), build, tellMissing: () => output.note(MISSING) },
      readLastBuild(dataDir)?.loads ?? "",
      stopping.signal,
    );
  }

  async function build(bin: string, loads: string): Promise<void> {
    const folder = join(dbtFolderOf(dataDir), "after-loads");
    const onWait = (pid: number) => output.note(`… dbt build of what was loaded waits for process ${pid}`);
    using turn = await takeTurn(dbtFolderOf(dataDir), onWait, stopping.signal);
    output.note("… dbt build of what was loaded");
    running = startDbt({ bin, args: ["build"], profile: twinProfile(environment), folder, stdio: "pipe" });
    turn.passTo(running.pid);
    // The loads that come meanwhile go first.
    if (running.pid !== undefined) setPriority(running.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    const logFile = join(dataDir, "logs", "dbt.log");
    mkdirSync(join(dataDir, "logs"), { recursive: true });
    const log = createWriteStream(logFile, { flags: "a" });
    running.stdout?.pipe(log, { end: false });
    running.stderr?.pipe(log, { end: false });
    const exitCode = await dbtEnd(running);
    log.end();
    running = undefined;
    if (stopping.signal.aborted) return;
    const outcome = readOutcome(folder);
    // 0 and 1 are of a build that went through; one that was killed or could not begin is tried again at the next start.
    const isThrough = exitCode === 0 || exitCode === 1;
    writeLastBuild(dataDir, {
      loads: isThrough ? loads : (readLastBuild(dataDir)?.loads ?? ""),
      builtAt: new Date().toISOString(),
      exitCode: exitCode ?? null,
      outcome: outcome ?? null,
    });
    tell(output, exitCode, outcome, logFile);
  }
}

async function installDbt(output: Output): Promise<void> {
  await (await openEnvironments((line) => output.note(`… ${line}`))).bin(dbtLock);
}

function tell(output: Output, exitCode: number | undefined, outcome: DbtOutcome | undefined, logFile: string): void {
  if (outcome === undefined) {
    const end = exitCode === undefined ? "was killed" : `ended with ${exitCode} before its first model`;
    output.note(`dbt build ${end}; the next load or start builds again, or \`npx reelhouse dbt build\`. ${logFile}`);
    return;
  }
  const { passed, failed, warned, skipped, seconds, failures } = outcome;
  const rest = [
    [failed, "failed"],
    [warned, "warned"],
    [skipped, "skipped"],
  ].flatMap(([count, word]) => (Number(count) > 0 ? [`${count} ${word}`] : []));
  output.note(
    `dbt build: ${[`${passed} passed`, ...rest].join(", ")} in ${seconds} s; see reelhouse.marts, ${logFile}`,
  );
  for (const failure of failures) output.note(`  ${failure}`);
}

const lastBuildFile = (dataDir: string) => join(dbtFolderOf(dataDir), "last-build.json");

function readLastBuild(dataDir: string): LastBuild | undefined {
  const file = lastBuildFile(dataDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as LastBuild) : undefined;
}

/** Whole or not at all: a broken file would stop the builds of the next start. */
function writeLastBuild(dataDir: string, build: LastBuild): void {
  const file = lastBuildFile(dataDir);
  writeFileSync(`${file}.new`, `${JSON.stringify(build, undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
}
