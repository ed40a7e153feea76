/** Engines, their estimates and their prices; the plan of a ZIP by its manifest. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dollars } from "../../cli/cost/format.ts";
import { planArchive } from "../../cli/plan/plan-archive.ts";
import {
  chooseEngine,
  DEFAULT_SIZING,
  DEFAULT_THRESHOLD_BYTES,
  decideEngine,
  glueCost,
  lambdaCost,
  snowpipeCost,
} from "../../shared/cost.ts";
import { movielens, pack } from "../chain/drops.ts";
import { packDrop, startChain } from "../functions/chain.ts";

describe("an engine's cost", () => {
  it("is billed as its service bills it: Lambda by the millisecond, Glue by the second and a minute at least", () => {
    expect(lambdaCost(1.0001, 4096)).toMatchObject({ gbSeconds: 4.004, usd: 0.00006693 });
    expect(glueCost(5, 2, "G.1X")).toMatchObject({ dpuSeconds: 120, usd: 0.01466667 });
    expect(glueCost(90.2, 10, "G.2X")).toMatchObject({ dpuSeconds: 1820 });
    expect(snowpipeCost(1e9)).toEqual({ credits: 0.0037, usd: 0.01443 });
  });

  it("of a small drop is a 300th of Glue's least at most", () => {
    const { estimate } = decideEngine(1_000_000, DEFAULT_THRESHOLD_BYTES);
    expect(estimate.engine).toBe("duckdb");
    expect(estimate.usd).toBeLessThan(glueCost(1, 2, "G.1X").usd / 300);
  });
});

it("goes to Glue above the threshold, which is that of serverless.yml", () => {
  expect(chooseEngine(100, 100)).toBe("duckdb");
  expect(chooseEngine(101, 100)).toBe("glue");
  expect(readFileSync("serverless.yml", "utf8")).toContain(`glueThresholdBytes: ${DEFAULT_THRESHOLD_BYTES}\n`);
  const functions = readFileSync("infra/functions.yml", "utf8");
  const [, memory] = /^transform:\n(?: {2}.*\n)*? {2}memorySize: (\d+)$/m.exec(functions) ?? [];
  expect(Number(memory)).toBe(DEFAULT_SIZING.lambdaMemoryMb);
  expect(functions).toContain(`TRANSFORM_MEMORY_MB: ${memory} `);
});

it("is recorded on the drop: decision and estimate when it is chosen, what it used when it is done", async () => {
  const chain = startChain();
  await chain.upload("a.zip", packDrop());
  await chain.drain();
  const [drop] = chain.drops();
  expect(drop).toMatchObject({
    engine: "duckdb",
    decision: { estimate: { engine: "duckdb" } },
    cost: { engine: "duckdb" },
  });
  expect(drop!.decision!.bytes).toBeGreaterThan(0);
  expect(drop!.cost!.usd).toBeGreaterThan(0);
});

it("is written with as many digits as say something", () => {
  expect([0, 0.014666667, 0.0000667, 1.5].map(dollars)).toEqual(["$0", "$0.01467", "$0.00006670", "$1.50"]);
});

describe("the plan of a ZIP", () => {
  const folder = mkdtempSync(join(tmpdir(), "reelhouse-plan-"));
  let zip: string;
  let drop: string;
  beforeAll(async () => {
    ({ zip, drop } = await pack(folder, "one", movielens(70)));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("says engine, cost and drop beforehand", async () => {
    const small = await planArchive(zip, DEFAULT_THRESHOLD_BYTES);
    expect(small).toMatchObject({ dataset: "movielens", drop, members: 4, rows: 3124 });
    expect(small.decision.estimate.engine).toBe("duckdb");
    const large = await planArchive(zip, 1_000);
    expect(large.decision.estimate).toMatchObject({ engine: "glue", dpuSeconds: 120 });
    expect(large.otherUsd).toBeLessThan(large.decision.estimate.usd);
  });
});
