/** `reelhouse quarantine ls|show`: what was refused, and why. */
import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { s3ObjectStore } from "../../shared/object-store/s3.ts";
import { faultJson, faultLines } from "../check/fault-lines.ts";
import { s3Of } from "../environment.ts";
import { wrongUse } from "../exit-codes.ts";
import { dataDirOf, requireTwin } from "../home.ts";
import { type CommonOptions, examples, wholeNumber, withDataDir, withJson } from "../options.ts";
import { createOutput, formatTable } from "../output.ts";
import { reasonPage } from "./page.ts";
import { listQuarantine, readReason } from "./reasons.ts";

const EXITS = "\nExit codes: 0 done, 2 wrong use (it is not in quarantine),\n3 the twin does not answer.";

export const quarantineVerb = () =>
  new Command("quarantine").description("what was refused, and why").addCommand(lsCommand()).addCommand(showCommand());

const lsCommand = () =>
  examples(
    withDataDir(withJson(new Command("ls").description("the refused drops that left a reason, newest first"))).option(
      "--limit <n>",
      "how many",
      wholeNumber("--limit", 1),
      50,
    ),
    "npx reelhouse quarantine ls",
    "npx reelhouse quarantine ls --json",
  )
    .addHelpText("after", EXITS)
    .action(async ({ json, dataDir, limit }: CommonOptions & { limit: number }) => {
      const output = createOutput(json === true);
      const { store, bucket } = processed(dataDir);
      const found = (await listQuarantine(store, bucket)).slice(0, limit);
      const rows = await Promise.all(
        found.map(async ({ id, dataset, since }) => {
          const { code, faultCount, object } = await readReason(store, bucket, id);
          return { id, dataset, code, faults: faultCount, object: object?.key ?? null, since: since.toISOString() };
        }),
      );
      output.json(rows);
      if (rows.length === 0) return output.line("Nothing is in quarantine.");
      const cells = rows.map(({ id, dataset, code, faults, object, since }) => [
        id,
        dataset,
        code,
        faults,
        object,
        new Date(since),
      ]);
      for (const line of formatTable(["drop", "dataset", "code", "faults", "object", "since"], cells, output.columns))
        output.line(line);
    });

const showCommand = () =>
  examples(
    withDataDir(
      withJson(
        new Command("show")
          .description("every fault of one drop")
          .argument("<drop>", "its id, as `ls` gives it")
          .option("--html <file>", "write a page with all faults and their lines, to read or to send on"),
      ),
    ),
    "npx reelhouse quarantine show 3f9c0a12b4d5e6f7",
    "npx reelhouse quarantine show 3f9c0a12b4d5e6f7 --html reason.html",
    "npx reelhouse quarantine show 3f9c0a12b4d5e6f7 --json",
  )
    .addHelpText("after", EXITS)
    .action(async (id: string, { json, dataDir, html }: CommonOptions & { html?: string }) => {
      const output = createOutput(json === true);
      const { store, bucket } = processed(dataDir);
      const found = await readReason(store, bucket, id);
      const { faults, ...reason } = found;
      if (html !== undefined) await writePage(html, reasonPage(found));
      output.json({ ...reason, faults: faults.map(faultJson) });
      const object = reason.object ? `s3://${reason.object.bucket}/${reason.object.key}` : "";
      output.line(`${output.style("red", "✘ refused")}  ${id}  ${reason.dataset ?? ""}  by ${reason.step}  ${object}`);
      output.line();
      for (const line of faultLines(faults, output.style, reason.faultCount)) output.line(line);
      if (html !== undefined) output.line(`All of it is in ${html}.`);
    });

async function writePage(file: string, page: string): Promise<void> {
  await writeFile(file, page).catch((cause: Error) => {
    throw wrongUse(`${file} cannot be written: ${cause.message}`);
  });
}

function processed(dataDir: string | undefined) {
  const { environment } = requireTwin(dataDirOf(dataDir));
  return { store: s3ObjectStore(s3Of(environment)), bucket: environment.buckets.processed };
}
