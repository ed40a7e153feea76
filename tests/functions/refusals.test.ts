import { expect, it } from "vitest";
import { csvFault } from "../../shared/csv/faults.ts";
import type { Manifest } from "../../shared/manifest/manifest.ts";
import { compose, faultLine } from "../../shared/notify/compose.ts";
import { MOVIES, PROCESSED, packDrop, RATINGS, startChain } from "./chain.ts";

const rows = (change: (manifest: Manifest) => Manifest) => packDrop({ manifest: change });
const withMember = (path: string, change: Partial<Manifest["members"][number]>) =>
  rows((manifest) => ({
    ...manifest,
    members: manifest.members.map((member) => (member.path === path ? { ...member, ...change } : member)),
  }));

const broken: [string, () => Uint8Array, string][] = [
  [
    "a listed member is not in the archive",
    () => packDrop({ archived: ({ "movies.csv": movies }) => ({ "movies.csv": movies! }) }),
    "MANIFEST_MEMBER_MISSING",
  ],
  [
    "a member is not listed",
    () => packDrop({ archived: (files) => ({ ...files, "tags.csv": "userId,movieId,tag,timestamp\n" }) }),
    "MANIFEST_MEMBER_EXTRA",
  ],
  ["a hash is wrong", () => withMember("ratings.csv", { sha256: "0".repeat(64) }), "MANIFEST_HASH_MISMATCH"],
  ["a size is wrong", () => withMember("ratings.csv", { bytes: 1 }), "MANIFEST_BYTES_MISMATCH"],
  ["a row count is wrong", () => withMember("ratings.csv", { rowCount: 4 }), "MANIFEST_ROWS_MISMATCH"],
  [
    "a header is wrong",
    () => packDrop({ files: { "movies.csv": MOVIES.replace("title", "name") } }),
    "CSV_HEADER_MISMATCH",
  ],
  [
    "the dataset is unknown",
    () => packDrop({ descriptor: (json) => JSON.stringify({ ...json, name: "moviez" }) }),
    "MANIFEST_DATASET_UNKNOWN",
  ],
  ["the manifest is not JSON", () => packDrop({ descriptor: () => "{ name: movielens" }), "MANIFEST_NOT_JSON"],
  ["the manifest is absent", () => packDrop({ descriptor: () => undefined }), "MANIFEST_ABSENT"],
  [
    "too many rows are rejected",
    () => packDrop({ files: { "movies.csv": MOVIES, "ratings.csv": RATINGS.replace("4.5", "9.5") } }),
    "REJECT_THRESHOLD_EXCEEDED",
  ],
  ["it is not a ZIP", () => new TextEncoder().encode("not a zip at all"), "ARCHIVE_NOT_ZIP"],
  ["it is empty", () => new Uint8Array(0), "ARCHIVE_EMPTY_FILE"],
  ["a required member is left out", () => packDrop({ files: { "ratings.csv": RATINGS } }), "MANIFEST_MEMBER_REQUIRED"],
];

it.each(broken)("is refused once, with one message, when %s", async (_, archive, code) => {
  const chain = startChain();
  chain.switches.deliversTwice = true;
  await chain.upload("broken.zip", archive());
  await chain.upload("good.zip", packDrop({ manifest: (manifest) => ({ ...manifest, sequence: 2 }) }));
  for (let round = 0; round < 4; round += 1) await chain.drain();
  // A message that another invocation is sending makes the second one fail, and Lambda tries it again.
  expect(chain.failures.filter(({ error }) => !/being sent/.test(error.message))).toEqual([]);
  expect(chain.object("broken.zip")).toMatchObject({ state: "QUARANTINED", code });
  expect(chain.object("broken.zip").open).toBeUndefined();
  expect(chain.object("good.zip")).toMatchObject({ state: "LOADED" });
  expect(chain.mails).toHaveLength(1);
  const { subject, text } = chain.mails[0]!;
  expect(subject).toBe(`[Reelhouse test] Refused: broken.zip (${code})`);
  expect(text).toContain("What to do");
  expect(text).toContain("npx reelhouse replay");
  expect(chain.warehouse.rows("MOVIES")).toBe(3);
});

it("tells everything that is wrong with a drop in one message", async () => {
  const chain = startChain();
  const archive = packDrop({
    manifest: (manifest) => ({ ...manifest, members: manifest.members.map((member) => ({ ...member, rowCount: 9 })) }),
    files: { "movies.csv": MOVIES.replace("title", "name"), "ratings.csv": RATINGS },
    archived: (files) => ({ ...files, "extra.csv": "a,b\n" }),
  });
  await chain.upload("a.zip", archive);
  await chain.drain();
  expect(chain.mails).toHaveLength(1);
  for (const told of [
    "MANIFEST_MEMBER_EXTRA",
    "CSV_HEADER_MISMATCH",
    "MANIFEST_ROWS_MISMATCH",
    "extra.csv",
    "movies.csv",
    "ratings.csv",
  ])
    expect(chain.mails[0]?.text).toContain(told);
});

