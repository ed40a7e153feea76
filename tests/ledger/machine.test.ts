import fc from "fast-check";
import { expect, it } from "vitest";
import type { LedgerItem, State, Step } from "../../shared/ledger/item.ts";
import {
  extracted,
  finish,
  IllegalMove,
  isFinal,
  LeaseLost,
  MOVES,
  notified,
  received,
  release,
  renew,
  reopen,
  restarted,
  settle,
  take,
} from "../../shared/ledger/machine.ts";

const object = { bucket: "landing", key: "a.zip", versionId: "v1", etag: "e", bytes: 1 };
const STATES = Object.keys(MOVES.drop) as State[];
const STEPS: Step[] = ["unzip-and-validate", "manifest-check", "glue-kickoff", "transform", "snowpipe-refresh"];
const LEASE_MS = 1_000;

const action = fc.oneof(
  fc.record({ do: fc.constant("take" as const), worker: fc.nat(3), step: fc.constantFrom(...STEPS) }),
  fc.record({
    do: fc.constantFrom("finish" as const, "settle" as const),
    worker: fc.nat(3),
    to: fc.constantFrom(...STATES),
  }),
  fc.record({
    do: fc.constantFrom(
      "renew" as const,
      "release" as const,
      "restarted" as const,
      "reopen" as const,
      "notified" as const,
    ),
    worker: fc.nat(3),
  }),
  fc.record({ do: fc.constant("wait" as const), worker: fc.nat(3), ms: fc.nat(3_000) }),
);

it.each<LedgerItem["kind"]>(["object", "drop"])(
  "no order of duplicate, late and zombie workers brings an %s into an illegal state",
  (kind) => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        let now = 0;
        let item =
          kind === "object"
            ? received(object, now)
            : extracted({ dataset: "movielens", drop: "0".repeat(16) }, object, now);
        const tokens = new Map<number, number>(); // what each worker believes to hold: a zombie never forgets
        for (const each of actions) {
          const before = item;
          const worker = { requestId: `worker ${each.worker}` };
          const token = tokens.get(each.worker) ?? 0;
          try {
            if (each.do === "wait") now += each.ms;
            else if (each.do === "take") {
              const taken = take(item, { step: each.step, worker, leaseMs: LEASE_MS, now });
              if (typeof taken === "object") {
                const other = before.lease && before.lease.owner !== worker.requestId && before.lease.expiresAt > now;
                expect(other, "took a lease that another holds").toBeFalsy();
                expect(taken.token).toBeGreaterThan(before.token);
                tokens.set(each.worker, taken.token);
                item = taken;
              }
            } else if (each.do === "finish") item = finish(item, token, { to: each.to, worker, startedAt: now, now });
            else if (each.do === "settle")
              item = settle(item, "reconcile", { to: each.to, worker, startedAt: now, now });
            else if (each.do === "renew") item = renew(item, token, LEASE_MS, now);
            else if (each.do === "release")
              item = release(item, token, { outcome: "failed", worker, startedAt: now, now, note: "" });
            else if (each.do === "restarted") item = isFinal(item.state) ? item : restarted(item, worker, now);
            else if (each.do === "notified") item = notified(item, now);
            else item = reopen(item, worker, now);
          } catch (error) {
            if (!(error instanceof LeaseLost || error instanceof IllegalMove)) throw error;
            expect(item).toBe(before);
          }
          if (["finish", "renew", "release"].includes(each.do) && item !== before)
            expect(before.lease?.token).toBe(token);
          if (item.state !== before.state) {
            if (each.do === "reopen") expect(["QUARANTINED", "TRANSFORMING"]).toContain(before.state);
            else expect(MOVES[kind][before.state]).toContain(item.state);
            expect(item.lease, "a move ends the lease").toBeUndefined();
          }
          expect(item.token).toBeGreaterThanOrEqual(before.token);
          const isDone = isFinal(item.state) && (item.state !== "QUARANTINED" || item.notifiedAt !== undefined);
          expect(item.open).toBe(isDone ? undefined : item.state);
          expect(item.steps.length).toBeLessThanOrEqual(100);
        }
      }),
      { seed: 11, numRuns: 2_000 },
    );
  },
);

it("lets a worker that waits for an engine start only when its time has come", () => {
  const drop = extracted({ dataset: "movielens", drop: "0".repeat(16) }, object, 0);
  const ready = settle(drop, "manifest-check", { to: "READY", worker: { requestId: "a" }, startedAt: 0, now: 0 });
  const held = take(ready, {
    step: "glue-kickoff",
    worker: { requestId: "a" },
    leaseMs: LEASE_MS,
    now: 1,
  }) as LedgerItem;
  const waiting = release(held, held.token, {
    outcome: "waiting",
    worker: { requestId: "a" },
    startedAt: 1,
    now: 2,
    note: "no room",
    notBefore: 100,
  });
  const again = (now: number) =>
    take(waiting, { step: "glue-kickoff", worker: { requestId: "b" }, leaseMs: LEASE_MS, now });
  expect(again(99)).toBe("waiting");
  expect(again(100)).toMatchObject({ lease: { owner: "b" } });
});

it("lets a retry of the same request take over its own lease, and shuts out its first try", () => {
  const first = take(received(object, 0), {
    step: "unzip-and-validate",
    worker: { requestId: "a" },
    leaseMs: LEASE_MS,
    now: 0,
  }) as LedgerItem;
  expect(take(first, { step: "unzip-and-validate", worker: { requestId: "b" }, leaseMs: LEASE_MS, now: 1 })).toBe(
    "held",
  );
  const second = take(first, {
    step: "unzip-and-validate",
    worker: { requestId: "a" },
    leaseMs: LEASE_MS,
    now: 1,
  }) as LedgerItem;
  const end = { to: "DUPLICATE", worker: { requestId: "a" }, startedAt: 0, now: 2 } as const;
  expect(() => finish(second, first.token, end)).toThrow(LeaseLost);
  expect(finish(second, second.token, end).state).toBe("DUPLICATE");
});
