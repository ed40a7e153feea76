/** The state machine of the ledger. Pure: an item and an operation in, the changed item out; what is not allowed throws. */
import type { DropRef } from "../keys.ts";
import {
  dropItemId,
  type LandingObject,
  type LedgerItem,
  objectItemId,
  type State,
  type Step,
  type StepRecord,
  type Worker,
} from "./item.ts";

/** Where each state may lead. Only `reopen` leaves QUARANTINED; it and `rerun` go back; LOADED and DUPLICATE are left by nothing. */
export const MOVES: Record<LedgerItem["kind"], Record<State, readonly State[]>> = {
  object: {
    RECEIVED: ["EXTRACTED", "DUPLICATE", "QUARANTINED"],
    EXTRACTED: ["LOADED", "QUARANTINED"],
    READY: [],
    TRANSFORMING: [],
    ARCHIVED: [],
    LOADED: [],
    QUARANTINED: [],
    DUPLICATE: [],
  },
  drop: {
    RECEIVED: [],
    EXTRACTED: ["READY", "QUARANTINED"],
    READY: ["TRANSFORMING", "QUARANTINED"],
    TRANSFORMING: ["ARCHIVED", "QUARANTINED"],
    ARCHIVED: ["LOADED", "QUARANTINED"],
    LOADED: [],
    QUARANTINED: [],
    DUPLICATE: [],
  },
};

const ORDER: readonly State[] = ["RECEIVED", "EXTRACTED", "READY", "TRANSFORMING", "ARCHIVED", "LOADED"];
const STARTS_FROM: Partial<Record<Step, State>> = {
  "unzip-and-validate": "RECEIVED",
  "manifest-check": "EXTRACTED",
  "glue-kickoff": "READY",
  transform: "TRANSFORMING",
  "snowpipe-refresh": "ARCHIVED",
};

export const isFinal = (state: State) => state === "LOADED" || state === "QUARANTINED" || state === "DUPLICATE";

/** The holder of an older token, or of none, wanted to change an item. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

/** A move that the states do not allow: a defect of ours, never the sender's fault. */
export class IllegalMove extends Error {
  override readonly name = "IllegalMove";
}

export type Refusal =
  /** The step was done before: its event came twice. */
  | "done"
  /** The step before it is not done yet. */
  | "early"
  /** Another worker is at it. */
  | "held"
  /** It is not to be started before `notBefore`. */
  | "waiting";

export function received(object: LandingObject, now: number): LedgerItem {
  return settled({
    id: objectItemId(object),
    kind: "object",
    rev: 0,
    state: "RECEIVED",
    object,
    createdAt: now,
    updatedAt: now,
    token: 0,
    restarts: 0,
    steps: [],
  });
}

/** A drop is born extracted: it has an id only once every byte of it was read and found true. */
export function extracted(ref: DropRef, object: LandingObject, now: number): LedgerItem {
  return settled({
    id: dropItemId(ref),
    kind: "drop",
    rev: 0,
    state: "EXTRACTED",
    object,
    ...ref,
    createdAt: now,
    updatedAt: now,
    token: 0,
    restarts: 0,
    steps: [],
  });
}

export interface Take {
  step: Step;
  worker: Worker;
  leaseMs: number;
  now: number;
}

/** Gives the lease of a step, or says why not. */
export function take(item: LedgerItem, { step, worker, leaseMs, now }: Take): LedgerItem | Refusal {
  const refusal = refusalOf(item, step, worker, now);
  if (refusal) return refusal;
  const token = item.token + 1;
  return { ...item, token, lease: { step, owner: worker.requestId, token, expiresAt: now + leaseMs }, updatedAt: now };
}

function refusalOf(
  { state, lease, notBefore }: LedgerItem,
  step: Step,
  worker: Worker,
  now: number,
): Refusal | undefined {
  const from = STARTS_FROM[step];
  if (from === undefined) throw new IllegalMove(`${step} takes no lease`);
  if (state !== from) return isFinal(state) || ORDER.indexOf(state) > ORDER.indexOf(from) ? "done" : "early";
  if (lease && lease.expiresAt > now && lease.owner !== worker.requestId) return "held";
  return notBefore !== undefined && notBefore > now ? "waiting" : undefined;
}