it("tells of the same refused content once, under whatever name it comes again", async () => {
  const chain = startChain();
  const archive = packDrop({ descriptor: () => "{" });
  await chain.upload("a.zip", archive);
  await chain.drain();
  await chain.upload("b.zip", archive);
  await chain.drain();
  expect(chain.object("b.zip")).toMatchObject({ state: "QUARANTINED", code: "MANIFEST_NOT_JSON" });
  expect(chain.mails).toHaveLength(1);
});

it("judges a refused drop anew when it is replayed", async () => {
  const chain = startChain();
  await chain.upload(
    "a.zip",
    packDrop({ files: { "movies.csv": MOVIES, "ratings.csv": RATINGS.replace("4.5", "9.5") } }),
  );
  await chain.drain();
  const [drop] = chain.drops();
  expect(drop).toMatchObject({ state: "QUARANTINED", code: "REJECT_THRESHOLD_EXCEEDED" });
  const opened = await chain.ledger.reopen(drop!.id, { requestId: "someone" });
  expect(opened).toMatchObject({ state: "EXTRACTED" });
  await chain.reconcile();
  expect(chain.drops()[0]).toMatchObject({ state: "QUARANTINED", code: "REJECT_THRESHOLD_EXCEEDED" });
  expect(chain.drops()[0]?.steps.map(({ step }) => step)).toContain("replay");
});

it("writes a reason that names every fault with its remedy, where the sender can find it", async () => {
  const chain = startChain();
  await chain.upload("a.zip", withMember("ratings.csv", { rowCount: 4 }));
  await chain.drain();
  const [key] = await chain.keys(PROCESSED, "quarantine/");
  expect(key).toMatch(/^quarantine\/movielens\/[0-9a-f]{16}\/reason\.json$/);
  const reason = JSON.parse(await chain.store.getText({ bucket: PROCESSED, key: key! }));
  expect(reason).toMatchObject({ code: "MANIFEST_ROWS_MISMATCH", faultCount: 1, object: { key: "a.zip" } });
  expect(reason.faults[0]).toMatchObject({
    entry: "ratings.csv",
    found: "3",
    expected: "4",
    remedy: expect.any(String),
  });
});

it("names file, row, column, value and expectation of a rejected row, and counts it once", async () => {
  const chain = startChain();
  const ratings = RATINGS.replace("4.5", "9.5");
  await chain.upload("a.zip", packDrop({ files: { "movies.csv": MOVIES, "ratings.csv": ratings } }));
  await chain.drain();
  const text = chain.mails[0]!.text.replace(/\s+/g, " ");
  expect(text).toContain("There is one thing to mend.");
  expect(text).toContain('ratings.csv, row 2: rating_out_of_range: rating is "9.5", expected at most 5');
  expect(text).toContain("at ratings.csv, record 2, line 3, column rating");
  expect(text).toContain("the line: 1,3,9.5,964981247");
  expect(text).toContain("npx reelhouse release --accept-rejects");
});

it("shows the line of a row that is rejected for what no value of it shows", async () => {
  const chain = startChain();
  const ratings = RATINGS.replace("1,3,4.5", "1,1,4.5");
  await chain.upload("a.zip", packDrop({ files: { "movies.csv": MOVIES, "ratings.csv": ratings } }));
  await chain.drain();
  const text = chain.mails[0]!.text.replace(/\s+/g, " ");
  expect(text).toMatch(/the line: 1,1,4\.[05],9649/);
});

it("rejects ratings of movies that a movies file without rows does not name", async () => {
  const chain = startChain();
  const [header] = MOVIES.split("\n");
  await chain.upload("a.zip", packDrop({ files: { "movies.csv": `${header}\n`, "ratings.csv": RATINGS } }));
  await chain.drain();
  expect(chain.object("a.zip")).toMatchObject({ state: "QUARANTINED", code: "REJECT_THRESHOLD_EXCEEDED" });
  expect(chain.mails[0]?.text).toContain("movie_unknown 3");
});

it("lets ratings alone pass in a delta, whose movies came before", async () => {
  const chain = startChain();
  const files = { "ratings.csv": RATINGS };
  await chain.upload("a.zip", packDrop({ files, manifest: (manifest) => ({ ...manifest, mode: "delta" }) }));
  await chain.drain();
  expect(chain.object("a.zip")).toMatchObject({ state: "LOADED" });
});

it("words a fault without saying a thing twice, its details indented below it", () => {
  const place = { entry: "a.csv", record: 7, line: 8, offset: 90, found: "2 fields", expected: "3 fields" };
  const why = faultLine({ ...csvFault("CSV_RAGGED", "a.csv", { ...place, text: "1,a" }) }, 0);
  expect(why.match(/3 fields/g)).toHaveLength(1);
  expect(why.split("\n").slice(1)).toEqual(["   at byte 90", "   the line: 1,a"]);
  const story = { stage: "dev", noticeId: "n", title: "t", what: "w", drop: undefined, dataset: undefined };
  const { text } = compose({ ...story, where: [], why: [why], whatToDo: [], replay: [] });
  expect(text).toContain("\n     at byte 90\n     the line: 1,a\n");
});
