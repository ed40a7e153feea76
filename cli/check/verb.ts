/** `reelhouse check <zip|folder>`: the verdict of the cloud, before anything is sent. */
import { Command } from "commander";
import { EXIT } from "../exit-codes.ts";
import { type CommonOptions, examples, withJson } from "../options.ts";
import { createOutput, formatTable, type Output } from "../output.ts";
import { faultJson, faultLines } from "./fault-lines.ts";
import { judgePath, type Verdict } from "./judge-path.ts";

interface CheckOptions extends CommonOptions {
  archiveOnly?: boolean;
  dataset?: string;
}

const JUDGED = `
What is judged, by the code that runs in the cloud: the archive's structure, the manifest, that it lists what is there and nothing
else, each member's bytes, SHA-256, header, encoding and values, that twins hold the same rows, and whether more rows have bad
values than the contract allows. Not judged offline: rules over all rows (a key twice, a reference to nothing) and values of Parquet
members without a CSV twin, which may reject
more rows, and the order of drops.

Exit codes: 0 accepted, 1 refused, 2 wrong use.`;

export const checkVerb = () =>
  examples(
    withJson(
      new Command("check")
        .description("judge a drop on this machine, as the cloud will")
        .argument("<zip|folder>", "a folder without a manifest is judged as `pack` would pack it"),
    )
      .option("--archive-only", "only whether the ZIP is sound; its manifest and contents are not judged")
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

const asJson = ({ verdict, dataset, drop, members, faults, rejects, notes }: Verdict) => ({
  verdict,
  dataset,
  drop,
  faults: faults.map(faultJson),
  rejects: rejects.map(faultJson),
  members,
  notes,
});

function show(output: Output, path: string, { verdict, dataset, drop, members, faults, rejects, notes }: Verdict) {
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
  for (const line of faultLines(faults, output.style)) output.line(line);
  if (rejects.length > 0) {
    output.line("Accepted, but rows with these values will be rejected:");
    output.line();
    for (const line of faultLines(rejects, output.style)) output.line(line);
  }
  for (const note of notes) output.line(note);
}
