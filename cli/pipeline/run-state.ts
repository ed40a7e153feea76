/** How far the runs of a dataset are: a small JSON file per dataset, so that the next command goes on where the last one ended or was killed. */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { wrongUse } from "../exit-codes.ts";
import type { GenerateOptions } from "../generate/index.ts";

export interface RunState {
  options: GenerateOptions & { seed: number; rows: number };
  /** Batches that were dropped. The one after them may have been, too, when the process was killed: it is made again, and is the same drop. */
  batches: number;
  rows: number;
}

interface StateFile {
  /** The seed of the run that was fed last. */
  current: number;
  runs: Record<string, RunState>;
}

export const DEFAULT_BATCH_ROWS = 500;

export const pipelineFolder = (dataDir: string, dataset: string) => join(dataDir, "pipeline", dataset);
const stateFile = (folder: string) => join(folder, "runs.json");

export function readRuns(folder: string): StateFile | undefined {
  return existsSync(stateFile(folder)) ? (JSON.parse(readFileSync(stateFile(folder), "utf8")) as StateFile) : undefined;
}

/**
 * The run that the options mean: the last one where they say nothing else, or that of their seed, or a new one. Throws `CommandError` (wrong use)
 * when they want another stream than the one that was begun with this seed: its batches would not continue each other.
 */
export function chooseRun(folder: string, dataset: string, given: GenerateOptions): RunState {
  const known = readRuns(folder);
  const seed = given.seed ?? known?.current ?? 1;
  const run = known?.runs[seed];
  if (!run) return { options: { ...given, seed, rows: given.rows ?? DEFAULT_BATCH_ROWS }, batches: 0, rows: 0 };
  for (const [name, value] of Object.entries(given)) {
    const before = run.options[name as keyof GenerateOptions];
    if (value !== undefined && value !== before)
      throw wrongUse(
        `The run of ${dataset} with seed ${seed} has ${FLAGS[name] ?? name} ${before ?? "as by default"}, not ${value}. Leave the option out, or begin another run with another --seed.`,
      );
  }
  return run;
}

const FLAGS: Record<string, string> = {
  rows: "--batch-size",
  bad: "--bad",
  changes: "--changes",
  late: "--late",
  duplicates: "--duplicates",
  start: "--start",
  perDay: "--per-day",
};

/** On disk before it returns; a kill leaves the old or the new. */
export function saveRun(folder: string, run: RunState): void {
  const { seed } = run.options;
  const state: StateFile = { current: seed, runs: { ...readRuns(folder)?.runs, [seed]: run } };
  mkdirSync(folder, { recursive: true });
  const partial = `${stateFile(folder)}.partial`;
  const file = openSync(partial, "w");
  try {
    writeSync(file, `${JSON.stringify(state, undefined, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(partial, stateFile(folder));
}
