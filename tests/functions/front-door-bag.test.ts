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

const hashOf = (algorithm: string, content: string | Buffer) => createHash(algorithm).update(content).digest("hex");
const listing = (algorithm: string, files: Files, wanted: (name: string) => boolean) =>
  Object.entries(files)
    .filter(([name]) => wanted(name))
    .map(([name, content]) => `${hashOf(algorithm, content)}  ${name}\n`)
    .join("");
const isPayload = (name: string) => name.startsWith("data/");
const bytesOf = (files: Files) =>
  Object.entries(files)
    .filter(([name]) => isPayload(name))
    .reduce((sum, [, content]) => sum + Buffer.byteLength(content), 0);
const tagged = (files: Files): Files => ({
  ...files,
  "tagmanifest-sha256.txt": listing("sha256", files, (name) => !isPayload(name)),
});

it.each<[string, (files: Files) => Files]>([
  [
    "in a folder of its name",
    (files) => Object.fromEntries(Object.entries(files).map(([name, text]) => [`bag-1/${name}`, text])),
  ],
  [
    "with SHA-512 alone",
    ({ "manifest-sha256.txt": _, ...files }) => ({
      ...files,
      "manifest-sha512.txt": listing("sha512", files, isPayload),
    }),
  ],
  ["with MD5 beside SHA-256", (files) => ({ ...files, "manifest-md5.txt": listing("md5", files, isPayload) })],
  ["with a tag manifest", tagged],
  ["with a Payload-Oxum", (files) => ({ ...files, "bag-info.txt": `Payload-Oxum: ${bytesOf(files)}.3\r\n` })],
])("loads a bag %s", async (_, change) => {
  expect((await judged(bag(change))).object).toMatchObject({ state: "LOADED" });
});

it.each<[string, (files: Files) => Files, string]>([
  [
    "whose tag file was changed",
    (files) => ({ ...tagged(files), "bag-info.txt": "Source-Organization: X\n" }),
    "MANIFEST_BAG_INVALID",
  ],
  [
    "whose tag file is missing",
    (files) => {
      const { "bag-info.txt": _, ...rest } = tagged(files);
      return rest;
    },
    "MANIFEST_BAG_INVALID",
  ],
  [
    "with another Payload-Oxum",
    (files) => ({ ...files, "bag-info.txt": "Payload-Oxum: 1.3\n" }),
    "MANIFEST_BAG_INVALID",
  ],
  [
    "with MD5 alone",
    ({ "manifest-sha256.txt": _, ...files }) => ({ ...files, "manifest-md5.txt": listing("md5", files, isPayload) }),
    "MANIFEST_BAG_INVALID",
  ],
  [
    "with another SHA-512",
    (files) => ({ ...files, "manifest-sha512.txt": listing("sha512", files, isPayload).replace(/^.{8}/, "00000000") }),
    "MANIFEST_HASH_MISMATCH",
  ],
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
