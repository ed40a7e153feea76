/** Drops that are too large for one function go to the Glue job; three at once load one right after the other. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { GetJobRunsCommand, GlueClient } from "@aws-sdk/client-glue";
import type { DropCost } from "../../shared/drop-cost.ts";
import { movielens, pack, RATINGS } from "../chain/drops.ts";
import { TwinProcess } from "../chain/twin-process.ts";
import type { Report } from "./suite.ts";

/** Far less than the five minutes of the schedule by which `reconcile` starts what waits. */
const LONGEST_WAIT_MS = 30_000;

export async function checkChain(report: Report, wants: (title: string) => boolean): Promise<void> {
  const title =
    "three drops at once, too large for a function, are loaded one right after the other, and the cost says why and what";
  if (!wants(title)) return;
  const twin = new TwinProcess();
  const folder = mkdtempSync(join(tmpdir(), "reelhouse-glue-"));
  try {
    await twin.start("--glue-threshold", "1000");
    const packed = [];
    for (const seed of [70, 71, 72]) packed.push(await pack(folder, `drop-${seed}`, movielens(seed)));
    const results = await twin.json<{ state: string }[]>("drop", ...packed.map(({ zip }) => zip), "--wait");
    const faults = results.filter(({ state }) => state !== "LOADED").map(({ state }) => `a drop is ${state}`);
    const { awsEndpoint: endpoint, region, accessKeyId, secretAccessKey, functionPrefix } = twin.environment;
    const glue = new GlueClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
    const runsOf = async () =>
      (await glue.send(new GetJobRunsCommand({ JobName: `${functionPrefix}transform` }))).JobRuns ?? [];
    // A drop is loaded before its run has ended: Spark takes its time to stop.
    while ((await runsOf()).some(({ JobRunState }) => JobRunState === "RUNNING")) await pause(200);
    const JobRuns = await runsOf();
    const ended = JobRuns.map(({ JobRunState, Arguments }) => `${JobRunState} ${Arguments?.["--drop"]}`).sort();
    const expected = packed.map(({ drop }) => `SUCCEEDED ${drop}`).sort();
    if (ended.join() !== expected.join()) faults.push(`the runs are ${ended.join(", ")}`);
    const inOrder = JobRuns.toSorted((a, b) => Number(a.StartedOn) - Number(b.StartedOn));
    for (const [index, { StartedOn }] of inOrder.slice(1).entries()) {
      const waitedMs = Number(StartedOn) - Number(inOrder[index]!.CompletedOn);
      if (waitedMs < 0) faults.push("two runs went on at once");
      if (waitedMs > LONGEST_WAIT_MS) faults.push(`the next run began ${waitedMs} ms after the one before it`);
    }
    for (const { drop } of packed) {
      const sql = `select count(*) from raw.ratings where _drop_id = '${drop}'`;
      const { rows } = await twin.json<{ rows: number[][] }>("query", sql);
      if (rows[0]?.[0] !== RATINGS) faults.push(`${drop} has ${rows[0]?.[0]} ratings in the warehouse`);
      const { engine } = await twin.json<{ engine: string }>("trace", drop);
      if (engine !== "glue") faults.push(`${drop} ran with ${engine}`);
      const { drops } = await twin.json<{ drops: DropCost[] }>("cost", "--drop", drop);
      const [cost] = drops;
      if (cost?.decision?.exceeds.join() !== "bytes") faults.push(`it was decided by ${cost?.decision?.exceeds}`);
      if (!((cost?.actual?.dpuSeconds ?? 0) >= 120)) faults.push(`it has cost ${JSON.stringify(cost?.actual)}`);
      const words = (await twin.run("cost", "--drop", drop)).stdout;
      if (!words.includes("Glue, with Spark: it has too many bytes for one function")) faults.push(words);
    }
    report(faults.length === 0, [title, ...faults].join(": "));
  } finally {
    await twin.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