/** Throws `LeaseLost` when `token` is not that of the present lease. An expired lease that nobody took over is still good. */
export function renew(item: LedgerItem, token: number, leaseMs: number, now: number): LedgerItem {
  const lease = leaseOf(item, token);
  return { ...item, lease: { ...lease, expiresAt: now + leaseMs } };
}

export interface Finish {
  to: State;
  worker: Worker;
  startedAt: number;
  now: number;
  code?: string;
  reasonKey?: string;
  counts?: Record<string, number>;
  note?: string;
  /** What becomes known with the step. */
  facts?: Partial<Pick<LedgerItem, "dataset" | "drop" | "engine" | "jobRunId" | "decision" | "cost">>;
}

/** Moves the state under a lease, and ends the lease. Throws `LeaseLost` or `IllegalMove`. */
export function finish(item: LedgerItem, token: number, finish: Finish): LedgerItem {
  const { step } = leaseOf(item, token);
  return move(item, step, finish);
}

/**
 * Moves the state without a lease, and takes the lease from whoever has it: for what was decided elsewhere (a reason in quarantine, the
 * Glue job's `_DONE.json`, an object whose drop is final). Throws `IllegalMove`.
 */
export function settle(item: LedgerItem, step: Step, finish: Finish): LedgerItem {
  return { ...move(item, step, finish), token: item.token + 1 };
}

function move(
  item: LedgerItem,
  step: Step,
  { to, worker, startedAt, now, code, reasonKey, counts, note, facts }: Finish,
): LedgerItem {
  if (!MOVES[item.kind][item.state].includes(to))
    throw new IllegalMove(`${item.id} cannot go from ${item.state} to ${to} (${step})`);
  const { lease: _, notBefore: __, ...rest } = item;
  const record = {
    step,
    outcome: "done",
    from: item.state,
    to,
    startedAt,
    endedAt: now,
    worker,
    ...defined({ counts, note }),
  } as const;
  return settled({
    ...rest,
    ...facts,
    ...defined({ code, reasonKey }),
    state: to,
    restarts: 0,
    updatedAt: now,
    steps: appended(item.steps, record),
  });
}

export interface Stop {
  outcome: "failed" | "waiting";
  worker: Worker;
  startedAt: number;
  now: number;
  note: string;
  notBefore?: number;
}

/**
 * Gives the lease back without moving: the step failed, or must wait. That it waits is an answer, so `reconcile` counts its starts from zero.
 * Throws `LeaseLost`.
 */
export function release(
  item: LedgerItem,
  token: number,
  { outcome, worker, startedAt, now, note, notBefore }: Stop,
): LedgerItem {
  const { step } = leaseOf(item, token);
  const { lease: _, notBefore: __, ...rest } = item;
  const record = { step, outcome, from: item.state, to: item.state, startedAt, endedAt: now, worker, note } as const;
  const restarts = outcome === "waiting" ? 0 : item.restarts;
  return { ...rest, ...defined({ notBefore }), restarts, updatedAt: now, steps: appended(item.steps, record) };
}

/** Gives the lease back because the step goes on in another invocation. */
export const handOver = (item: LedgerItem, token: number, stop: Omit<Stop, "outcome" | "notBefore">): LedgerItem =>
  release(item, token, { ...stop, outcome: "waiting" });

/** Ends a lease that led to nothing. */
export function dropLease({ lease: _, ...item }: LedgerItem): LedgerItem {
  return item;
}

/** Counts a new start of a step whose event was lost, and gives it time before the next one. */
export function restarted(item: LedgerItem, worker: Worker, now: number): LedgerItem {
  const record = {
    step: "reconcile",
    outcome: "restarted",
    from: item.state,
    to: item.state,
    startedAt: now,
    endedAt: now,
    worker,
  } as const;
  return { ...item, restarts: item.restarts + 1, updatedAt: now, steps: appended(item.steps, record) };
}

/**
 * A run of Glue failed: back to the kick-off, which starts another in the same attempt. Nothing happens when the item has a newer run
 * already, or none.
 */
