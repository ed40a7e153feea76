/** Gets one stuck item going: makes the cause of its next step again, or enters what is known already. */
import { type Buckets, type Cause, causeOf, createdEvent, loadCause } from "../../shared/causes.ts";
import type { FunctionCaller } from "../../shared/functions.ts";
import { doneKey, manifestKey, quarantineKey, readyKey } from "../../shared/keys.ts";
import type { LedgerItem, Worker } from "../../shared/ledger/item.ts";
import type { Ledger } from "../../shared/ledger/ledger.ts";
import { readPublishedManifest } from "../../shared/manifest/published.ts";
import { writeReady } from "../../shared/markers.ts";
import type { ObjectStore } from "../../shared/object-store/port.ts";
import { publishManifest, readReceipt } from "../../shared/receipt.ts";
import { MAX_RERUNS } from "./decide.ts";
import type { GlueRunStates } from "./glue-run-state.ts";

export interface RestartPorts {
  store: ObjectStore;
  ledger: Ledger;
  functions: FunctionCaller;
  runs: GlueRunStates;
  buckets: Buckets & { landing: string };
}

export type Restarted =
  | "restarted"
  /** Nothing had to be started: the ledger was behind. */
  | "settled"
  /** It goes on elsewhere. */
  | "running"
  /** Only a person can help; the text says why. */
  | { stuck: string };

export async function restart(ports: RestartPorts, item: LedgerItem, worker: Worker): Promise<Restarted> {
  if (item.kind === "object" && item.state === "EXTRACTED") return settleObject(ports, item, worker);
  if (item.state === "TRANSFORMING" || item.state === "ARCHIVED") {
    const isDone = await ports.store.head({ bucket: ports.buckets.archive, key: doneKey(refOf(item)) });
    if (isDone) return start(ports, item, loadCause(item, ports.buckets), worker);
    if (item.state === "ARCHIVED") return { stuck: `The archive has no ${doneKey(refOf(item))}: somebody removed it.` };
    if (item.engine === "glue") return watchGlue(ports, item, worker);
  }
  await restoreMarker(ports, item);
  const cause = causeOf(item, ports.buckets);
  return cause
    ? start(ports, item, cause, worker)
    : { stuck: `Nothing is known that would start it from ${item.state}.` };
}

async function start(
  { ledger, functions }: RestartPorts,
  item: LedgerItem,
  { step, event }: Cause,
  worker: Worker,
): Promise<Restarted> {
  await ledger.restarted(item.id, worker);
  await functions.call(step, event);
  return "restarted";
}

/** An object is final when its drop is. */
async function settleObject({ ledger }: RestartPorts, item: LedgerItem, worker: Worker): Promise<Restarted> {
  const drop = item.drop && (await ledger.getDrop(refOf(item)));
  if (!drop) return { stuck: "The ledger has lost its drop." };
  const { state, code, reasonKey } = drop;
  if (state !== "LOADED" && state !== "QUARANTINED") return "running";
  await ledger.settle(item.id, "reconcile", worker, state, { ...(code && { code }), ...(reasonKey && { reasonKey }) });
  if (drop.notifiedAt !== undefined) await ledger.notified(item.id);
  return "settled";
}

/** The step before wrote its last file after it had moved the state; it may have died between the two. */
async function restoreMarker({ store, buckets: { processed: bucket } }: RestartPorts, item: LedgerItem): Promise<void> {
  if (item.kind !== "drop") return;
  const ref = refOf(item);
  if (item.state === "EXTRACTED" && !(await store.head({ bucket, key: manifestKey(ref) })))
    await publishManifest(store, bucket, await readReceipt(store, bucket, ref));
  if (item.state === "READY" && !(await store.head({ bucket, key: readyKey(ref) })))
    await writeReady(store, bucket, ref.drop, await readPublishedManifest(store, bucket, ref));
}

async function watchGlue(ports: RestartPorts, item: LedgerItem, worker: Worker): Promise<Restarted> {
  const { store, ledger, runs, buckets } = ports;
  const { id, jobRunId, reruns = 0 } = item;
  if (!jobRunId) return { stuck: "The ledger knows no run of the Glue job for it." };
  const { state, message } = await runs.state(jobRunId);
  if (state === "RUNNING") return "running";
  const reason = { bucket: buckets.processed, key: quarantineKey(item.dataset, item.drop ?? "") };
  if (state === "SUCCEEDED" && (await store.head(reason)))
    return start(ports, item, { step: "failure-notify", event: createdEvent(reason) }, worker);
  const why = `The Glue run ${jobRunId} ended with ${state} and left no _DONE.json. ${message}`.trim();
  if (state !== "FAILED") return { stuck: why };
  if (reruns >= MAX_RERUNS) return { stuck: `${why} It was run again ${reruns} times, and that did not help.` };
  await ledger.rerun(id, jobRunId, worker, why);
  return "restarted"; // as one that waits for the kick-off, which comes next in this very run
}

const refOf = ({ dataset = "", drop = "" }: LedgerItem) => ({ dataset, drop });
