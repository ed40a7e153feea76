/** A twin of its own with `reelhouse up --dbt`, which builds after loads by itself; and what it told of its builds. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { requireTwin } from "../../cli/home.ts";
import { must } from "./checks.ts";

const root = join(import.meta.dirname, "../..");
const LIMIT_MS = 300_000;

export interface Twin {
  environment: ReturnType<typeof requireTwin>["environment"];
  /** Waits for the next line about a build that has ended. */
  nextBuild(): Promise<string>;
  /** Waits for the next build to begin. */
  nextStart(): Promise<string>;
  /** Lines about builds that have ended and were not waited for. */
  untold(): number;
  stop(): Promise<void>;
}

export async function startTwin(dataDir: string): Promise<Twin> {
  const ports = ["--aws-port", "0", "--snowflake-port", "0", "--console-port", "0"];
  const flags = ["--disable-warning=ExperimentalWarning", join(root, "cli/main.ts"), "up", "--dbt"];
  const up = spawn(process.execPath, [...flags, "--data-dir", dataDir, ...ports], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const errors: string[] = [];
  const ends = lineQueue(errors);
  const starts = lineQueue(errors);
  createInterface(up.stderr!).on("line", (line) => {
    errors.push(line);
    if (/^dbt (build|does)/.test(line)) ends.add(line);
    if (line === "… dbt build of what was loaded") starts.add(line);
  });
  let isServing = false;
  for await (const line of createInterface(up.stdout!)) {
    isServing = line.startsWith("Serving");
    if (isServing) break;
  }
  up.stdout!.resume();
  must(isServing, `the twin did not start: ${errors.slice(-5).join(" ")}`);
  return {
    environment: requireTwin(dataDir).environment,
    nextBuild: ends.next,
    nextStart: starts.next,
    untold: ends.count,
    stop: () => stop(up),
  };
}

async function stop(up: ChildProcess): Promise<void> {
  if (up.exitCode !== null || up.signalCode !== null) return;
  const ended = once(up, "exit");
  up.kill("SIGTERM");
  await ended;
}

function lineQueue(errors: readonly string[]) {
  const lines: string[] = [];
  let wake = () => {};
  return {
    add(line: string) {
      lines.push(line);
      wake();
    },
    count: () => lines.length,
    async next(): Promise<string> {
      const timer = setTimeout(() => wake(), LIMIT_MS);
      if (lines.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      clearTimeout(timer);
      return lines.shift() ?? `dbt told nothing in ${LIMIT_MS / 1000} s: ${errors.slice(-3).join(" ")}`;
    },
  };
}