export function rerun(item: LedgerItem, jobRunId: string, worker: Worker, now: number, note: string): LedgerItem {
  if (item.state !== "TRANSFORMING" || item.jobRunId !== jobRunId) return item;
  const { lease: _, notBefore: __, ...rest } = item;
  const record = {
    step: "reconcile",
    outcome: "restarted",
    from: item.state,
    to: "READY",
    startedAt: now,
    endedAt: now,
    worker,
    note,
  } as const;
  return settled({
    ...rest,
    state: "READY",
    token: item.token + 1,
    restarts: 0,
    reruns: (item.reruns ?? 0) + 1,
    updatedAt: now,
    steps: appended(item.steps, record),
  });
}

export const notified = (item: LedgerItem, now: number): LedgerItem => settled({ ...item, notifiedAt: now });

export const stalled = (item: LedgerItem, now: number): LedgerItem => ({ ...item, stalledAt: now });

/**
 * Starts over: a quarantined object or drop is judged once more (somebody asked for it, or the same content was sent again), a stuck one
 * is counted from zero. Throws `IllegalMove` for what is loaded or a duplicate.
 */
export function reopen(
  item: LedgerItem,
  worker: Worker,
  now: number,
  object: LandingObject = item.object,
  step: "replay" | "release" = "replay",
): LedgerItem {
  if (item.state === "LOADED" || item.state === "DUPLICATE")
    throw new IllegalMove(`${item.id} is ${item.state}: there is nothing to replay`);
  const first = item.kind === "object" ? "RECEIVED" : "EXTRACTED";
  // A run of Glue that failed is not run again by itself: the kick-off starts another.
  const again = item.state === "TRANSFORMING" && item.engine === "glue" ? "READY" : item.state;
  const to = item.state === "QUARANTINED" ? first : again;
  const { lease: _, notBefore: __, code: ___, reasonKey: ____, notifiedAt: _____, stalledAt: ______, ...kept } = item;
  const { reruns: _______, ...rest } = kept;
  const record = {
    step,
    outcome: "done",
    from: item.state,
    to,
    startedAt: now,
    endedAt: now,
    worker,
  } as const;
  return settled({
    ...rest,
    object,
    state: to,
    token: item.token + 1,
    attempt: (item.attempt ?? 0) + 1,
    restarts: 0,
    updatedAt: now,
    steps: appended(item.steps, record),
  });
}

/** The one reason for which a person may let a refused drop pass. */
export const RELEASABLE = "REJECT_THRESHOLD_EXCEEDED";

/**
 * Lets a drop pass that was refused for too many rejected rows: it is judged once more, without that threshold, and `by` is recorded. Throws
 * `IllegalMove` for a drop that is not in quarantine, or is there for another reason.
 */
export function acceptRejects(item: LedgerItem, by: string, worker: Worker, now: number): LedgerItem {
  if (item.kind !== "drop" || item.state !== "QUARANTINED" || item.code !== RELEASABLE)
    throw new IllegalMove(
      `${item.id} is ${item.state}${item.code ? ` ${item.code}` : ""}, not refused with ${RELEASABLE}`,
    );
  const opened = reopen(item, worker, now, item.object, "release");
  const steps = opened.steps.map((step, index) =>
    index === opened.steps.length - 1 ? { ...step, note: `${by} accepted the rejected rows.` } : step,
  );
  return { ...opened, steps, rejectsAccepted: { by, at: now } };
}

function leaseOf(item: LedgerItem, token: number) {
  if (item.lease?.token !== token)
    throw new LeaseLost(
      `${item.id}: token ${token} is no longer good (${item.lease ? `${item.lease.owner} has ${item.lease.token}` : "nobody has the lease"})`,
    );
  return item.lease;
}

/** Sets `open` as the state says: something is left to do until it is final, and after a quarantine until somebody was told. */
function settled({ open: _, ...item }: LedgerItem): LedgerItem {
  const isOpen = !isFinal(item.state) || (item.state === "QUARANTINED" && item.notifiedAt === undefined);
  return isOpen ? { ...item, open: item.state } : item;
}

const KEEP_FIRST = 20;
const KEEP_LAST = 80;

/** An item of DynamoDB has at most 400 KB; a history that goes on and on loses its middle. */
function appended(steps: readonly StepRecord[], record: StepRecord): StepRecord[] {
  const all = [...steps, record];
  return all.length <= KEEP_FIRST + KEEP_LAST ? all : [...all.slice(0, KEEP_FIRST), ...all.slice(-KEEP_LAST)];
}

const defined = <T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
