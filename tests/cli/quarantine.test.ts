import { expect, it } from "vitest";
import { listQuarantine, readReason } from "../../cli/quarantine/reasons.ts";
import { PROCESSED, packDrop, startChain } from "../functions/chain.ts";

it("lists what the chain refused, and shows the reason of each", async () => {
  const chain = startChain();
  await chain.upload("unreadable.zip", Buffer.from("not a zip"));
  await chain.upload("extra.zip", packDrop({ archived: (all) => ({ ...all, "x.csv": "a\n" }) }));
  await chain.upload("good.zip", packDrop());
  await chain.drain();
  const found = await listQuarantine(chain.store, PROCESSED);
  expect(found.map(({ dataset }) => dataset).sort()).toEqual(["movielens", null].sort());
  const reasons = await Promise.all(found.map(({ id }) => readReason(chain.store, PROCESSED, id)));
  expect(reasons.map(({ code }) => code).sort()).toEqual(["ARCHIVE_NOT_ZIP", "MANIFEST_MEMBER_EXTRA"]);
  await expect(readReason(chain.store, PROCESSED, "0".repeat(16))).rejects.toMatchObject({ exitCode: 2 });
});
