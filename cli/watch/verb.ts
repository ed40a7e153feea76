/** `reelhouse watch <folder>`: packs and drops what appears there. */
import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Command } from "commander";
import { contracts } from "../../shared/contract/registry.ts";
import { uploadZip } from "../drop/upload.ts";
import { CommandError, EXIT, wrongUse } from "../exit-codes.ts";
import { dataDirOf, requireTwin } from "../home.ts";
import { type CommonOptions, examples, seconds, withDataDir, withJson } from "../options.ts";
import { createOutput, type Output } from "../output.ts";
import { untilStopped } from "../serve.ts";
import { Journal } from "./journal.ts";
import { lockFolder } from "./lock.ts";
import { FolderWatcher, type WatchEvent } from "./watch-folder.ts";

interface WatchVerbOptions extends CommonOptions {
  dataset: string;
  snapshot?: boolean;
  interval: number;
  settle: number;
  moveTo?: string;
  once?: boolean;
}

export const watchVerb = () =>
  examples(
    withDataDir(
      withJson(
        new Command("watch")
          .description("pack and drop each file that appears in a folder, each content once")
          .argument("<folder>", "where CSV, Parquet or packed ZIP files appear"),
      ),
    )
      .requiredOption("--dataset <name>", "the contract of what appears")
      .option("--snapshot", "each file is the whole dataset (default: rows to be added)")
      .option("--interval <seconds>", "between two looks", seconds("--interval"), 1)
      .option("--settle <seconds>", "a file must not change for so long", seconds("--settle"), 2)
      .option("--move-to <folder>", "where files go that were dropped (default: they stay)")
      .option("--once", "drop what is there and end"),
    "npx reelhouse watch incoming --dataset customers",
    "npx reelhouse watch incoming --dataset customers --move-to done --json",
    "npx reelhouse watch incoming --dataset bookings --once",
  )
    .addHelpText(
      "after",
      "\nExit codes: 0 stopped, 1 a drop was refused (--once), 2 wrong use,\n3 the twin does not answer.",
    )
    .action(async (given: string, options: WatchVerbOptions) => {
      const output = createOutput(options.json === true);
      const dataDir = dataDirOf(options.dataDir);
      requireTwin(dataDir);
      const contract = contracts().get(options.dataset);
      if (!contract)
        throw wrongUse(`There is no dataset ${options.dataset}. There are ${[...contracts().keys()].join(", ")}.`);
      const folder = await realpath(given).catch(() => {
        throw wrongUse(`${given} is not a folder that can be read.`);
      });
      const moveTo = options.moveTo === undefined ? undefined : resolve(options.moveTo);
      if (moveTo === folder) throw wrongUse("--move-to must be another folder than the one that is watched.");
      const name = createHash("sha256").update(`${options.dataset} ${folder}`).digest("hex").slice(0, 16);
      const stateFolder = join(dataDir, "watch", name);
      const release = lockFolder(stateFolder, `${given} is watched for ${options.dataset}`);
      const journal = new Journal(stateFolder);
      let refused = 0;
      const watcher = new FolderWatcher({
        folder,
        contract,
        mode: options.snapshot ? "snapshot" : "delta",
        settleMs: options.settle * 1000,
        moveTo,
        workFolder: join(stateFolder, "work"),
        journal,
        upload: (zip, key) => uploadZip(requireTwin(dataDir).environment, zip, key), // the twin may have been started anew
        tell(event) {
          if (event.event === "refused") refused += 1;
          tell(output, event);
        },
      });
      try {
        if (options.once) await lookOnce(watcher, output, options.settle * 1000);
        else {
          output.note(`Watching ${folder} for ${options.dataset}. Ctrl-C ends it.`);
          await lookUntilStopped(watcher, output, options.interval * 1000);
        }
      } finally {
        journal.close();
        release();
      }
      if (options.once && refused > 0) process.exitCode = EXIT.refused;
    });

async function lookOnce(watcher: FolderWatcher, output: Output, settleMs: number): Promise<void> {
  await watcher.resume();
  await watcher.look();
  await pause(settleMs + 1);
  for (const file of await watcher.look()) tell(output, { event: "left", file, why: `${file} is still being written` });
}

async function lookUntilStopped(watcher: FolderWatcher, output: Output, intervalMs: number): Promise<void> {
  let isStopped = false;
  const stopped = untilStopped().then(() => {
    isStopped = true;
  });
  let failure = "";
  while (!isStopped) {
    try {
      await watcher.resume();
      await watcher.look(() => isStopped);
      failure = "";
    } catch (error) {
      // A service that is away comes back, and what was claimed is dropped then. What was used wrongly does not mend itself.
      if (error instanceof CommandError && error.exitCode !== EXIT.serviceFailed) throw error;
      const message = error instanceof Error ? error.message : String(error);
      if (message !== failure) tell(output, { event: "failed", message });
      failure = message;
    }
    await Promise.race([pause(intervalMs), stopped]);
  }
  output.note("ended");
}

/** One line each, as text or as JSON. */
function tell(output: Output, event: WatchEvent | { event: "failed"; message: string }): void {
  if (output.isJson) process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), ...event })}\n`);
  else if (event.event === "failed") output.note(`failed   ${event.message}`);
  else if (event.event === "dropped") {
    const rows = event.rows === null ? "" : `, ${event.rows.toLocaleString("en-US")} rows`;
    output.line(`dropped  ${event.file}  (${event.drop ? `drop ${event.drop}` : event.object}${rows})`);
  } else if (event.event === "known")
    output.line(`known    ${event.file}  (its content is ${event.drop ? `drop ${event.drop}` : "dropped"} already)`);
  else if (event.event === "refused") output.line(`refused  ${event.file}  (${event.reason})`);
  else if (event.event === "moved") output.line(`moved    ${event.file}  to ${event.to}`);
  else output.line(`left     ${event.why}`);
}
