/** `reelhouse plan <zip>`: says beforehand which engine will run, how long, and what it will cost. */
import { stat } from "node:fs/promises";
import { Command } from "commander";
import { DEFAULT_THRESHOLD_BYTES } from "../../shared/cost.ts";
import { InputError } from "../../shared/errors.ts";
import { costText, dollars } from "../cost/format.ts";
import { EXIT, wrongUse } from "../exit-codes.ts";
import { type CommonOptions, examples, wholeNumber, withJson } from "../options.ts";
import { createOutput } from "../output.ts";
import { planArchive } from "./plan-archive.ts";

interface PlanOptions extends CommonOptions {
  threshold: number;
}

export const planVerb = () =>
  examples(
    withJson(
      new Command("plan")
        .description("what will run for a drop, and what it will cost")
        .argument("<zip>", "a packed drop"),
    ).option(
      "--threshold <bytes>",
      "size of the members from which Glue runs (glueThresholdBytes of serverless.yml)",
      wholeNumber("--threshold"),
      DEFAULT_THRESHOLD_BYTES,
    ),
    "npx reelhouse plan movielens.zip",
    "npx reelhouse plan movielens.zip --threshold 100000000 --json",
  )
    .addHelpText("after", "\nExit codes: 0 planned, 1 the archive or its manifest would be refused, 2 wrong use.")
    .action(async (zip: string, options: PlanOptions) => {
      const output = createOutput(options.json === true);
      if (!(await stat(zip).catch(() => undefined))?.isFile()) throw wrongUse(`${zip} is not a file that can be read.`);
      try {
        const plan = await planArchive(zip, options.threshold);
        output.json(plan);
        const { decision, snowpipe } = plan;
        const { engine } = decision.estimate;
        const side = engine === "glue" ? "more than" : "at most";
        output.line(
          `${plan.dataset}${plan.drop ? ` ${plan.drop}` : ""}: ${plan.members} ${plan.members === 1 ? "member" : "members"}, ${size(decision.bytes)}`,
        );
        output.line(
          `engine     ${engine === "glue" ? "Glue, with Spark" : "Lambda, with DuckDB"}: ${side} ${size(decision.thresholdBytes)}; ` +
            `DuckDB would need about ${size(decision.memoryBytes)} of memory`,
        );
        output.line(`transform  ${costText(decision.estimate)}; the other engine ${dollars(plan.otherUsd)}`);
        output.line(`Snowpipe   ${snowpipe.credits.toFixed(9)} credits, ${dollars(snowpipe.usd)}`);
        output.line(`in all     ${dollars(plan.usd)} by the list prices of ${decision.pricesAsOf}`);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        output.json({ error: { code: error.code, message: error.message } });
        output.line(`It would be refused: ${error.message}`);
        process.exitCode = EXIT.refused;
      }
    });

const size = (bytes: number) =>
  bytes < 1e6
    ? `${Math.ceil(bytes / 1e3)} KB`
    : bytes < 1e9
      ? `${(bytes / 1e6).toFixed(1)} MB`
      : `${(bytes / 1e9).toFixed(2)} GB`;
