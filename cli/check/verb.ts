/** `reelhouse check <zip|folder>`: the verdict of the cloud, before anything is sent. */
import { Command } from "commander";
import { EXIT } from "../exit-codes.ts";
import { type CommonOptions, examples, withJson } from "../options.ts";
import { createOutput, formatTable, type Output } from "../output.ts";
import { faultJson, faultLines } from "./fault-lines.ts";
import { judgePath, type Verdict } from "./judge-path.ts";

interface CheckOptions extends CommonOptions {
  archiveOnly?: boolean;
  skipRules?: boolean;
  dataset?: string;
}

const JUDGED = `
What is judged, by the code that runs in the cloud: the archive's structure,
the manifest, that it lists what is there and nothing else, each member's
bytes, SHA-256, header, encoding and values, that twins hold the same rows,
and, by the dataset's own rules, which rows are rejected (a bad value, a key
twice, a reference to nothing) and whether they are more than the contract
allows. Not judged offline: whether the same drop, or a newer one, is there
already.

Exit codes: 0 accepted, 1 refused, 2 wrong use.`;

export const checkVerb = () =>
  examples(
    withJson(
      new Command("check")
        .description("judge a drop on this machine, as the cloud will")
        .argument("<zip|folder>", "a folder without a manifest is judged as `pack` would pack it"),
    )
      .option("--archive-only", "only whether the ZIP is sound; its manifest and contents are not judged")
      .option("--skip-rules", "faster for large drops: leave out the rules over all rows")
      .option("--dataset <name>", "of a folder without a manifest (default: guessed from the names of the files)"),
    "npx reelhouse check films.zip",
    "npx reelhouse check ml-latest-small --json",
    "npx reelhouse check --archive-only export.zip",
  )
    .addHelpText("after", JUDGED)
    .action(async (path: string, options: CheckOptions) => {
      const output = createOutput(options.json === true);
      const verdict = await judgePath(path, options);
      output.json(asJson(verdict));
      show(output, path, verdict);
      if (verdict.verdict === "refused") process.exitCode = EXIT.refused;
    });

const asJson = ({ verdict, dataset, drop, members, faults, faultCount, rejects, tables, notes }: Verdict) => ({
  verdict,
  dataset,
  drop,
  faults: faults.map(faultJson),
  faultCount,
  rejects: rejects.map(faultJson),
  members,
  tables: tables.map(({ table, rows, accepted, rejected, reasons }) => ({ table, rows, accepted, rejected, reasons })),
  notes,
});

function show(
  output: Output,
  path: string,
  { verdict, dataset, drop, members, faults, faultCount, rejects, tables, notes }: Verdict,
) {
  const isAccepted = verdict === "accepted";
  const what = [dataset && `dataset ${dataset}`, drop && `drop ${drop}`].filter((part) => part).join(", ");
  output.line(
    `${output.style(isAccepted ? "green" : "red", isAccepted ? "✔ accepted" : "✘ refused")}  ${path}${what ? `  (${what})` : ""}`,
  );
  output.line();
  if (members.length > 0) {
    const rows = members.map(({ path: name, bytes, rowCount, faultyRows }) => [name, bytes, rowCount, faultyRows]);
    for (const line of formatTable(["member", "bytes", "rows", "bad rows"], rows, output.columns)) output.line(line);
    output.line();
  }
  for (const line of faultLines(faults, output.style, faultCount)) output.line(line);
  if (rejects.length > 0) {
    output.line("Accepted, but these rows will be rejected:");
    output.line();
    const rejected = tables.reduce((sum, table) => sum + table.rejected, 0);
    for (const line of faultLines(rejects, output.style, Math.max(rejected, rejects.length))) output.line(line);
  }
  for (const note of notes) output.line(note);
}
