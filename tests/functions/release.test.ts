/** A person may let a drop pass that has more rejected rows than its contract allows; and nothing else. */
import { expect, it, vi } from "vitest";
import { objectItemId } from "../../shared/ledger/item.ts";
import { IllegalMove } from "../../shared/ledger/machine.ts";
import { ARCHIVE, MOVIES, packDrop, RATINGS, startChain } from "./chain.ts";

const WORKER = { requestId: "release" };
const ONE_BAD = () => packDrop({ files: { "movies.csv": MOVIES, "ratings.csv": RATINGS.replace("4.5", "9.5") } });

async function release(chain: ReturnType<typeof startChain>) {
  const [drop] = chain.drops();
  await chain.ledger.acceptRejects(drop!.id, "Ada", WORKER);
  await chain.ledger.reopen(objectItemId(drop!.object), WORKER);
  await chain.reconcile();
}

it("loads the good rows, keeps the rejected ones aside, and records who decided so", async () => {
  const chain = startChain();
  await chain.upload("a.zip", ONE_BAD());
  await chain.drain();
  expect(chain.drops()).toMatchObject([{ state: "QUARANTINED", code: "REJECT_THRESHOLD_EXCEEDED" }]);
  await release(chain);
  expect(chain.drops()).toMatchObject([{ state: "LOADED", rejectsAccepted: { by: "Ada" } }]);
  expect(chain.object("a.zip")).toMatchObject({ state: "LOADED" });
  expect(chain.warehouse.rows("RATINGS")).toBe(2);
  expect((await chain.keys(ARCHIVE, "movielens/_rejects/")).length).toBe(1);
  const record = chain.drops()[0]!.steps.find(({ step }) => step === "release");
  expect(record).toMatchObject({ note: "Ada accepted the rejected rows.", worker: WORKER });
});

it("judges by the contract's threshold again when another drop comes", async () => {
  const chain = startChain();
  await chain.upload("a.zip", ONE_BAD());
  await chain.drain();
  await release(chain);
  await chain.upload(
    "b.zip",
    packDrop({
      files: { "movies.csv": MOVIES, "ratings.csv": RATINGS.replace("4.5", "8.5") },
      manifest: (manifest) => ({ ...manifest, sequence: 2 }),
    }),
  );
  await chain.drain();
  expect(chain.object("b.zip")).toMatchObject({ state: "QUARANTINED", code: "REJECT_THRESHOLD_EXCEEDED" });
});

it("does not let pass what was refused for another reason, nor what was not refused", async () => {
  const chain = startChain();
  await chain.upload("a.zip", packDrop());
  await chain.upload("b.zip", packDrop({ descriptor: () => "{" }));
  await chain.drain();
  for (const item of chain.items())
    await expect(chain.ledger.acceptRejects(item.id, "Ada", WORKER)).rejects.toThrow(IllegalMove);
});

it("starts a run of Glue that accepts them, and does not take the refused run for its own", async () => {
  const start = vi.fn(async () => ({ jobRunId: `jr_${start.mock.calls.length}` }));
  const find = vi.fn(async () => undefined);
  const chain = startChain({ glueThresholdBytes: 0, runs: { find, start } });
  await chain.upload("a.zip", ONE_BAD());
  await chain.drain();
  const [drop] = chain.drops();
  await chain.ledger.settle(drop!.id, "transform", WORKER, "QUARANTINED", { code: "REJECT_THRESHOLD_EXCEEDED" });
  await chain.ledger.settle(objectItemId(drop!.object), "transform", WORKER, "QUARANTINED");
  await release(chain);
  const ref = { dataset: "movielens", drop: drop!.drop };
  expect(find).toHaveBeenNthCalledWith(1, { ...ref, attempt: 0, acceptsRejects: false });
  expect(start).toHaveBeenLastCalledWith({ ...ref, attempt: 1, acceptsRejects: true });
});
