/** `reelhouse generate <dataset>`: files as a producer would send them, and beside them what the rules must find in them. */
import { writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { Command } from "commander";
import { type CommonOptions, examples, wholeNumber, withJson } from "../options.ts";
import { createOutput, formatTable } from "../output.ts";
import { type GenerateVerbOptions, generateOptionsOf, withGenerateOptions } from "./options.ts";

interface GenerateCommandOptions extends CommonOptions, GenerateVerbOptions {
  rows: number;
  batch: number;
  out?: string;
}

export const generateVerb = () =>
  examples(
    withGenerateOptions(
      withJson(
        new Command("generate")
          .description("make data as a producer would send it, with planted faults that are counted")
          .argument("<dataset>", "catalogue, movielens, bookings, customers, sensors, transactions or events"),
      )
        .option("--rows <n>", "how many, of the main file", wholeNumber("--rows", 1), 1_000)
        .option(
          "--batch <n>",
          "which batch of the run: batch 2 goes on where batch 1 ended",
          wholeNumber("--batch", 1),
          1,
        )
        .option("--out <folder>", "where to write (default: a folder named as the dataset)"),
    ),
    "npx reelhouse generate bookings --rows 5000 --seed 7 --out bookings",
    "npx reelhouse generate customers --rows 1000 --batch 2 --changes 0.3",
    "npx reelhouse generate sensors --rows 1000000 --bad 0 --json",
  )
    .addHelpText("after", "\nExit codes: 0 written, 2 wrong use, 3 it cannot be written.")
    .action(async (dataset: string, options: GenerateCommandOptions) => {
      const output = createOutput(options.json === true);
      const { openRun } = await import("./index.ts"); // names and addresses take a third of a second to load
      const run = openRun(dataset, { ...generateOptionsOf(options), rows: options.rows });
      const out = resolve(options.out ?? dataset);
      const expected = await run.write(options.batch, out);
      // Beside the folder: what is in it goes into the drop.
      const sideFile = join(dirname(out), `${basename(out)}.expected.json`);
      await writeFile(sideFile, `${JSON.stringify(expected, undefined, 2)}\n`);
      output.json({ folder: out, expected: sideFile, ...expected });
      const rows = Object.entries(expected.members).map(([path, member]) => [
        path,
        member.rows,
        member.accepted,
        member.rejected,
        member.changes,
        member.late,
        member.duplicates.inDrop + member.duplicates.redelivered,
      ]);
      const headers = ["file", "rows", "accepted", "rejected", "changes", "late", "again"];
      for (const line of formatTable(headers, rows, output.columns)) output.line(line);
      if (expected.isRefused)
        output.line(
          "So many rows are bad that the contract refuses the drop. A smaller --bad makes one that is taken.",
        );
      output.line(`${out}  (what the rules must find: ${sideFile})`);
      const { mode, sequence, producedAt } = expected;
      const delta = mode === "delta" ? " --delta" : "";
      output.line(
        `npx reelhouse pack ${out} --dataset ${dataset}${delta} --sequence ${sequence} --produced-at ${producedAt}`,
      );
    });
