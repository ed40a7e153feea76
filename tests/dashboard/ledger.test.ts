/** What the console makes of the ledger, over the local DynamoDB and S3. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type LocalAws, startLocalAws } from "../../local/aws/server.ts";
import type { ConsoleData } from "../../local/console/server.ts";
import { consoleData } from "../../local/console-data.ts";
import { LOCAL_CREDENTIALS, LOCAL_REGION, LOCAL_SNOWFLAKE } from "../../local/environment.ts";
import { lambdaCost, snowpipeCost } from "../../shared/cost.ts";
import { writeDone } from "../../shared/done.ts";
import { dynamoLedgerStore, ledgerTable } from "../../shared/ledger/dynamodb.ts";
import { dropItemId, type LedgerItem, objectId, objectItemId, type StepRecord } from "../../shared/ledger/item.ts";
import type { LedgerStore } from "../../shared/ledger/store.ts";
import { s3ObjectStore } from "../../shared/object-store/s3.ts";

const folder = mkdtempSync(join(tmpdir(), "reelhouse-console-"));
const object = { bucket: "landing", key: "in/a.zip", etag: "e1", bytes: 2_048 };
const ref = { dataset: "movielens", drop: "0123456789abcdef" };
const step = (
  name: StepRecord["step"],
  from: StepRecord["from"],
  to: StepRecord["to"],
  startedAt: number,
): StepRecord => ({
  step: name,
  outcome: "done",
  from,
  to,
  startedAt,
  endedAt: startedAt + 100,
  worker: { requestId: "r" },
});
const shared = { object, ...ref, token: 1, restarts: 0, rev: 1, createdAt: 1_000, updatedAt: 3_000 };
const received: LedgerItem = {
  ...shared,
  id: objectItemId(object),
  kind: "object",
  state: "EXTRACTED",
  steps: [step("unzip-and-validate", "RECEIVED", "EXTRACTED", 1_100)],
};
const drop: LedgerItem = {
  ...shared,
  id: dropItemId(ref),
  kind: "drop",
  state: "ARCHIVED",
  engine: "duckdb",
  steps: [
    step("manifest-check", "EXTRACTED", "READY", 1_300),
    { ...step("transform", "TRANSFORMING", "ARCHIVED", 2_000), counts: { rows: 10, accepted: 9, rejected: 1 } },
  ],
};

let aws: LocalAws;
let data: ConsoleData;
let store: LedgerStore;
let s3: S3Client;
let dynamodb: DynamoDBClient;
beforeAll(async () => {
  aws = await startLocalAws({ port: 0, dataDir: folder });
  const access = { endpoint: aws.url, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS };
  s3 = new S3Client({ ...access, forcePathStyle: true });
  dynamodb = new DynamoDBClient(access);
  for (const Bucket of ["landing", "processed", "archive"]) await s3.send(new CreateBucketCommand({ Bucket }));
  await dynamodb.send(new CreateTableCommand(ledgerTable("ledger")));
  store = dynamoLedgerStore("ledger", dynamodb);
  await store.put(received, undefined);
  await store.put(drop, undefined);
  const environment = {
    awsEndpoint: aws.url,
    region: LOCAL_REGION,
    ...LOCAL_CREDENTIALS,
    buckets: { landing: "landing", processed: "processed", archive: "archive" },
    snowflake: { accessUrl: "http://127.0.0.1:1", ...LOCAL_SNOWFLAKE },
    ledgerTable: "ledger",
    functionPrefix: "reelhouse-local-",
    console: "",
  };
  data = consoleData(environment, folder);
}, 60_000);
afterAll(async () => {
  await data?.close();
  s3?.destroy();
  dynamodb?.destroy();
  await aws?.close();
  rmSync(folder, { recursive: true, force: true });
});

it("tells when a drop came into each state, and how many rows it has", async () => {
  expect(await data.drops()).toMatchObject([
    {
      object: "in/a.zip",
      ...ref,
      state: "ARCHIVED",
      startedAt: 1_000,
      entered: { RECEIVED: 1_000, EXTRACTED: 1_200, READY: 1_400, ARCHIVED: 2_100 },
      rows: 9,
      rejected: 1,
    },
  ]);
});

it.each([ref.drop, objectId(object)])(
  "traces %s from the upload on: the steps of its object and its own",
  async (id) => {
    const trace = (await data.trace(id)) as { steps: StepRecord[] };
    expect(trace).toMatchObject({ drop: ref.drop, state: "ARCHIVED", receivedAt: 1_000 });
    expect(trace.steps.map((each) => each.step)).toEqual(["unzip-and-validate", "manifest-check", "transform"]);
  },
);

it("knows no drop that is not there", async () => expect(await data.trace("fedcba9876543210")).toBeUndefined());

it("has the cost of a drop as soon as the ledger has: its engine's, and Snowpipe's when it is loaded", async () => {
  const costs = async () => (await data.costs()) as { drops: { actual: unknown; snowpipe: unknown; usd: number }[] };
  expect(await costs()).toMatchObject({ drops: [{ ...ref, actual: null, snowpipe: null, usd: 0 }] });
  const cost = lambdaCost(0.4, 4_096);
  await store.put({ ...drop, state: "LOADED", cost } as LedgerItem, 1);
  const file = { key: "f", rows: 9, bytes: 1e9 };
  const table = {
    table: "ratings",
    target: "RAW.RATINGS",
    rows: 10,
    accepted: 9,
    rejected: 1,
    reasons: {},
    samples: [],
  };
  await writeDone(s3ObjectStore(s3), "archive", {
    ...ref,
    engine: "duckdb",
    mode: "delta",
    sequence: null,
    producedAt: null,
    tables: [{ ...table, files: [file], rejectFiles: [] }],
  });
  const snowpipe = snowpipeCost(1e9);
  const usd = Number((cost.usd + snowpipe.usd).toFixed(8));
  // What was asked just now serves those who ask in the next two seconds.
  await expect
    .poll(costs, { timeout: 10_000 })
    .toMatchObject({ drops: [{ state: "LOADED", actual: cost, snowpipe, usd }] });
});
