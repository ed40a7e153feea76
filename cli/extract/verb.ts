/** `reelhouse extract <source>`: from the outside world to CSV, Parquet and a manifest. */
import { Command } from "commander";
import { wrongUse } from "../exit-codes.ts";
import { type CommonOptions, examples, wholeNumber, withJson } from "../options.ts";
import { createOutput } from "../output.ts";
import { createProgress } from "../progress.ts";
import { builtInSources, extract } from "./extract.ts";

interface ExtractVerbOptions extends CommonOptions {
  out?: string;
  parquet: boolean;
  limit?: number;
  set?: Record<string, string>;
}

export const extractVerb = () =>
  examples(
    withJson(
      new Command("extract")
        .description("read a JSON file, a CSV, a PostgreSQL dump or an HTTP API into CSV, Parquet and a manifest")
        .argument("<source>", `${builtInSources.join(", ")}, or the path of a source's description (docs/extract.md)`),
    )
      .option("--out <folder>", "where to write (default: a folder named as the source)")
      .option("--no-parquet", "write CSV only")
      .option("--limit <n>", "take the first n records", wholeNumber("--limit", 1))
      .option("--set <name=value>", "a value that the source asks for; may be given again", collectValues),
    "npx reelhouse extract vega-films --out films",
    "npx reelhouse extract sakila-rentals --set file=sakila-data.sql --out rentals",
    "npx reelhouse extract clickstream --set file=clickstream.csv",
    "OMDB_API_KEY=… npx reelhouse extract omdb --set search=casablanca",
  )
    .addHelpText("after", "\nExit codes: 0 written, 1 the source cannot be read, 2 wrong use,\n3 it does not answer.")
    .action(async (source: string, options: ExtractVerbOptions) => {
      const output = createOutput(options.json === true);
      const progress = createProgress(output, [source]);
      const extracted = await extract(source, {
        out: options.out ?? source.replace(/^.*[/\\]/, "").replace(/\.json$/, ""),
        parquet: options.parquet,
        limit: options.limit,
        values: options.set ?? {},
        env: process.env,
        onRows: (rows) => rows % 5_000 === 0 && progress.update(0, 0.5, `${rows.toLocaleString("en-US")} records`),
      });
      progress.update(0, 1, `${extracted.rows.toLocaleString("en-US")} records`);
      progress.end();
      output.json(extracted);
      for (const file of extracted.files) output.line(file);
    });

function collectValues(text: string, soFar: Record<string, string> = {}): Record<string, string> {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw wrongUse(`--set takes name=value, not "${text}".`);
  return { ...soFar, [name]: value };
}
