/** What to do about an item that is not final. Pure. */
import type { LedgerItem } from "../../shared/ledger/item.ts";

export interface Circumstances {
  now: number;
  graceMs: number;
  /** Reconcile started it in this very run: its events are being lost, so what comes next need not wait for one. */
  isFollowed: boolean;
}

export type Decision =
  /** Somebody is at it, or an event may still be under way. */
  | "leave"
  /** Its next step has to be started again. */
  | "restart"
  /** It was started again as often as makes sense. */
  | "give up";

/** Starts of one step by `reconcile` before a person is asked. With five minutes between, half an hour. */
export const MAX_RESTARTS = 6;
/** Runs of Glue that failed are run again so often in one attempt of a drop, as Lambda tries a function again. */
export const MAX_RERUNS = 2;
/** Afterwards it is still tried now and then: what stood in its way may be gone. */
export const STALLED_RETRY_MS = 3_600_000;

export function decide(
  { lease, notBefore, updatedAt, restarts, stalledAt, state }: LedgerItem,
  { now, graceMs, isFollowed }: Circumstances,
): Decision {
  if (lease && lease.expiresAt > now) return "leave";
  if (notBefore !== undefined && notBefore > now) return "leave";
  if (stalledAt !== undefined) return now - updatedAt < STALLED_RETRY_MS ? "leave" : "restart";
  const isDue = notBefore !== undefined || (lease !== undefined && lease.expiresAt <= now);
  if (!isFollowed && !isDue && now - updatedAt < graceMs) return "leave";
  if (restarts >= MAX_RESTARTS && state !== "QUARANTINED") return "give up";
  return "restart";
}
