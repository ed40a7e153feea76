import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { faultJson, faultLines } from "../../cli/check/fault-lines.ts";
import { judgePath } from "../../cli/check/judge-path.ts";
import type { Manifest } from "../../shared/manifest/manifest.ts";
import { MOVIES, packDrop, RATINGS, startChain } from "../functions/chain.ts";

const folder = mkdtempSync(join(tmpdir(), "reelhouse-check-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function write(bytes: Uint8Array): string {
  const path = join(folder, `${++files}.zip`);
  writeFileSync(path, bytes);
  return path;
}
const withRows = (rowCount: number) =>
  packDrop({
    manifest: (manifest: Manifest) => ({
      ...manifest,
      members: manifest.members.map((member) => ({ ...member, rowCount })),
    }),
  });

const drops: [string, () => Uint8Array][] = [
  ["a sound drop", () => packDrop()],
  ["no manifest", () => packDrop({ descriptor: () => undefined })],
  ["a manifest that is no JSON", () => packDrop({ descriptor: () => "{" })],
  ["an unlisted member", () => packDrop({ archived: (all) => ({ ...all, "x.csv": "a\n" }) })],
  ["a missing member", () => packDrop({ archived: ({ "movies.csv": movies }) => ({ "movies.csv": movies! }) })],
  ["wrong row counts", () => withRows(9)],
  ["another header", () => packDrop({ files: { "movies.csv": MOVIES.replace("title", "name") } })],
  ["a required table left out", () => packDrop({ files: { "ratings.csv": RATINGS } })],
  [
    "a value that is too great",
    () => packDrop({ files: { "movies.csv": MOVIES, "ratings.csv": RATINGS.replace("4.5", "9.5") } }),
  ],
  [
    "a value that is no number",
    () => packDrop({ files: { "movies.csv": MOVIES.replace("\n3,", "\nthree,"), "ratings.csv": RATINGS } }),
  ],
  ["no ZIP at all", () => Buffer.from("not a zip")],
  ["a cut archive", () => packDrop().subarray(0, -30)],
];

it.each(drops)("gives offline the verdict and the code that the chain gives: %s", async (_, make) => {
  const bytes = make();
  const chain = startChain();
  await chain.upload("a.zip", bytes);
  await chain.drain();
  const object = chain.object("a.zip");
  const { verdict, faults, drop } = await judgePath(write(bytes));
  expect(verdict).toBe(object.state === "LOADED" ? "accepted" : "refused");
  expect(faults[0]?.code).toBe(object.code);
  if (verdict === "accepted") expect(drop).toBe(chain.drops()[0]?.drop);
});

describe("check", () => {
  it("judges only the archive when it is told so", async () => {
    const noDrop = packDrop({ descriptor: () => undefined });
    expect(await judgePath(write(noDrop), { archiveOnly: true })).toMatchObject({ verdict: "accepted", faults: [] });
    const spoilt = Buffer.from(noDrop);
    spoilt[60]! ^= 0xff;
    expect((await judgePath(write(spoilt), { archiveOnly: true })).faults[0]?.code).toMatch(/^ARCHIVE_/);
  });

  it("judges a folder without a manifest as pack would pack it, and one with a manifest by that", async () => {
    const own = join(folder, "own");
    mkdirSync(own);
    writeFileSync(join(own, "movies.csv"), MOVIES);
    writeFileSync(join(own, "ratings.csv"), RATINGS);
    expect(await judgePath(own)).toMatchObject({ verdict: "accepted", dataset: "movielens" });
    writeFileSync(join(own, "manifest.json"), "[]");
    expect((await judgePath(own)).faults[0]?.code).toBe("MANIFEST_NOT_OBJECT");
  });

  it("calls a path that is not there, and a folder for --archive-only, wrong use", async () => {
    await expect(judgePath(join(folder, "none.zip"))).rejects.toMatchObject({ exitCode: 2 });
    await expect(judgePath(folder, { archiveOnly: true })).rejects.toMatchObject({ exitCode: 2 });
  });

  it("tells the place of every bad value with what was found and expected", async () => {
    const bad = packDrop({ files: { "movies.csv": MOVIES, "ratings.csv": RATINGS.replace("4.5", "9.5") } });
    const { faults } = await judgePath(write(bad));
    expect(faults.map(faultJson)[1]).toMatchObject({
      code: "ROW_REJECTED",
      entry: "ratings.csv",
      record: 2,
      line: 3,
      column: "rating",
      found: "9.5",
      expected: expect.any(String),
      remedy: expect.any(String),
    });
  });

  it("counts the faults beyond those that it keeps", async () => {
    const ragged = `${MOVIES.split("\n")[0]}\n${"1,Heat\n".repeat(1_500)}`;
    const { faults, faultCount } = await judgePath(write(packDrop({ files: { "movies.csv": ragged } })));
    expect(faults.filter(({ code }) => code === "CSV_RAGGED")).toHaveLength(1_000);
    expect(faultCount).toBe(1_500 + faults.length - 1_000);
  });

  it("shows the first 20 faults and the count of the rest", async () => {
    const { faults } = await judgePath(write(withRows(9)));
    const many = Array.from({ length: 50 }, () => faults[0]!);
    const lines = faultLines(many, (_, text) => text);
    expect(lines.filter((line) => line.includes("MANIFEST_ROWS_MISMATCH"))).toHaveLength(20);
    expect(lines.at(-1)).toContain("30 more faults");
  });
});
