/** `reelhouse trace <drop>`: every step of one drop: when, how long, what came of it, files, rows, and where its log is. */
import { Command } from "commander";
import type { LedgerItem, StepRecord } from "../shared/ledger/item.ts";
import { dataDirOf, requireTwin } from "./home.ts";
import { dropOf, findDrop, ledgerOf } from "./ledger.ts";
import { type CommonOptions, examples, withDataDir, withJson } from "./options.ts";
import { createOutput, formatTable } from "./output.ts";

export const traceVerb = () =>
  examples(
    withDataDir(
      withJson(
        new Command("trace")
          .description("every step of one drop")
          .argument("<drop>", "its id, as `ls` and the e-mails give it"),
      ),
    ),
    "npx reelhouse trace 3f9c0a12b4d5e6f7",
  )
    .addHelpText("after", "\nExit codes: 0 done, 2 wrong use, 3 the twin does not answer.")
    .action(async (id: string, options: CommonOptions) => {
      const output = createOutput(options.json === true);
      const { environment } = requireTwin(dataDirOf(options.dataDir));
      const ledger = ledgerOf(environment);
      const found = await findDrop(ledger, id);
      const object = found.kind === "object" ? found : await ledger.getObject(found.object);
      const drop = found.kind === "drop" ? found : await dropOf(ledger, found);
      const items = [object, drop].filter((item): item is LedgerItem => item !== undefined);
      const steps = items.flatMap((item) => item.steps).sort((a, b) => a.startedAt - b.startedAt);
      const summary = {
        drop: drop?.drop ?? null,
        dataset: found.dataset ?? null,
        state: found.state,
        code: found.code ?? null,
        object: `s3://${found.object.bucket}/${found.object.key}`,
        engine: found.engine ?? null,
        jobRunId: found.jobRunId ?? null,
        reason: found.reasonKey ? `s3://${environment.buckets.processed}/${found.reasonKey}` : null,
        receivedAt: new Date(object?.createdAt ?? found.createdAt).toISOString(),
        updatedAt: new Date(found.updatedAt).toISOString(),
      };
      output.json({ ...summary, steps: steps.map(toJson) });
      for (const [name, value] of Object.entries(summary))
        if (value !== null) output.line(`${output.style("dim", name.padEnd(11))} ${value}`);
      output.line();
      const rows = steps.map((step) => [
        new Date(step.startedAt).toISOString().slice(11, 23),
        step.step,
        step.outcome === "done" ? `${step.from} → ${step.to}` : step.outcome,
        `${step.endedAt - step.startedAt} ms`,
        countsText(step),
        step.worker.requestId.slice(0, 8),
      ]);
      for (const line of formatTable(["at (UTC)", "step", "outcome", "took", "counts", "log"], rows, output.columns))
        output.line(line);
      const failures = steps.filter(({ note }) => note);
      for (const { step, note } of failures) output.line(`\n${step}: ${note}`);
      output.line(`\nLogs: ${dataDirOf(options.dataDir)}/logs/<function>.log; find a step's lines by its request id.`);
    });

const countsText = ({ counts = {} }: StepRecord) =>
  Object.entries(counts)
    .map(([name, value]) => `${value.toLocaleString("en-US")} ${name}`)
    .join(", ");

const toJson = ({ startedAt, endedAt, ...step }: StepRecord) => ({
  ...step,
  startedAt: new Date(startedAt).toISOString(),
  endedAt: new Date(endedAt).toISOString(),
  milliseconds: endedAt - startedAt,
});
