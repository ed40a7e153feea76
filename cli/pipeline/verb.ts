/** `reelhouse pipeline`: feeds the warehouse with generated batches, once or until Ctrl-C, and holds what arrives against what was sent. */
import { setTimeout as pause } from "node:timers/promises";
import { Command, Option } from "commander";
import { uploadZip } from "../drop/upload.ts";
import { followObjects } from "../drop/watch.ts";
import { EXIT, wrongUse } from "../exit-codes.ts";
import { type GenerateVerbOptions, generateOptionsOf, withGenerateOptions } from "../generate/options.ts";
import { dataDirOf, requireTwin } from "../home.ts";
import { ledgerOf } from "../ledger.ts";
import { type CommonOptions, examples, seconds, wholeNumber, withDataDir, withJson } from "../options.ts";
import { createOutput, formatTable, type Output } from "../output.ts";
import { untilStopped } from "../serve.ts";
import { lockFolder } from "../watch/lock.ts";
import { type FedBatch, type Feed, feedBatch, problemOf } from "./feed.ts";
import { chooseRun, pipelineFolder } from "./run-state.ts";
import { type PipelineStatus, pipelineStatus } from "./status.ts";
import { MODES, type Mode, streamsOf } from "./streams.ts";

interface PipelineOptions extends CommonOptions, Partial<GenerateVerbOptions> {
  mode: Mode;
  batchSize?: number;
  batches: number;
  continuous?: boolean;
  interval: number;
}

/** A smaller batch may have more bad rows than its contract allows, by chance. */
const SMALLEST_BATCH = 20;
const WAIT_MS = 15 * 60_000;

export const pipelineVerb = () =>
  examples(
    withGenerateOptions(
      withDataDir(
        withJson(
          new Command("pipeline").description(
            "make and drop batches of generated data, and see that all of it arrives",
          ),
        ),
      )
        .addOption(new Option("--mode <mode>", "which data; full: all of them").choices(MODES).default("full"))
        .option(
          "--batch-size <n>",
          "rows of a batch (default: as in the run so far, or 500)",
          wholeNumber("--batch-size", SMALLEST_BATCH),
        )
        .option("--batches <n>", "how many batches of each", wholeNumber("--batches", 1), 1)
        .option("--continuous", "go on until Ctrl-C")
        .option(
          "--interval <seconds>",
          "from the start of a batch to the start of the next",
          seconds("--interval"),
          10,
        ),
    ),
    "npx reelhouse pipeline --mode full",
    "npx reelhouse pipeline --mode sensors --batch-size 2000 --continuous --interval 5",
    "npx reelhouse pipeline --mode status --json",
  )
    .addHelpText(
      "after",
      "\nExit codes: 0 all of it arrived, 1 something did not, 2 wrong use,\n3 the twin does not answer.",
    )
    .action(async (options: PipelineOptions) => {
      const output = createOutput(options.json === true);
      const dataDir = dataDirOf(options.dataDir);
      const { environment } = requireTwin(dataDir);
      const { mode } = options;
      if (mode === "status") return showStatus(output, await pipelineStatus(dataDir, environment));
      const problems = await feedAll(output, dataDir, streamsOf(mode), options);
      if (problems > 0) process.exitCode = EXIT.refused;
    });

/** Gives the number of batches that did not become what was foretold. */
async function feedAll(
  output: Output,
  dataDir: string,
  datasets: readonly string[],
  options: PipelineOptions,
): Promise<number> {
  let isStopped = false;
  const stopped = untilStopped().then(() => {
    isStopped = true;
    output.note("ending when what was dropped has arrived …");
  });
  const releases: (() => void)[] = [];
  try {
    const feeds: Feed[] = [];
    for (const dataset of datasets) {
      const folder = pipelineFolder(dataDir, dataset);
      releases.push(lockFolder(folder, `A pipeline feeds ${dataset}`));
      feeds.push(await openFeed(dataset, folder, options));
    }
    let problems = 0;
    for (let round = 0; !isStopped && (options.continuous || round < options.batches); round += 1) {
      const nextAt = performance.now() + options.interval * 1000;
      const fed: FedBatch[] = [];
      for (const feed of feeds) if (!isStopped) fed.push(await feedBatch(feed, uploadTo(dataDir)));
      problems += await tellArrivals(output, dataDir, fed);
      if (options.continuous) await Promise.race([pause(Math.max(0, nextAt - performance.now())), stopped]);
    }
    return problems;
  } finally {
    for (const release of releases) release();
  }
}

