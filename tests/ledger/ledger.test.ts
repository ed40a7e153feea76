import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dropItemId, type LedgerItem, objectItemId } from "../../shared/ledger/item.ts";
import { createLedger, type Ledger } from "../../shared/ledger/ledger.ts";
import { LeaseLost, take } from "../../shared/ledger/machine.ts";
import { memoryLedgerStore } from "../../shared/ledger/memory.ts";
import type { LedgerStore } from "../../shared/ledger/store.ts";
import { startDynamo } from "./dynamodb.ts";

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.close());

let count = 0;
const newObject = () => ({
  bucket: "landing",
  key: `drop ${++count}.zip`,
  versionId: `v${count}`,
  etag: "e",
  bytes: 1,
});
const newDrop = () => ({ dataset: "movielens", drop: (++count).toString(16).padStart(16, "0") });
const worker = (requestId: string) => ({ requestId });
const all = async <T>(items: AsyncIterable<T>) => {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
};

describe.each<[string, () => LedgerStore]>([
  ["in memory", () => memoryLedgerStore()],
  ["on DynamoDB", () => dynamo.store],
])("the ledger %s", (_, storeOf) => {
  const newLedger = (leaseMs?: number): Ledger => createLedger(storeOf(), Date.now, leaseMs);

  it("gives a step to one of many workers that want it at once", async () => {
    const ledger = newLedger();
    const { id } = await ledger.receive(newObject());
    let workers = 0;
    const results = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        ledger.underLease(id, "unzip-and-validate", worker(`w${index}`), async (claim) => {
          workers += 1;
          await pause(50);
          await ledger.finish(claim, "EXTRACTED");
        }),
      ),
    );
    expect(workers).toBe(1);
    expect(results.filter((result) => result === "worked")).toHaveLength(1);
    expect(await ledger.store.get(id)).toMatchObject({ state: "EXTRACTED" });
  });

  it("gives a drop to one of two objects that bring it at the same time", async () => {
    const ledger = newLedger();
    const ref = newDrop();
    const claims = await Promise.all(
      [newObject(), newObject()].map((object) => ledger.claimDrop(ref, object, worker("w"))),
    );
    expect(claims.map(({ isOwner }) => isOwner).sort()).toEqual([false, true]);
  });

  it("opens a quarantined drop again for another object that brings it", async () => {
    const ledger = newLedger();
    const ref = newDrop();
    const { item } = await ledger.claimDrop(ref, newObject(), worker("w"));
    await ledger.settle(item.id, "manifest-check", worker("w"), "QUARANTINED", { code: "MANIFEST_MEMBER_EXTRA" });
    const again = await ledger.claimDrop(ref, newObject(), worker("w"));
    expect(again).toMatchObject({ isOwner: true, item: { state: "EXTRACTED" } });
    expect(again.item.code).toBeUndefined();
  });

  it("gives the step back when the work fails, and keeps why", async () => {
    const ledger = newLedger();
    const { id } = await ledger.receive(newObject());
    const failing = ledger.underLease(id, "unzip-and-validate", worker("w1"), () =>
      Promise.reject(new Error("SlowDown")),
    );
    await expect(failing).rejects.toThrow("SlowDown");
    const result = await ledger.underLease(id, "unzip-and-validate", worker("w2"), async (claim) => {
      expect(claim.item.steps.at(-1)).toMatchObject({ outcome: "failed", note: "Error: SlowDown" });
    });
    expect(result).toBe("worked");
  });

  it("keeps the lease of a worker that lives, and gives away that of a dead one", async () => {
    const ledger = newLedger(300);
    const { id } = await ledger.receive(newObject());
    await ledger.underLease(id, "unzip-and-validate", worker("alive"), async () => {
      await pause(600);
      expect(await ledger.underLease(id, "unzip-and-validate", worker("other"), async () => undefined)).toBe("held");
    });
    const item = await ledger.store.get<LedgerItem>(id);
    const taken = take(item!, {
      step: "unzip-and-validate",
      worker: worker("dead"),
      leaseMs: 1,
      now: Date.now(),
    }) as LedgerItem;
    await ledger.store.put(taken, item!.rev);
    await pause(5);
    const zombie = {
      item: taken,
      token: taken.token,
      worker: worker("dead"),
      startedAt: 0,
      signal: AbortSignal.abort(),
    };
    await ledger.underLease(id, "unzip-and-validate", worker("next"), async (claim) => {
      await expect(ledger.finish(zombie, "QUARANTINED")).rejects.toThrow(LeaseLost);
      await ledger.finish(claim, "EXTRACTED");
    });
    expect(await ledger.store.get(id)).toMatchObject({ state: "EXTRACTED" });
  });

  it("lists what is open by state and forgets what is done", async () => {
    const ledger = newLedger();
    const object = newObject();
    const { id } = await ledger.receive(object);
    const isOpen = async (state: "RECEIVED" | "QUARANTINED") =>
      (await all(ledger.store.open(state))).some((item) => item.id === id);
    expect(await isOpen("RECEIVED")).toBe(true);
    await ledger.settle(id, "unzip-and-validate", worker("w"), "QUARANTINED", { code: "ARCHIVE_NOT_ZIP" });
    expect([await isOpen("RECEIVED"), await isOpen("QUARANTINED")]).toEqual([false, true]);
    await ledger.notified(id);
    expect(await isOpen("QUARANTINED")).toBe(false);
    expect((await ledger.store.recent("object", 1))[0]).toMatchObject({
      id: objectItemId(object),
      code: "ARCHIVE_NOT_ZIP",
    });
  });

  it("says when it knows nothing of an item", async () => {
    expect(await newLedger().underLease(dropItemId(newDrop()), "transform", worker("w"), async () => undefined)).toBe(
      "unknown",
    );
  });
});
