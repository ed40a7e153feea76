import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { decide, MAX_RESTARTS } from "../../functions/reconcile/decide.ts";
import { extracted } from "../../shared/ledger/machine.ts";
import { PROCESSED, packDrop, startChain } from "./chain.ts";

it("brings every drop to its end without a single event, and tells of the refused one once", async () => {
  const chain = startChain();
  chain.switches.losesEvents = true;
  await chain.upload("good.zip", packDrop());
  await chain.upload("bad.zip", packDrop({ descriptor: () => "{" }));
  await pause(5);
  await chain.reconcile(5_000);
  await chain.reconcile(5_000);
  expect(chain.failures).toEqual([]);
  expect([chain.object("good.zip").state, chain.object("bad.zip").state]).toEqual(["LOADED", "QUARANTINED"]);
  expect(chain.items().filter(({ open }) => open)).toEqual([]);
  expect(chain.mails).toHaveLength(1);
  expect([chain.warehouse.rows("MOVIES"), chain.warehouse.rows("RATINGS")]).toEqual([3, 3]);
});

it("finds an older version of an object whose event was lost", async () => {
  const chain = startChain();
  chain.switches.losesEvents = true;
  await chain.upload("a.zip", packDrop());
  await chain.upload("a.zip", packDrop({ manifest: (manifest) => ({ ...manifest, sequence: 2 }) }));
  await pause(5);
  await chain.reconcile(5_000);
  await chain.reconcile(5_000);
  expect(chain.drops().map(({ state }) => state)).toEqual(["LOADED", "LOADED"]);
});

it("does nothing while all goes well", async () => {
  const chain = startChain({ graceMs: 60_000 });
  await chain.upload("a.zip", packDrop());
  expect(await chain.reconcile()).toEqual({ found: 0, restarted: 0, settled: 0, stuck: 0 });
  await chain.drain();
  expect(await chain.reconcile()).toEqual({ found: 0, restarted: 0, settled: 0, stuck: 0 });
});

it("ends a drop well wherever a worker dies between two writes", async () => {
  const writes = (chain: ReturnType<typeof startChain>) => {
    let count = 0;
    let dies = Number.POSITIVE_INFINITY;
    const wrap =
      <A extends unknown[], R>(write: (...args: A) => Promise<R>) =>
      async (...args: A) => {
        count += 1;
        if (count === dies) throw new Error("the worker died");
        return write(...args);
      };
    const { store, ledgerStore } = chain;
    Object.assign(store, { put: wrap(store.put.bind(store)), putStream: wrap(store.putStream.bind(store)) });
    Object.assign(ledgerStore, { put: wrap(ledgerStore.put.bind(ledgerStore)) });
    return {
      count: () => count,
      dieAt: (at: number) => {
        dies = at;
      },
    };
  };
  const measured = startChain();
  const all = writes(measured);
  await measured.upload("a.zip", packDrop());
  await measured.drain();
  expect(all.count()).toBeGreaterThan(20);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: all.count() }), async (at) => {
      const chain = startChain({ leaseMs: 30 });
      writes(chain).dieAt(at);
      await chain.upload("a.zip", packDrop());
      await chain.drain();
      await pause(35); // a dead worker's lease ends
      for (let run = 0; run === 0 || (run < 3 && chain.items().some(({ open }) => open)); run += 1)
        await chain.reconcile(1_000);
      expect(chain.object("a.zip"), `died at write ${at}`).toMatchObject({ state: "LOADED" });
      expect(chain.drops()).toMatchObject([{ state: "LOADED" }]);
      expect([chain.warehouse.rows("MOVIES"), chain.warehouse.rows("RATINGS")]).toEqual([3, 3]);
      expect(chain.warehouse.drops).toHaveLength(2);
    }),
    { seed: 5, numRuns: 40 },
  );
}, 60_000);

/** A large drop whose runs of Glue all end so. */
async function startGlueChain(glueState: string) {
  const start = vi.fn(async () => ({ jobRunId: `jr_${start.mock.calls.length}` }));
  const chain = startChain({ glueThresholdBytes: 0, runs: { find: async () => undefined, start }, glueState });
  await chain.upload("a.zip", packDrop());
  await chain.drain();
  return { chain, start };
}

