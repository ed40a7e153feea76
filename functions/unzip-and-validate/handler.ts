/** When a ZIP lands: checks every byte of it while it passes, puts its members into the processed bucket, and its manifest last. */
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import type { Context, S3Event } from "aws-lambda";
import { createdEvent } from "../../shared/causes.ts";
import { unzipAndValidateConfig } from "../../shared/config.ts";
import { InputError, refuse } from "../../shared/errors.ts";
import { createdObjects, type ObjectCreated } from "../../shared/events.ts";
import { TimeIsUp } from "../../shared/front-door/progress.ts";
import { type FunctionCaller, lambdaCaller } from "../../shared/functions.ts";
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
import type { ArchiveLimits } from "../../shared/zip/limits.ts";
import { acceptObject } from "./accept-object.ts";
import { DEFAULT_PACE, openSavedProgress, type Pace, type SavedProgress } from "./saved-progress.ts";

const STEP = "unzip-and-validate";

export interface Ports {
  store: ObjectStore;
  ledger: Ledger;
  processedBucket: string;
  /** Starts the invocation that goes on where this one has to end. */
  functions: FunctionCaller;
  limits?: Partial<ArchiveLimits>;
  pace?: Pace;
  write?: WriteLine;
}

export function createHandler(ports: () => Ports) {
  return async (event: S3Event, context: Context): Promise<void> => {
    const remainingMs = () => context.getRemainingTimeInMillis();
    const invocation = { ...ports(), worker: workerOf(context), remainingMs };
    const log = invocationLog(STEP, context, invocation.write);
    for (const created of createdObjects(event)) await takeIn(invocation, created, log.with({ object: created.key }));
  };
}

interface Invocation extends Ports {
  worker: Worker;
  remainingMs(): number;
}

async function takeIn(ports: Invocation, created: ObjectCreated, log: Log): Promise<void> {
  const { ledger, worker, functions } = ports;
  const object = await landingObject(ports.store, created);
  const item = await ledger.receive(object);
  let isHandedOver = false;
  const result = await ledger.underLease(item.id, STEP, worker, async (claim) => {
    isHandedOver = (await judge(ports, claim, object, log)) === "handed over";
  });
  log.info(`The archive was taken: ${result}`);
  // After the lease was given back. Should this be lost, `reconcile` starts what is RECEIVED and rests.
  if (isHandedOver) await functions.call(STEP, createdEvent(object, object));
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

async function judge(
  ports: Invocation,
  claim: Claim,
  object: LandingObject,
  log: Log,
): Promise<"over" | "handed over"> {
  const { store, ledger, processedBucket: bucket, remainingMs, pace = DEFAULT_PACE, limits = {} } = ports;
  const { signal, item } = claim;
  const mayBeThere = item.token > 1; // the first invocation need not look
  const id = objectId(object);
  const progress = await openSavedProgress({ store, bucket, id, mayBeThere, remainingMs, signal, pace });
  let dataset: string | undefined;
  try {
    if (!(await store.head(object))) throw refuse("LANDING_OBJECT_GONE", { found: `${object.bucket}/${object.key}` });
    const receipt = await acceptObject(
      {
        store,
        processedBucket: bucket,
        isThere: async (ref) => isPublished(await ledger.getDrop(ref)),
        onDataset: (name) => {
          dataset = name;
        },
        limits,
        progress,
      },
      object,
    );
    await publish(ports, claim, object, receipt, progress, log);
  } catch (error) {
    if (error instanceof TimeIsUp) {
      await handOver(ports, claim, progress, log);
      return "handed over";
    }
    if (!(error instanceof InputError)) throw error;
    await quarantine(ports, claim, object, dataset, error, progress, log);
  }
  return "over";
}

async function handOver({ ledger }: Invocation, claim: Claim, progress: SavedProgress, log: Log): Promise<void> {
  await progress.save();
  const members = progress.readings.judgement?.read.length ?? progress.readings.survey?.read.length ?? 0;
  await ledger.handOver(claim, `Another invocation goes on: ${members} members are read.`);
  log.info("Another invocation goes on", { members });
}

async function quarantine(
  { store, ledger, processedBucket, worker }: Invocation,
  claim: Claim,
  object: LandingObject,
  dataset: string | undefined,
  error: InputError,
  progress: SavedProgress,
  log: Log,
): Promise<void> {
  const { code, faultCount: faults } = error;
  const reason = reasonOf({ id: objectId(object), dataset, step: STEP, object }, error);
  const reasonKey = await writeReason(store, processedBucket, reason);
  await progress.remove();
  const facts = dataset === undefined ? {} : { facts: { dataset } };
  await ledger.finish(claim, "QUARANTINED", { code, reasonKey, counts: { faults }, ...facts });
  log.warn("The archive is in quarantine", { code, faults, reasonKey, worker: worker.requestId });
}

/** A drop in quarantine may be brought once more; its members are checked and written again. */
const isPublished = (drop: LedgerItem | undefined) => drop !== undefined && drop.state !== "QUARANTINED";

async function publish(
  ports: Invocation,
  claim: Claim,
  object: LandingObject,
  receipt: Receipt,
  progress: SavedProgress,
  log: Log,
) {
  const { store, ledger, processedBucket, worker } = ports;
  const { dataset, drop, members } = receipt;
  if (!isPublished(await ledger.getDrop(receipt))) await writeReceipt(store, processedBucket, receipt);
  const { isOwner } = await ledger.claimDrop({ dataset, drop }, object, worker);
  const counts = {
    members: members.length,
    bytes: members.reduce((sum, { bytes }) => sum + bytes, 0),
    rows: rowsOf(members),
  };
  await progress.remove(); // before the state moves: afterwards nobody would come back for it
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
  const { processedBucket, ledgerTable, leaseMs, functionPrefix, limits } = unzipAndValidateConfig(process.env);
  return {
    store: s3ObjectStore(new S3Client({})),
    ledger: createLedger(dynamoLedgerStore(ledgerTable), Date.now, leaseMs),
    processedBucket,
    functions: lambdaCaller(new LambdaClient({}), functionPrefix),
    limits,
  };
});

export const handler = createHandler(realPorts);