const uploadTo = (dataDir: string) => (zip: string, key: string) =>
  uploadZip(requireTwin(dataDir).environment, zip, key);

async function openFeed(dataset: string, folder: string, options: PipelineOptions): Promise<Feed> {
  const { openRun, defaultsOf } = await import("../generate/index.ts");
  const { changes, ...given } = generateOptionsOf(options);
  // Of all streams only some know changes: with `full` the option is theirs.
  const isKnown = defaultsOf(dataset).changes !== undefined;
  if (changes !== undefined && !isKnown && options.mode !== "full")
    throw wrongUse(`${dataset} knows no changes: leave --changes out.`);
  const wanted = { ...given, rows: options.batchSize, ...(isKnown && { changes }) };
  const state = chooseRun(folder, dataset, wanted);
  return { dataset, folder, state, run: openRun(dataset, state.options) };
}

/** A line per batch as soon as its drop is final; gives how many are not what was foretold. */
async function tellArrivals(output: Output, dataDir: string, fed: readonly FedBatch[]): Promise<number> {
  const startedAt = performance.now();
  let problems = 0;
  const objects = fed.map(({ object }) => object);
  const ledger = ledgerOf(requireTwin(dataDir).environment);
  await followObjects(ledger, objects, {
    timeoutMs: WAIT_MS,
    onChange({ item }, index) {
      if (!item || !["LOADED", "QUARANTINED", "DUPLICATE"].includes(item.state)) return;
      const problem = problemOf(fed[index]!, item);
      if (problem !== undefined) problems += 1;
      tellBatch(output, fed[index]!, { state: item.state, seconds: (performance.now() - startedAt) / 1000, problem });
    },
  });
  return problems;
}

function tellBatch(
  output: Output,
  { dataset, batch, drop, rows, accepted, rejected }: FedBatch,
  { state, seconds: took, problem }: { state: string; seconds: number; problem: string | undefined },
): void {
  const at = new Date();
  if (output.isJson) {
    const line = {
      at: at.toISOString(),
      dataset,
      batch,
      drop,
      rows,
      accepted,
      rejected,
      state,
      seconds: Number(took.toFixed(2)),
      problem: problem ?? null,
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
    return;
  }
  const count = (value: number, width: number) => value.toLocaleString("en-US").padStart(width);
  const text = [
    at.toTimeString().slice(0, 8),
    dataset.padEnd(12),
    `batch ${String(batch).padStart(4)}`,
    `${count(rows, 7)} rows`,
    `${count(rejected, 5)} rejected`,
    state.padEnd(11),
    `${took.toFixed(1).padStart(5)} s`,
  ].join("  ");
  output.line(problem === undefined ? text : output.style("red", `${text}  ${problem}`));
}

function showStatus(output: Output, status: PipelineStatus): void {
  output.json(status);
  const rows = status.datasets.map(({ dataset, batches, rows: made, drops }) => [
    dataset,
    batches,
    made,
    Object.entries(drops)
      .map(([state, count]) => `${state} ${count}`)
      .join(", "),
  ]);
  for (const line of formatTable(["dataset", "batches", "rows", "drops"], rows, output.columns)) output.line(line);
  output.line();
  const tables = status.tables.map(({ table, rows: count }) => [table, count]);
  for (const line of formatTable(["table", "rows"], tables, output.columns)) output.line(line);
}
