/** `reelhouse contract init <folder>`: drafts a dataset's contract from its files. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { Command } from "commander";
import { wrongUse } from "../exit-codes.ts";
import { type CommonOptions, examples, withJson } from "../options.ts";
import { createOutput } from "../output.ts";
import { draftContract } from "./draft-contract.ts";

interface InitOptions extends CommonOptions {
  name?: string;
  out?: string;
  force?: boolean;
}

const WHAT = `
What the files prove is drafted: encoding, dialect, columns with their types,
which values are always there, numbers that are never negative, a key of one or
two columns that names each row, and columns whose every value is another
file's key. Lengths have room for twice what was seen. A person decides the
rest: thresholds, what is required, limits, the tables' names.

Exit codes: 0 done, 1 a file cannot be read, 2 wrong use.`;

export const contractVerb = () =>
  new Command("contract").description("the contract of a dataset").addCommand(initCommand());

const initCommand = () =>
  examples(
    withJson(
      new Command("init")
        .description("draft a contract from CSV and Parquet files")
        .argument("<folder>", "with one file per table"),
    )
      .option("--name <dataset>", "how the dataset is called (default: the folder's name)")
      .option("--out <file>", "write it there instead of printing it")
      .option("--force", "write over a file that is there"),
    "npx reelhouse contract init ml-latest-small --name movielens",
    "npx reelhouse contract init exports/bookings --out contracts/bookings/datapackage.json",
    "npx reelhouse contract init exports/bookings --json",
  )
    .addHelpText("after", WHAT)
    .action(async (folder: string, { json, name, out, force }: InitOptions) => {
      const output = createOutput(json === true);
      const { contract, notes } = await draftContract(folder, name);
      const text = `${JSON.stringify(contract, null, 2)}\n`;
      if (out !== undefined) {
        await mkdir(dirname(out), { recursive: true });
        await writeFile(out, text, { flag: force ? "w" : "wx" }).catch((error: NodeJS.ErrnoException) => {
          if (error.code === "EEXIST") throw wrongUse(`${out} is there already; --force writes over it.`);
          throw error;
        });
      }
      output.json({ contract, notes, out: out ?? null });
      if (out === undefined) output.line(text.trimEnd());
      for (const note of notes) output.note(note);
      if (out !== undefined)
        output.line(
          `${out} is a draft: read it, then import it in shared/contract/registry.ts and write the rules in transform/rules.`,
        );
    });
