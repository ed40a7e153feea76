/** Drops that are too large for one function go to the Glue job; two at once wait for each other's room, and both load. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetJobRunsCommand, GlueClient } from "@aws-sdk/client-glue";
import { afterAll, beforeAll, expect, it } from "vitest";
import { movielens, pack, RATINGS } from "./drops.ts";
import { TwinProcess } from "./twin-process.ts";

const twin = new TwinProcess();
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "reelhouse-glue-"));
  await twin.start("--glue-threshold", "1000");
}, 300_000);
afterAll(async () => {
  await twin.remove();
  rmSync(folder, { recursive: true, force: true });
});

it("runs the job once per drop, and the rows arrive as from the small engine", async () => {
  const packed = [await pack(folder, "one", movielens(70)), await pack(folder, "two", movielens(71))];
  const results = await twin.json<{ state: string }[]>("drop", ...packed.map(({ zip }) => zip), "--wait");
  expect(results.map(({ state }) => state)).toEqual(["LOADED", "LOADED"]);
  const { awsEndpoint: endpoint, region, accessKeyId, secretAccessKey, functionPrefix } = twin.environment;
  const glue = new GlueClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  const { JobRuns = [] } = await glue.send(new GetJobRunsCommand({ JobName: `${functionPrefix}transform` }));
  expect(JobRuns.map(({ JobRunState, Arguments }) => [JobRunState, Arguments?.["--drop"]]).sort()).toEqual(
    packed.map(({ drop }) => ["SUCCEEDED", drop]).sort(),
  );
  for (const { drop } of packed) {
    const { rows } = await twin.json<{ rows: number[][] }>(
      "query",
      `select count(*) from raw.ratings where _drop_id = '${drop}'`,
    );
    expect(rows).toEqual([[RATINGS]]);
    expect(await twin.json("trace", drop)).toMatchObject({ engine: "glue", state: "LOADED" });
  }
}, 180_000);
