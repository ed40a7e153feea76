/** The ledger as the functions use it: each operation reads, asks the state machine, and writes if nobody was faster. */
import { setTimeout as pause } from "node:timers/promises";
import type { DropRef } from "../keys.ts";
import {
  dropItemId,
  type LandingObject,
  type LedgerItem,
  objectItemId,
  type State,
  type Step,
  type Worker,
} from "./item.ts";
import {
  acceptRejects,
  dropLease,
  extracted,
  type Finish,
  finish,
  handOver,
  isFinal,
  LeaseLost,
  notified,
  type Refusal,
  received,
  release,
  renew,
  reopen,
  rerun,
  restarted,
  type Stop,
  settle,
  stalled,
  take,
} from "./machine.ts";
import type { LedgerStore } from "./store.ts";

/** Longer than any pause of a healthy worker; a dead one keeps others waiting no longer than this. */
export const LEASE_MS = 30_000;

/** A step that a worker has taken. */
export interface Claim {
  item: LedgerItem;
  token: number;
  worker: Worker;
  startedAt: number;
  /** Aborted when the lease was lost: the work is another's now. */
  signal: AbortSignal;
}

export interface Ledger {
  readonly store: LedgerStore;
  /** The item of a landing object version, made when it is new. */
  receive(object: LandingObject): Promise<LedgerItem>;
  getObject(object: LandingObject): Promise<LedgerItem | undefined>;
  getDrop(ref: DropRef): Promise<LedgerItem | undefined>;
  /**
   * Says that `object` holds this drop, every byte of it. The first object owns the drop; for any other the answer is `isOwner: false`. A drop in
   * quarantine is opened again for the object that brings it once more.
   */
  claimDrop(ref: DropRef, object: LandingObject, worker: Worker): Promise<{ item: LedgerItem; isOwner: boolean }>;
  /**
   * Runs `work` under the lease of `step`, renewing it all the while. When `work` throws, the lease is given back and the error goes on, so
   * that a retry can start at once; when it returns without having finished the step, too. Without the lease, `work` is not called and the refusal is returned.
   */
  underLease(
    id: string,
    step: Step,
    worker: Worker,
    work: (claim: Claim) => Promise<void>,
  ): Promise<"worked" | Refusal | "unknown">;
  finish(claim: Claim, to: State, details?: Omit<Finish, "to" | "worker" | "startedAt" | "now">): Promise<LedgerItem>;
  /** Gives the lease back until `notBefore` (milliseconds since 1970): an engine had no room. */
  wait(claim: Claim, notBefore: number, note: string): Promise<LedgerItem>;
  /** Gives the lease back for another invocation of the step, which goes on from what this one has saved. */
  handOver(claim: Claim, note: string): Promise<LedgerItem>;
  /** See `settle` in `machine.ts`. Nothing happens when the item is in the state `to` already. */
  settle(
    id: string,
    step: Step,
    worker: Worker,
    to: State,
    details?: Omit<Finish, "to" | "worker" | "startedAt" | "now">,
  ): Promise<LedgerItem>;
  restarted(id: string, worker: Worker): Promise<LedgerItem>;
  /** See `rerun` in `machine.ts`. */
  rerun(id: string, jobRunId: string, worker: Worker, note: string): Promise<LedgerItem>;
  notified(id: string): Promise<LedgerItem>;
  stalled(id: string): Promise<LedgerItem>;
  reopen(id: string, worker: Worker): Promise<LedgerItem>;
  /** See `acceptRejects` in `machine.ts`. */
  acceptRejects(id: string, by: string, worker: Worker): Promise<LedgerItem>;
}

