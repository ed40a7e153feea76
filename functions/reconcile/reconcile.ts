/** Brings every drop to a final state, even when every event is lost: compares buckets and ledger, and starts again what stands still. */
import { setTimeout as pause } from "node:timers/promises";
import type { LedgerItem, State, Worker } from "../../shared/ledger/item.ts";
import type { Log } from "../../shared/log.ts";
import { compose } from "../../shared/notify/compose.ts";
import { tellOnce } from "../../shared/notify/tell-once.ts";
import type { FailureTopic } from "../../shared/notify/topic.ts";
import { decide, MAX_RESTARTS } from "./decide.ts";
import { type RestartPorts, restart } from "./restart.ts";
import { scanLanding } from "./scan-landing.ts";
import { stuckStory } from "./stuck-story.ts";

export interface ReconcilePorts extends RestartPorts {
  topic: FailureTopic;
  stage: string;
  graceMs: number;
  betweenPassesMs?: number;
}

export interface Outcome {
  /** Archives whose events were lost. */
  found: number;
  restarted: number;
  settled: number;
  stuck: number;
}

/** From the end of the chain to its beginning, so that one pass does not look at the same drop twice. */
const OPEN_STATES: readonly State[] = ["QUARANTINED", "ARCHIVED", "TRANSFORMING", "READY", "EXTRACTED", "RECEIVED"];
const BETWEEN_PASSES_MS = 500;

/** Goes on until nothing that it started is on its way any more, or until `deadline` (milliseconds since 1970). */
export async function reconcile(ports: ReconcilePorts, worker: Worker, deadline: number, log: Log): Promise<Outcome> {
  const { store, ledger, buckets, graceMs, betweenPassesMs = BETWEEN_PASSES_MS } = ports;
  const found = await scanLanding({ store, ledger, bucket: buckets.landing, now: Date.now(), graceMs });
  const outcome: Outcome = { found: found.length, restarted: 0, settled: 0, stuck: 0 };
  // By the object: a drop that comes of a followed object is followed too.
  const followed = new Set(found.map(objectOf));
  const startedAt = new Map<string, number>();
  for (;;) {
    let isGoing = false;
    for (const state of OPEN_STATES) {
      for await (const item of ledger.store.open(state)) {
        if (Date.now() > deadline) return outcome;
        const isFollowed = followed.has(objectOf(item));
        const mark = `${item.id} ${item.state}`;
        const started = startedAt.get(mark);
        if (started !== undefined) {
          // Once per run: what fails again is left to the next one, minutes away.
          isGoing ||= Date.now() - started < graceMs || (item.lease !== undefined && item.lease.expiresAt > Date.now());
          continue;
        }
        const result = await attend(ports, item, isFollowed, worker, log);
        if (result === "restarted") {
          outcome.restarted += 1;
          startedAt.set(mark, Date.now());
          followed.add(objectOf(item));
        } else if (result === "settled") outcome.settled += 1;
        else if (result === "stuck") outcome.stuck += 1;
        // An extracted object only waits for its drop, which is looked at by itself.
        const isWaiting = result === "leave" && isFollowed && item.stalledAt === undefined;
        isGoing ||= result === "restarted" || (isWaiting && (item.kind === "drop" || item.state === "RECEIVED"));
      }
    }
    if (!isGoing || Date.now() + betweenPassesMs > deadline) return outcome;
    await pause(betweenPassesMs);
  }
}

async function attend(ports: ReconcilePorts, indexed: LedgerItem, isFollowed: boolean, worker: Worker, log: Log) {
  const item = await ports.ledger.store.get<LedgerItem>(indexed.id); // the index lags behind
  if (!item?.open) return "final" as const;
  const decision = decide(item, { now: Date.now(), graceMs: ports.graceMs, isFollowed });
  if (decision === "leave") return "leave" as const;
  const result =
    decision === "give up"
      ? { stuck: `It was started again ${MAX_RESTARTS} times without getting further.` }
      : await restart(ports, item, worker);
  if (result === "running") return "elsewhere" as const; // the end of a Glue run, or of the object's drop, is not waited for here
  log.info(typeof result === "object" ? "A drop is stuck" : `A drop was ${result}`, {
    drop: item.drop,
    item: item.id,
    state: item.state,
    ...(typeof result === "object" && result),
  });
  if (typeof result === "string") return result;
  await tellOnce(ports.ledger.store, ports.topic, compose(stuckStory(ports.stage, item, result.stuck)));
  await ports.ledger.stalled(item.id);
  return "stuck" as const;
}

const objectOf = ({ object: { bucket, key, versionId, etag } }: LedgerItem) => `${bucket}/${key}#${versionId ?? etag}`;
