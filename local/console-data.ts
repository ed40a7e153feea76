/** What the console shows of a running twin: the ledger's objects and drops, quarantine, mailbox, warehouse, addresses. */
import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GlueClient } from "@aws-sdk/client-glue";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { createdEvent } from "../shared/causes.ts";
import { contracts } from "../shared/contract/registry.ts";
import { pricesAsOf } from "../shared/cost.ts";
import { costOfDrop, type DropCost } from "../shared/drop-cost.ts";
import { lambdaCaller } from "../shared/functions.ts";
import { ofQuarantineKey } from "../shared/keys.ts";
import { dynamoLedgerStore } from "../shared/ledger/dynamodb.ts";
import { dropItemId, type LedgerItem, objectId } from "../shared/ledger/item.ts";
import { createLedger } from "../shared/ledger/ledger.ts";
import { IllegalMove } from "../shared/ledger/machine.ts";
import { collect } from "../shared/monitor/collect.ts";
import { judgeHealth } from "../shared/monitor/health.ts";
import { s3ObjectStore } from "../shared/object-store/s3.ts";
import type { Reason } from "../shared/quarantine.ts";
import { listMail } from "./aws/sns/mailbox.ts";
import type { ConsoleData } from "./console/server.ts";
import { shareFor } from "./console/share-for.ts";
import { openWarehouse } from "./console/warehouse.ts";
import type { TwinEnvironment } from "./environment.ts";

const SHOWN = 100;
const FAULTS_SHOWN = 20;

