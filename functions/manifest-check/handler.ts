/** When a drop's manifest.json is published: marks the drop ready if manifest, receipt, files and contract agree. */
import { S3Client } from "@aws-sdk/client-s3";
import type { Context, S3Event } from "aws-lambda";
import { manifestCheckConfig } from "../../shared/config.ts";
import { contractOf } from "../../shared/contract/registry.ts";
import { InputError } from "../../shared/errors.ts";
import { createdObjects } from "../../shared/events.ts";
import { type DropRef, dropFolder, dropOfProcessedKey, manifestKey, readyKey } from "../../shared/keys.ts";
import { dynamoLedgerStore } from "../../shared/ledger/dynamodb.ts";
import { advanceHead } from "../../shared/ledger/head.ts";
import { type Claim, createLedger, type Ledger } from "../../shared/ledger/ledger.ts";
import { invocationLog, type Log, type WriteLine, workerOf } from "../../shared/log.ts";
import { readPublishedManifest } from "../../shared/manifest/published.ts";
import { writeReady } from "../../shared/markers.ts";
import type { ObjectStore } from "../../shared/object-store/port.ts";
import { s3ObjectStore } from "../../shared/object-store/s3.ts";
import { once } from "../../shared/once.ts";
import { readReceipt } from "../../shared/receipt.ts";
import { runDropStep } from "../../shared/step.ts";
import { checkDrop, type Landed } from "./check-drop.ts";

const STEP = "manifest-check";

export interface Ports {
  store: ObjectStore;
  ledger: Ledger;
  processedBucket: string;
  write?: WriteLine;
}

export function createHandler(ports: () => Ports) {
  return async (event: S3Event, context: Context): Promise<void> => {
    const { store, ledger, processedBucket, write } = ports();
    const log = invocationLog(STEP, context, write);
    for (const { key } of createdObjects(event)) {
      const ref = dropOfProcessedKey(key);
      if (!ref || key !== manifestKey(ref)) continue; // a member of that name, in a folder of the drop
      await runDropStep(
        { store, ledger },
        {
          step: STEP,
          ref,
          worker: workerOf(context),
          log,
          processedBucket,
          work: (claim) => check({ store, ledger, processedBucket }, ref, claim, log),
          async makeSure({ state }) {
            const isThere = await store.head({ bucket: processedBucket, key: readyKey(ref) });
            if (state === "READY" && !isThere) await markReady({ store, processedBucket }, ref);
          },
        },
      );
    }
  };
}

async function check(
  { store, ledger, processedBucket: bucket }: Ports,
  ref: DropRef,
  claim: Claim,
  log: Log,
): Promise<void> {
  const manifest = await readPublishedManifest(store, bucket, ref);
  const receipt = await readReceipt(store, bucket, ref);
  const landed: Landed[] = [];
  const prefix = dropFolder(ref);
  for await (const { key, bytes } of store.list({ bucket, prefix }))
    landed.push({ path: key.slice(prefix.length), bytes });
  const faults = checkDrop(manifest, receipt.members, landed, contractOf(ref.dataset));
  if (faults.length > 0) throw new InputError(faults);
  const head = await advanceHead(ledger.store, ref, manifest.sequence, Date.now());
  const isLate = head !== undefined && manifest.sequence !== undefined && head.sequence > manifest.sequence;
  const note = isLate
    ? `Older than ${head.drop}, whose sequence is ${head.sequence}: it is loaded, and does not replace it.`
    : undefined;
  if (note) log.warn(note, { drop: ref.drop, sequence: manifest.sequence });
  await ledger.finish(claim, "READY", { counts: { members: manifest.members.length }, ...(note && { note }) });
  await writeReady(store, bucket, ref.drop, manifest);
}

async function markReady(
  { store, processedBucket }: Pick<Ports, "store" | "processedBucket">,
  ref: DropRef,
): Promise<void> {
  await writeReady(store, processedBucket, ref.drop, await readPublishedManifest(store, processedBucket, ref));
}

const realPorts = once((): Ports => {
  const { processedBucket, ledgerTable, leaseMs } = manifestCheckConfig(process.env);
  return {
    store: s3ObjectStore(new S3Client({})),
    ledger: createLedger(dynamoLedgerStore(ledgerTable), Date.now, leaseMs),
    processedBucket,
  };
});

export const handler = createHandler(realPorts);