it("has a run of Glue that failed run again, twice, then asks a person, once", async () => {
  const { chain, start } = await startGlueChain("FAILED");
  for (const [reruns, jobRunId] of [
    [1, "jr_2"],
    [2, "jr_3"],
  ] as const) {
    await chain.reconcile();
    expect(chain.drops()).toMatchObject([{ state: "TRANSFORMING", engine: "glue", reruns, jobRunId }]);
  }
  expect(chain.mails).toEqual([]);
  await chain.reconcile();
  await chain.reconcile();
  const [drop] = chain.drops();
  expect(drop).toMatchObject({ state: "TRANSFORMING", jobRunId: "jr_3" });
  expect(start).toHaveBeenCalledTimes(3);
  expect(chain.mails.map(({ subject }) => subject)).toEqual([
    `[Reelhouse test] Stuck: drop ${drop!.drop} in TRANSFORMING`,
  ]);
  for (const told of ["jr_3 ended with FAILED", "out of memory", "run again 2 times"])
    expect(chain.mails[0]?.text.replaceAll(/\s+/g, " ")).toContain(told);
  const worker = { requestId: "a person" };
  expect((await chain.ledger.reopen(drop!.id, worker)).reruns, "a replay counts from zero").toBeUndefined();
});

it("starts one run for one that failed, though two workers saw its end", async () => {
  const { chain, start } = await startGlueChain("FAILED");
  await Promise.all([chain.reconcile(), chain.reconcile()]);
  const [drop] = chain.drops();
  const again = await chain.ledger.rerun(drop!.id, "jr_1", { requestId: "late" }, "it failed");
  expect(again).toMatchObject({ state: "TRANSFORMING", reruns: 1, jobRunId: "jr_2" });
  expect(start).toHaveBeenCalledTimes(2);
});

it.each(["TIMEOUT", "STOPPED"])("asks a person at once when a run ended with %s", async (glueState) => {
  const { chain, start } = await startGlueChain(glueState);
  await chain.reconcile();
  await chain.reconcile();
  expect(start).toHaveBeenCalledTimes(1);
  expect(chain.mails).toHaveLength(1);
  expect(chain.mails[0]?.text).toContain(`jr_1 ended with ${glueState}`);
});

it("takes the end of a run that refused its drop for no fault of ours, though the event about the reason was lost", async () => {
  const { chain } = await startGlueChain("SUCCEEDED");
  const { drop } = chain.drops()[0]!;
  const reason = {
    ...{ id: drop, dataset: "movielens", step: "transform", code: "REJECT_THRESHOLD_EXCEEDED", noticeId: "n" },
    ...{ faults: [], faultCount: 1, object: null },
  };
  chain.switches.losesEvents = true;
  await chain.store.put({ bucket: PROCESSED, key: `quarantine/movielens/${drop}/reason.json` }, JSON.stringify(reason));
  await chain.reconcile();
  expect(chain.mails.map(({ subject }) => subject)).toEqual([expect.stringContaining("Refused: ")]);
  expect(chain.drops()).toMatchObject([{ state: "QUARANTINED" }]);
});

describe("an item that is not final", () => {
  const item = {
    ...extracted({ dataset: "movielens", drop: "0".repeat(16) }, { bucket: "b", key: "k", etag: "e", bytes: 1 }, 0),
  };
  const circumstances = { now: 100_000, graceMs: 60_000, isFollowed: false };
  const lease = { step: "manifest-check" as const, owner: "w", token: 1, expiresAt: 0 };
  it.each([
    ["has stood still for long", item, "restart"],
    ["changed a moment ago", { ...item, updatedAt: 99_000 }, "leave"],
    ["is being worked on", { ...item, lease: { ...lease, expiresAt: 100_001 } }, "leave"],
    ["was left by a worker that died", { ...item, updatedAt: 99_000, lease }, "restart"],
    ["waits for an engine", { ...item, notBefore: 100_001 }, "leave"],
    ["has waited for an engine", { ...item, updatedAt: 99_000, notBefore: 100_000 }, "restart"],
    ["was started again too often", { ...item, restarts: MAX_RESTARTS }, "give up"],
    ["was told to a person", { ...item, stalledAt: 1 }, "leave"],
    ["was told to a person an hour ago", { ...item, stalledAt: 1, updatedAt: 100_000 - 3_600_000 }, "restart"],
  ])("that %s", (_, each, decision) => {
    expect(decide(each, circumstances)).toBe(decision);
  });
});