export function consoleData(environment: TwinEnvironment, awsFolder: string): ConsoleData {
  const { awsEndpoint, region, accessKeyId, secretAccessKey, buckets, snowflake, functionPrefix } = environment;
  const access = { endpoint: awsEndpoint, region, credentials: { accessKeyId, secretAccessKey } };
  const client = new DynamoDBClient(access);
  const s3 = new S3Client({ ...access, forcePathStyle: true });
  const files = s3ObjectStore(s3);
  const store = dynamoLedgerStore(environment.ledgerTable, client);
  const ledger = createLedger(store);
  const warehouse = openWarehouse(snowflake);
  const glue = new GlueClient(access);
  const dropOf = ({ dataset, drop }: LedgerItem) =>
    dataset && drop ? store.get<LedgerItem>(dropItemId({ dataset, drop })) : undefined;

  async function find(id: string): Promise<LedgerItem | undefined> {
    for (const dataset of contracts().keys()) {
      const drop = await store.get<LedgerItem>(dropItemId({ dataset, drop: id }));
      if (drop) return drop;
    }
    return store.get<LedgerItem>(`object#${id}`);
  }

  const drops = async () => {
    const objects = await store.recent("object", SHOWN);
    return Promise.all(
      objects.map(async (object) => {
        const drop = object.state === "DUPLICATE" || object.state === "QUARANTINED" ? undefined : await dropOf(object);
        const { state, code, updatedAt, engine, steps } = drop ?? object;
        return {
          object: object.object.key,
          dataset: object.dataset,
          drop: object.drop ?? (state === "QUARANTINED" ? objectId(object.object) : undefined),
          state,
          code,
          engine,
          bytes: object.object.bytes,
          startedAt: object.createdAt,
          updatedAt,
          entered: enteredStates(object, drop),
          rows: countOf(steps, "transform", "accepted"),
          rejected: countOf(steps, "transform", "rejected"),
        };
      }),
    );
  };

  const costPorts = {
    store: files,
    archiveBucket: buckets.archive,
    glue,
    glueJob: `${functionPrefix}transform`,
  };
  /** What a loaded drop cost does not change any more, and is not asked again. */
  const known = new Map<string, DropCost>();
  const costs = async () => {
    const drops = await Promise.all(
      (await store.recent("drop", SHOWN)).map(async (item) => {
        const key = `${item.id} ${item.rev}`;
        const cost = known.get(key) ?? (await costOfDrop(item, costPorts));
        if (item.state === "LOADED" && cost.actual) known.set(key, cost);
        return cost;
      }),
    );
    return { pricesAsOf, drops };
  };

  const quarantine = async () => {
    const found: { id: string; key: string; since: string }[] = [];
    for await (const { key, lastModified } of files.list({ bucket: buckets.processed, prefix: "quarantine/" })) {
      const of = ofQuarantineKey(key);
      if (of) found.push({ id: of.id, key, since: lastModified.toISOString() });
    }
    const newest = found.sort((a, b) => b.since.localeCompare(a.since)).slice(0, SHOWN);
    return Promise.all(
      newest.map(async ({ id, key, since }) => {
        const reason = JSON.parse(await files.getText({ bucket: buckets.processed, key })) as Reason;
        const { dataset, step, code, faults, faultCount, object } = reason;
        const state = (await find(id))?.state;
        return {
          id,
          since,
          dataset,
          step,
          code,
          faults: faults.slice(0, FAULTS_SHOWN),
          faultCount,
          object: object?.key,
          state,
        };
      }),
    );
  };

  return {
    addresses: {
      "AWS endpoint": awsEndpoint,
      "Landing bucket": `s3://${buckets.landing}`,
      "Snowflake twin": snowflake.accessUrl,
      "Shell variables": 'eval "$(npx reelhouse env)"',
    },
    mail: () => listMail(awsFolder),
    drops: shareFor(500, drops),
    quarantine: shareFor(1_000, quarantine),
    costs: shareFor(2_000, costs),
    async trace(id) {
      const item = await find(id);
      if (!item) return undefined;
      const whole = item.kind === "object" ? item : await ledger.getObject(item.object);
      const drop = item.kind === "object" ? await dropOf(item) : item;
      const { state, code, dataset, engine, object, attempt, decision, cost } = drop ?? item;
      return {
        drop: drop?.drop ?? id,
        state,
        code,
        dataset,
        engine,
        object: object.key,
        bytes: object.bytes,
        attempt,
        decision,
        cost,
        receivedAt: (whole ?? item).createdAt,
        steps: [...(whole?.steps ?? []), ...(drop?.steps ?? [])].sort((a, b) => a.startedAt - b.startedAt),
      };
    },
    async replay(id) {
      const item = await find(id);
      if (!item) return undefined;
      const object = item.kind === "object" ? item : await ledger.getObject(item.object);
      const drop = item.kind === "drop" ? item : await dropOf(item);
      const worker = { requestId: `replay-${randomUUID()}` };
      try {
        for (const each of [drop, object]) if (each) await ledger.reopen(each.id, worker);
      } catch (error) {
        if (!(error instanceof IllegalMove)) throw error;
        return { refused: `${id} is ${item.state}: there is nothing to judge again.` };
      }
      const lambda = new LambdaClient(access);
      await lambdaCaller(lambda, functionPrefix).call("unzip-and-validate", createdEvent(item.object, item.object));
      lambda.destroy();
      return { replayed: true };
    },
    state: shareFor(2_000, async () => {
      const state = await collect(warehouse);
      return { ...state, health: judgeHealth(state) };
    }),
    query: (sql, binds) => warehouse.run(sql, binds),
    async close() {
      await warehouse.close();
      client.destroy();
      glue.destroy();
      s3.destroy();
    },
  };
}

/** When the drop came into each state, in milliseconds since 1970; the last time counts where it was there twice. */
function enteredStates(object: LedgerItem, drop: LedgerItem | undefined): Record<string, number> {
  const entered: Record<string, number> = { RECEIVED: object.createdAt };
  for (const { from, to, endedAt } of [...object.steps, ...(drop?.steps ?? [])]) if (from !== to) entered[to] = endedAt;
  return entered;
}

const countOf = (steps: LedgerItem["steps"], step: string, count: string) =>
  steps.findLast((each) => each.step === step && each.outcome === "done")?.counts?.[count];
