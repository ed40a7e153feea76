/** `reelhouse pack <folder|zip>`: makes a drop of files: finds out what a manifest must say, and writes both into one ZIP. */
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { wrongUse } from "../exit-codes.ts";
import { type CommonOptions, examples, wholeNumber, withJson } from "../options.ts";
import { createOutput, formatTable } from "../output.ts";
import { packFolder } from "./pack-folder.ts";
import { unpackMembers } from "./unpack.ts";

interface PackVerbOptions extends CommonOptions {
  dataset?: string;
  out?: string;
  sequence?: number;
  delta?: boolean;
  producedAt?: string;
  twins?: boolean;
}

export const packVerb = () =>
  examples(
    withJson(
      new Command("pack")
        .description("make a drop: a ZIP with its manifest")
        .argument("<folder|zip>", "CSV and Parquet files named as the contract's tables"),
    )
      .option("--dataset <name>", "the contract (default: guessed from the names of the files)")
      .option("--out <zip>", "where to write (default: the folder's name with .zip)")
      .option(
        "--sequence <n>",
        "which of the dataset's drops this is; an older one never replaces a newer one",
        wholeNumber("--sequence", 0),
      )
      .option("--delta", "it holds changes only (default: a whole snapshot)")
      .option("--twins", "send each table as CSV and as Parquet: what is missing is written")
      .option("--produced-at <time>", "ISO 8601 (default: the newest file's time)"),
    "npx reelhouse pack ml-latest-small --dataset movielens",
    "npx reelhouse pack films --out films.zip --json",
    "npx reelhouse pack films --twins",
  )
    .addHelpText("after", "\nExit codes: 0 packed, 1 a file cannot be read, 2 wrong use.")
    .action(async (source: string, options: PackVerbOptions) => {
      const output = createOutput(options.json === true);
      const info = await stat(source).catch(() => {
        throw wrongUse(`${source} is not there.`);
      });
      if (options.producedAt !== undefined && Number.isNaN(Date.parse(options.producedAt)))
        throw wrongUse("--produced-at takes a time as 2026-01-31T12:00:00Z.");
      const twinsFolder = options.twins ? await mkdtemp(join(tmpdir(), "reelhouse-twins-")) : undefined;
      const unpacked = info.isDirectory() ? undefined : await mkdtemp(join(tmpdir(), "reelhouse-pack-"));
      try {
        if (unpacked) await unpackMembers(source, unpacked);
        const packed = await packFolder(unpacked ?? source, {
          dataset: options.dataset,
          out: options.out ?? (unpacked ? source.replace(/(\.zip)?$/i, "-packed.zip") : undefined),
          sequence: options.sequence,
          mode: options.delta ? "delta" : "snapshot",
          producedAt: options.producedAt,
          twinsFolder,
          onFile: (path) => output.note(`reading ${path}`),
        });
        output.json(packed);
        for (const line of formatTable(
          ["member", "bytes", "rows"],
          packed.members.map(({ path, bytes, rowCount }) => [path, bytes, rowCount]),
          output.columns,
        ))
          output.line(line);
        if (packed.leftOut.length > 0)
          output.line(
            `Left out, since the contract of ${packed.dataset} does not know them: ${packed.leftOut.join(", ")}`,
          );
        output.line(`${packed.zip}  (drop ${packed.drop} of ${packed.dataset})`);
      } finally {
        for (const made of [unpacked, twinsFolder]) if (made) await rm(made, { recursive: true, force: true });
      }
    });
