/** When a drop's `_DONE.json` is written: refreshes its pipes, waits for the load, and proves it before the drop counts as loaded. */

import { setTimeout as pause } from "node:timers/promises";
import { S3Client } from "@aws-sdk/client-s3";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Context, S3Event } from "aws-lambda";
import { snowpipeRefreshConfig } from "../../shared/config.ts";
import { type Done, readDone } from "../../shared/done.ts";
import { createdObjects } from "../../shared/events.ts";
import { type DropRef, doneKey, dropOfDoneKey, loadReportKey } from "../../shared/keys.ts";
import { dynamoLedgerStore } from "../../shared/ledger/dynamodb.ts";
import { dropItemId, type LedgerItem, objectItemId, type Worker } from "../../shared/ledger/item.ts";
import { type Claim, createLedger, type Ledger } from "../../shared/ledger/ledger.ts";
import { invocationLog, type Log, type WriteLine, workerOf } from "../../shared/log.ts";
import type { ObjectStore } from "../../shared/object-store/port.ts";
import { s3ObjectStore } from "../../shared/object-store/s3.ts";
import { once } from "../../shared/once.ts";
import { runDropStep } from "../../shared/step.ts";
import { snowflakeWarehouse } from "../../shared/warehouse/snowflake.ts";
import type { Warehouse } from "../../shared/warehouse/warehouse.ts";
import { loadDrop, type TableLoad } from "./load-drop.ts";

const STEP = "snowpipe-refresh";
/** Of the function's time, kept for what comes after the wait. */
const RESERVE_MS = 20_000;
/** The transform writes `_DONE.json` a moment before it moves the state. */
const MOMENT_MS = 2_000;

export interface Ports {
  store: ObjectStore;
  ledger: Ledger;
  warehouse: Warehouse;
  database: string;
  archiveBucket: string;
  write?: WriteLine;
}

export function createHandler(ports: () => Ports) {
  return async (event: S3Event, context: Context): Promise<void> => {
    const { write, ...chain } = ports();
    const { store, ledger, archiveBucket } = chain;
    const worker = workerOf(context);
    const log = invocationLog(STEP, context, write);
    const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
    for (const { key } of createdObjects(event)) {
      const ref = dropOfDoneKey(key);
      if (!ref) continue;
      await archived(chain, ref, worker);
      await runDropStep(
        { store, ledger },
        {
          step: STEP,
          ref,
          worker,
          log,
          processedBucket: archiveBucket, // nothing here is the sender's to mend
          work: (claim) => load(chain, ref, claim, deadline, log),
          makeSure: (item) => settleObject(ledger, item, worker),
        },
      );
    }
  };
}

/** `_DONE.json` is the proof that the transform is done, whichever engine it was and whether or not it could say so. */
async function archived(
  { store, ledger, archiveBucket }: Omit<Ports, "write">,
  ref: DropRef,
  worker: Worker,
): Promise<void> {
  const id = dropItemId(ref);
  const stateNow = async () => (await ledger.getDrop(ref))?.state;
  for (const until = Date.now() + MOMENT_MS; Date.now() < until && (await stateNow()) === "TRANSFORMING"; ) {
    if (!(await ledger.getDrop(ref))?.lease) break;
    await pause(25);
  }
  const state = await stateNow();
  if (state !== "TRANSFORMING" && state !== "READY") return;
  const done = await readDone(store, archiveBucket, ref);
  if (state === "READY")
    await ledger.settle(id, "transform", worker, "TRANSFORMING", { facts: { engine: done.engine } });
  await ledger.settle(id, "transform", worker, "ARCHIVED", { counts: countsOf(done) });
}

const countsOf = ({ tables }: Done) => ({
  rows: tables.reduce((sum, { rows }) => sum + rows, 0),
  accepted: tables.reduce((sum, { accepted }) => sum + accepted, 0),
  rejected: tables.reduce((sum, { rejected }) => sum + rejected, 0),
  files: tables.reduce((sum, { files }) => sum + files.length, 0),
});

async function load(
  { store, ledger, warehouse, database, archiveBucket }: Omit<Ports, "write">,
  ref: DropRef,
  claim: Claim,
  deadline: number,
  log: Log,
): Promise<void> {
  const done = await readDone(store, archiveBucket, ref);
  const info = await store.head({ bucket: archiveBucket, key: doneKey(ref) });
  const archivedAt = info?.lastModified.getTime() ?? Date.now();
  const loads = await loadDrop({ warehouse, database, archivedAt, deadline }, done);
  await writeLoadReport(store, archiveBucket, ref, loads);
  const rows = loads.reduce((sum, table) => sum + table.rows, 0);
  const item = await ledger.finish(claim, "LOADED", { counts: { rows, tables: loads.length } });
  await settleObject(ledger, item, claim.worker);
  log.info("The drop is loaded", { drop: ref.drop, rows });
}

const writeLoadReport = (store: ObjectStore, bucket: string, ref: DropRef, tables: TableLoad[]) =>
  store.put({ bucket, key: loadReportKey(ref) }, `${JSON.stringify({ ...ref, tables }, null, 2)}\n`, {
    contentType: "application/json",
    metadata: { drop: ref.drop },
  });

/** The landing object is done when its drop is. */
async function settleObject(ledger: Ledger, { state, object }: LedgerItem, worker: Worker): Promise<void> {
  if (state === "LOADED" && (await ledger.getObject(object))?.state === "EXTRACTED")
    await ledger.settle(objectItemId(object), STEP, worker, "LOADED");
}

const realPorts = once((): Ports => {
  const { archiveBucket, ledgerTable, leaseMs, warehouse } = snowpipeRefreshConfig(process.env);
  const secrets = {
    async getSecret(id: string) {
      const { SecretString = "" } = await new SecretsManagerClient({}).send(
        new GetSecretValueCommand({ SecretId: id }),
      );
      return SecretString;
    },
  };
  return {
    store: s3ObjectStore(new S3Client({})),
    ledger: createLedger(dynamoLedgerStore(ledgerTable), Date.now, leaseMs),
    warehouse: snowflakeWarehouse(warehouse, secrets),
    database: warehouse.database,
    archiveBucket,
  };
});

export const handler = createHandler(realPorts);
