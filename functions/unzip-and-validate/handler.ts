/** When a ZIP lands: checks every byte of it while it passes, puts its members into the processed bucket, and its manifest last. */
import { S3Client } from "@aws-sdk/client-s3";
import type { Context, S3Event } from "aws-lambda";
import { unzipAndValidateConfig } from "../../shared/config.ts";
import { InputError, refuse } from "../../shared/errors.ts";
import { createdObjects, type ObjectCreated } from "../../shared/events.ts";
import { manifestKey } from "../../shared/keys.ts";
import { dynamoLedgerStore } from "../../shared/ledger/dynamodb.ts";
import { type LandingObject, type LedgerItem, objectId, type Worker } from "../../shared/ledger/item.ts";
import { type Claim, createLedger, type Ledger } from "../../shared/ledger/ledger.ts";
import { invocationLog, type Log, type WriteLine, workerOf } from "../../shared/log.ts";
import { stemOf } from "../../shared/manifest/completeness.ts";
import type { ObjectStore } from "../../shared/object-store/port.ts";
import { s3ObjectStore } from "../../shared/object-store/s3.ts";
import { once } from "../../shared/once.ts";
import { reasonOf, writeReason } from "../../shared/quarantine.ts";
import { publishManifest, type Receipt, readReceipt, writeReceipt } from "../../shared/receipt.ts";
import { acceptObject } from "./accept-object.ts";

const STEP = "unzip-and-validate";

export interface Ports {
  store: ObjectStore;
  ledger: Ledger;
  processedBucket: string;
  write?: WriteLine;
}

export function createHandler(ports: () => Ports) {
  return async (event: S3Event, context: Context): Promise<void> => {
    const invocation = { ...ports(), worker: workerOf(context) };
    const log = invocationLog(STEP, context, invocation.write);
    for (const created of createdObjects(event)) await takeIn(invocation, created, log.with({ object: created.key }));
  };
}

interface Invocation extends Ports {
  worker: Worker;
}

async function takeIn(ports: Invocation, created: ObjectCreated, log: Log): Promise<void> {
  const { ledger, worker } = ports;
  const object = await landingObject(ports.store, created);
  const item = await ledger.receive(object);
  const result = await ledger.underLease(item.id, STEP, worker, (claim) => judge(ports, claim, object, log));
  log.info(`The archive was taken: ${result}`);
  if (result === "done") await makeSure(ports, object);
}

/** The event's own words, completed by the store where it left something out (`versionId`, in a bucket without versions). */
async function landingObject(
  store: ObjectStore,
  { bucket, key, versionId, bytes, etag, sequencer }: ObjectCreated,
): Promise<LandingObject> {
  const isComplete = etag !== "" && versionId !== undefined;
  const info = isComplete ? undefined : await store.head({ bucket, key, ...(versionId && { versionId }) });
  const version = versionId ?? info?.versionId;
  return {
    bucket,
    key,
    etag: (info?.etag ?? etag).replaceAll('"', ""),
    bytes: info?.bytes ?? bytes,
    ...(version && { versionId: version }),
    ...(sequencer && { sequencer }),
  };
}

async function judge(ports: Invocation, claim: Claim, object: LandingObject, log: Log): Promise<void> {
  const { store, ledger, processedBucket, worker } = ports;
  let dataset: string | undefined;
  try {
    if (!(await store.head(object))) throw refuse("LANDING_OBJECT_GONE", { found: `${object.bucket}/${object.key}` });
    const receipt = await acceptObject(
      {
        store,
        processedBucket,
        isThere: async (ref) => isPublished(await ledger.getDrop(ref)),
        onDataset: (name) => {
          dataset = name;
        },
      },
      object,
    );
    await publish(ports, claim, object, receipt, log);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const reason = reasonOf({ id: objectId(object), dataset, step: STEP, object }, error);
    const reasonKey = await writeReason(store, processedBucket, reason);
    const facts = dataset === undefined ? {} : { facts: { dataset } };
    await ledger.finish(claim, "QUARANTINED", {
      code: error.code,
      reasonKey,
      counts: { faults: error.faults.length },
      ...facts,
    });
    log.warn("The archive is in quarantine", {
      code: error.code,
      faults: error.faults.length,
      reasonKey,
      worker: worker.requestId,
    });
  }
}

/** A drop in quarantine may be brought once more; its members are checked and written again. */
const isPublished = (drop: LedgerItem | undefined) => drop !== undefined && drop.state !== "QUARANTINED";

async function publish(ports: Invocation, claim: Claim, object: LandingObject, receipt: Receipt, log: Log) {
  const { store, ledger, processedBucket, worker } = ports;
  const { dataset, drop, members } = receipt;
  if (!isPublished(await ledger.getDrop(receipt))) await writeReceipt(store, processedBucket, receipt);
  const { isOwner } = await ledger.claimDrop({ dataset, drop }, object, worker);
  const counts = {
    members: members.length,
    bytes: members.reduce((sum, { bytes }) => sum + bytes, 0),
    rows: rowsOf(members),
  };
  await ledger.finish(claim, isOwner ? "EXTRACTED" : "DUPLICATE", { facts: { dataset, drop }, counts });
  log.info(isOwner ? "The drop is extracted" : "The drop was there already", { drop, dataset, ...counts });
  if (isOwner) await publishManifest(store, processedBucket, receipt);
}

/** Twins hold the same rows. */
const rowsOf = (members: Receipt["members"]) =>
  [...new Map(members.map(({ path, rowCount }) => [stemOf(path), rowCount ?? 0])).values()].reduce(
    (sum, rows) => sum + rows,
    0,
  );

/** Extracted, but the worker died before its last write: the manifest is made again from the receipt. */
async function makeSure({ store, ledger, processedBucket: bucket }: Ports, object: LandingObject): Promise<void> {
  const item = await ledger.getObject(object);
  if (item?.state !== "EXTRACTED" || !item.dataset || !item.drop) return;
  const ref = { dataset: item.dataset, drop: item.drop };
  if (!(await store.head({ bucket, key: manifestKey(ref) })))
    await publishManifest(store, bucket, await readReceipt(store, bucket, ref));
}

const realPorts = once((): Ports => {
  const { processedBucket, ledgerTable, leaseMs } = unzipAndValidateConfig(process.env);
  return {
    store: s3ObjectStore(new S3Client({})),
    ledger: createLedger(dynamoLedgerStore(ledgerTable), Date.now, leaseMs),
    processedBucket,
  };
});

export const handler = createHandler(realPorts);
