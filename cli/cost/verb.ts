/** `reelhouse cost`: what drops were thought to cost, and what they cost. */
import { GlueClient } from "@aws-sdk/client-glue";
import { Command, InvalidArgumentError } from "commander";
import { pricesAsOf } from "../../shared/cost.ts";
import { costOfDrop, type DropCost } from "../../shared/drop-cost.ts";
import { s3ObjectStore } from "../../shared/object-store/s3.ts";
import { awsOptionsOf, s3Of } from "../environment.ts";
import { dataDirOf, requireTwin } from "../home.ts";
import { findDrop, ledgerOf } from "../ledger.ts";
import { type CommonOptions, examples, withDataDir, withJson } from "../options.ts";
import { createOutput, formatTable } from "../output.ts";
import { costText, decisionLines, dollars } from "./format.ts";

interface CostOptions extends CommonOptions {
  drop?: string;
  since?: number;
}

const MOST_DROPS = 1000;

export const costVerb = () =>
  examples(
    withDataDir(withJson(new Command("cost").description("what drops were thought to cost, and what they cost")))
      .option("--drop <id>", "one drop, with the decision for its engine")
      .option("--since <time>", "drops since then: 2026-01-05, 2026-01-05T10:00:00Z, or 7d, 12h, 30m", sinceTime),
    "npx reelhouse cost",
    "npx reelhouse cost --since 7d --json",
    "npx reelhouse cost --drop 3f9c0a12b4d5e6f7",
  )
    .addHelpText(
      "after",
      "\nOn the twin the seconds are this machine's; the prices are AWS's.\nExit codes: 0 done, 2 wrong use, 3 the twin does not answer.",
    )
    .action(async (options: CostOptions) => {
      const output = createOutput(options.json === true);
      const { environment } = requireTwin(dataDirOf(options.dataDir));
      const ledger = ledgerOf(environment);
      const glue = new GlueClient(awsOptionsOf(environment));
      const ports = {
        store: s3ObjectStore(s3Of(environment)),
        archiveBucket: environment.buckets.archive,
        glue,
        glueJob: `${environment.functionPrefix}transform`,
      };
      const items = options.drop
        ? [await findDrop(ledger, options.drop)]
        : (await ledger.store.recent("drop", MOST_DROPS)).filter(({ createdAt }) => createdAt >= (options.since ?? 0));
      const drops = await Promise.all(items.map((item) => costOfDrop(item, ports)));
      glue.destroy();
      const usd = Number(drops.reduce((sum, drop) => sum + drop.usd, 0).toFixed(8));
      output.json({ pricesAsOf, usd, drops });
      for (const line of linesOf(drops, output.columns)) output.line(line);
      const decision = options.drop ? drops[0]?.decision : null;
      for (const line of decision ? decisionLines(decision) : []) output.line(line);
      output.line(`${dollars(usd)} in all, by the list prices of ${pricesAsOf}.`);
    });

function linesOf(drops: readonly DropCost[], columns: number): string[] {
  if (drops.length === 0) return ["No drops."];
  return formatTable(
    ["drop", "dataset", "state", "engine", "estimate", "actual", "Snowpipe"],
    drops.map(({ drop, dataset, state, engine, decision, actual, snowpipe }) => [
      drop,
      dataset,
      state,
      engine,
      decision ? costText(decision.estimate) : null,
      actual ? costText(actual) : null,
      snowpipe ? dollars(snowpipe.usd) : null,
    ]),
    columns,
  );
}

function sinceTime(text: string): number {
  const [, count, unit = ""] = /^(\d{1,5})([dhm])$/.exec(text) ?? [];
  if (count) return Date.now() - Number(count) * { d: 86_400_000, h: 3_600_000, m: 60_000 }[unit]!;
  const time = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new InvalidArgumentError(
      "It is a time in UTC, as 2026-01-05 or 2026-01-05T10:00:00Z, or a span, as 7d, 12h or 30m.",
    );
  return time;
}