export function createLedger(store: LedgerStore, now: () => number = Date.now, leaseMs = LEASE_MS): Ledger {
  async function change<T>(id: string, decide: (item: LedgerItem) => LedgerItem | T): Promise<LedgerItem | T> {
    for (let attempt = 0; attempt < 50; attempt += 1) {
      const item = await store.get<LedgerItem>(id);
      if (!item) throw new Error(`The ledger has no item ${id}.`);
      const decided = decide(item);
      if (typeof decided !== "object" || decided === null || decided === (item as unknown)) return decided;
      const changed = decided as LedgerItem;
      if (await store.put(changed, item.rev)) return { ...changed, rev: item.rev + 1 };
      await pause(Math.random() * 20 * (attempt + 1)); // somebody else wrote: look again
    }
    throw new Error(`The ledger's item ${id} changes faster than it can be written.`);
  }
  const update = (id: string, decide: (item: LedgerItem) => LedgerItem) => change<never>(id, decide);

  const ledger: Ledger = {
    store,
    getObject: (object) => store.get<LedgerItem>(objectItemId(object)),
    getDrop: (ref) => store.get<LedgerItem>(dropItemId(ref)),

    async receive(object) {
      const item = received(object, now());
      if (await store.put(item, undefined)) return { ...item, rev: 1 };
      return (await store.get<LedgerItem>(item.id)) ?? item;
    },

    async claimDrop(ref, object, worker) {
      const born = extracted(ref, object, now());
      if (await store.put(born, undefined)) return { item: { ...born, rev: 1 }, isOwner: true };
      const item = await update(born.id, (there) =>
        there.state === "QUARANTINED" && objectItemId(there.object) !== objectItemId(object)
          ? reopen(there, worker, now(), object)
          : there,
      );
      return { item, isOwner: objectItemId(item.object) === objectItemId(object) };
    },

    async underLease(id, step, worker, work) {
      if (!(await store.get(id))) return "unknown";
      const startedAt = now();
      const taken = await change<Refusal>(id, (item) => take(item, { step, worker, leaseMs, now: now() }));
      if (typeof taken === "string") return taken;
      const lost = new AbortController();
      const token = taken.token;
      const heartbeat = setInterval(() => {
        update(id, (item) => renew(item, token, leaseMs, now())).catch((error: unknown) => {
          // What cannot be renewed for a while is lost only when another takes it; the next beat, or the step's end, will tell.
          if (error instanceof LeaseLost) lost.abort(error);
        });
      }, leaseMs / 3);
      try {
        await work({ item: taken, token, worker, startedAt, signal: lost.signal });
        await change<"gone">(id, (item) => (item.lease?.token === token ? dropLease(item) : "gone"));
        return "worked";
      } catch (error) {
        await giveBack(id, token, { outcome: "failed", worker, startedAt, now: now(), note: describe(error) });
        throw error;
      } finally {
        clearInterval(heartbeat);
      }
    },

    finish: ({ item, token, worker, startedAt }, to, details = {}) =>
      update(item.id, (there) => finish(there, token, { ...details, to, worker, startedAt, now: now() })),

    wait: ({ item, token, worker, startedAt }, notBefore, note) =>
      update(item.id, (there) =>
        release(there, token, { outcome: "waiting", worker, startedAt, now: now(), note, notBefore }),
      ),

    handOver: ({ item, token, worker, startedAt }, note) =>
      update(item.id, (there) => handOver(there, token, { worker, startedAt, now: now(), note })),

    settle: (id, step, worker, to, details = {}) =>
      update(id, (item) =>
        item.state === to ? item : settle(item, step, { ...details, to, worker, startedAt: now(), now: now() }),
      ),

    restarted: (id, worker) => update(id, (item) => (isFinal(item.state) ? item : restarted(item, worker, now()))),
    rerun: (id, jobRunId, worker, note) => update(id, (item) => rerun(item, jobRunId, worker, now(), note)),
    notified: (id) => update(id, (item) => (item.notifiedAt === undefined ? notified(item, now()) : item)),
    stalled: (id) => update(id, (item) => stalled(item, now())),
    reopen: (id, worker) => update(id, (item) => reopen(item, worker, now())),
    acceptRejects: (id, by, worker) => update(id, (item) => acceptRejects(item, by, worker, now())),
  };

  /** After the step's end, or when another has taken over, there is nothing to give back. */
  async function giveBack(id: string, token: number, stop: Stop): Promise<void> {
    await change<"gone">(id, (item) => (item.lease?.token === token ? release(item, token, stop) : "gone"));
  }

  return ledger;
}

const describe = (error: unknown) =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 500);
