/** Every event is lost; `reconcile`, which EventBridge's schedule runs, alone brings all drops to their end. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, it } from "vitest";
import { brokenDrops, movielens, pack, RATINGS } from "./drops.ts";
import { TwinProcess } from "./twin-process.ts";

const twin = new TwinProcess();
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "reelhouse-lost-"));
  await twin.start("--drop-events");
}, 300_000);
afterAll(async () => {
  await twin.remove();
  rmSync(folder, { recursive: true, force: true });
});

it("brings a good, a broken and a repeated drop to their ends without a single event", async () => {
  const good = await pack(folder, "good", movielens(50));
  const again = await pack(folder, "again", movielens(50));
  const broken = await brokenDrops(folder);
  await twin.json("drop", good.zip, again.zip, broken.MANIFEST_HASH_MISMATCH!, broken.REJECT_THRESHOLD_EXCEEDED!);

  const { awsEndpoint: endpoint, region, accessKeyId, secretAccessKey, functionPrefix } = twin.environment;
  const lambda = new LambdaClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  const states = async () =>
    Object.fromEntries(
      (await twin.json<{ object: string; state: string }[]>("ls")).map(({ object, state }) => [object, state]),
    );
  // What the schedule does every five minutes, here as soon as the last one is done.
  await expect
    .poll(
      async () => {
        const { FunctionError } = await lambda.send(
          new InvokeCommand({ FunctionName: `${functionPrefix}reconcile`, Payload: "{}" }),
        );
        expect(FunctionError).toBeUndefined();
        return states();
      },
      { timeout: 180_000, interval: 1000 },
    )
    .toEqual({
      "good.zip": expect.stringMatching(/^(LOADED|DUPLICATE)$/),
      "again.zip": expect.stringMatching(/^(LOADED|DUPLICATE)$/),
      "MANIFEST_HASH_MISMATCH.zip": "QUARANTINED",
      "REJECT_THRESHOLD_EXCEEDED.zip": "QUARANTINED",
    });
  const ends = await states();
  expect([ends["good.zip"], ends["again.zip"]].sort()).toEqual(["DUPLICATE", "LOADED"]);
  const { rows } = await twin.json<{ rows: number[][] }>(
    "query",
    "select count(*), count(distinct _source_row) from raw.ratings",
  );
  expect(rows).toEqual([[RATINGS, RATINGS]]);
  // The reasons' events were lost too: reconcile sees to it that the sender is told.
  await expect
    .poll(
      async () => {
        await lambda.send(new InvokeCommand({ FunctionName: `${functionPrefix}reconcile`, Payload: "{}" }));
        return (await twin.json<unknown[]>("mail")).length;
      },
      { timeout: 60_000, interval: 1000 },
    )
    .toBe(2);
}, 300_000);
