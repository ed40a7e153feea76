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

export function decide(
  { lease, notBefore, updatedAt, restarts, stalledAt, state }: LedgerItem,
  { now, graceMs, isFollowed }: Circumstances,
): Decision {
  if (lease && lease.expiresAt > now) return "leave";
  if (notBefore !== undefined && notBefore > now) return "leave";
  if (stalledAt !== undefined) return "leave";
  const isDue = notBefore !== undefined || (lease !== undefined && lease.expiresAt <= now);
  if (!isFollowed && !isDue && now - updatedAt < graceMs) return "leave";
  if (restarts >= MAX_RESTARTS && state !== "QUARANTINED") return "give up";
  return "restart";
}
