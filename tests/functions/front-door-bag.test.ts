import { createHash } from "node:crypto";
import AdmZip from "adm-zip";
import { expect, it } from "vitest";
import { packDrop, startChain } from "./chain.ts";

const DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
type Files = Record<string, string | Buffer>;

/** A drop's files below data/, with what a bag has beside them. */
function bag(change: (files: Files) => Files = (files) => files, drop = packDrop()): Buffer {
  const payload = new AdmZip(drop).getEntries().map((entry) => [`data/${entry.entryName}`, entry.getData()] as const);
  const sums = payload.map(([name, bytes]) => `${createHash("sha256").update(bytes).digest("hex")}  ${name}\n`);
  const zip = new AdmZip();
  const files = change({
    "bagit.txt": DECLARATION,
    "bag-info.txt": "Source-Organization: GroupLens\n",
    "manifest-sha256.txt": sums.join(""),
    ...Object.fromEntries(payload),
  });
  for (const [name, content] of Object.entries(files)) zip.addFile(name, Buffer.from(content));
  return zip.toBuffer();
}

async function judged(archive: Buffer) {
  const chain = startChain();
  await chain.upload("bag.zip", archive);
  await chain.drain();
  expect(chain.failures).toEqual([]);
  return { chain, object: chain.object("bag.zip") };
}

it("loads a bag whose payload is a drop, as the same drop", async () => {
  const { chain, object } = await judged(bag());
  expect(object).toMatchObject({ state: "LOADED" });
  await chain.upload("plain.zip", packDrop());
  await chain.drain();
  expect(chain.object("plain.zip")).toMatchObject({ state: "DUPLICATE" });
});

it.each<[string, (files: Files) => Files, string]>([
  [
    "of another version",
    (files) => ({ ...files, "bagit.txt": DECLARATION.replace("1.0", "9.0") }),
    "MANIFEST_BAG_INVALID",
  ],
  ["to be fetched", (files) => ({ ...files, "fetch.txt": "https://example.org/a 1 data/a\n" }), "MANIFEST_BAG_INVALID"],
  ["without SHA-256", ({ "manifest-sha256.txt": _, ...files }) => files, "MANIFEST_BAG_INVALID"],
  ["with a file that is not listed", (files) => ({ ...files, "data/x.csv": "a\n" }), "MANIFEST_MEMBER_EXTRA"],
  ["with a file missing", ({ "data/ratings.csv": _, ...files }) => files, "MANIFEST_MEMBER_MISSING"],
  [
    "with another hash",
    (files) => ({
      ...files,
      "manifest-sha256.txt": String(files["manifest-sha256.txt"]).replace(/^\w+(?= {2}data\/ratings)/m, "0".repeat(64)),
    }),
    "MANIFEST_HASH_MISMATCH",
  ],
])("refuses a bag %s", async (_, change, code) => {
  expect((await judged(bag(change))).object).toMatchObject({ state: "QUARANTINED", code });
});
