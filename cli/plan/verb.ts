/** `reelhouse plan <zip>`: says beforehand which engine will run, how long, and what it will cost. */
import { stat } from "node:fs/promises";
import { Command } from "commander";
import { DEFAULT_SIZING, DEFAULT_THRESHOLD_BYTES } from "../../shared/cost.ts";
import { InputError } from "../../shared/errors.ts";
import { costText, decisionLines, dollars, size } from "../cost/format.ts";
import { EXIT, wrongUse } from "../exit-codes.ts";
import { type CommonOptions, examples, wholeNumber, withJson } from "../options.ts";
import { createOutput } from "../output.ts";
import { planArchive } from "./plan-archive.ts";

interface PlanOptions extends CommonOptions {
  threshold: number;
  memory: number;
}

export const planVerb = () =>
  examples(
    withJson(
      new Command("plan")
        .description("what will run for a drop, and what it will cost")
        .argument("<zip>", "a packed drop"),
    )
      .option(
        "--threshold <bytes>",
        "of text in the members; more of it goes to Glue (glueThresholdBytes of serverless.yml)",
        wholeNumber("--threshold"),
        DEFAULT_THRESHOLD_BYTES,
      )
      .option(
        "--memory <MB>",
        "of the transform function; a drop for which DuckDB needs more goes to Glue (transformMemoryMb of serverless.yml)",
        wholeNumber("--memory", 128),
        DEFAULT_SIZING.lambdaMemoryMb,
      ),
    "npx reelhouse plan movielens.zip",
    "npx reelhouse plan movielens.zip --threshold 100000000 --memory 2048 --json",
  )
    .addHelpText("after", "\nExit codes: 0 planned, 1 the archive or its manifest would be refused,\n2 wrong use.")
    .action(async (zip: string, options: PlanOptions) => {
      const output = createOutput(options.json === true);
      if (!(await stat(zip).catch(() => undefined))?.isFile()) throw wrongUse(`${zip} is not a file that can be read.`);
      try {
        const plan = await planArchive(zip, { thresholdBytes: options.threshold, memoryMb: options.memory });
        output.json(plan);
        const { decision, snowpipe } = plan;
        output.line(
          `${plan.dataset}${plan.drop ? ` ${plan.drop}` : ""}: ${plan.members} ${plan.members === 1 ? "member" : "members"}, ${size(decision.bytes)}`,
        );
        for (const line of decisionLines(decision)) output.line(line);
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
