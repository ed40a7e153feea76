import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { judgePath } from "../../cli/check/judge-path.ts";
import { packFolder } from "../../cli/pack/pack-folder.ts";
import { movielens, writeFiles } from "../chain/drops.ts";
import { readAll } from "../zip/support/read-all.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "reelhouse-pack-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const PRODUCED = { producedAt: "2026-01-02T03:04:05Z" };
const source = (name: string, files = movielens(1)) => writeFiles(join(folder, name), files);
const twins = (name: string) => {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
};

it("writes the same bytes for the same files, whenever and wherever they were written", async () => {
  const [a, b] = [source("a"), source("b")];
  for (const name of Object.keys(movielens(1))) utimesSync(join(b, name), 1e9, 1e9);
  const packed = [];
  for (const [from, out] of [
    [a, "a.zip"],
    [b, "b.zip"],
  ] as const)
    packed.push(await packFolder(from, { ...PRODUCED, out: join(folder, out) }));
  expect(packed[1]!.drop).toBe(packed[0]!.drop);
  expect(readFileSync(packed[1]!.zip).equals(readFileSync(packed[0]!.zip))).toBe(true);
});

it("stores what deflate would make as small as a bomb, so that the front door takes it", async () => {
  const from = source("dense", {
    "ratings.csv": `userId,movieId,rating,timestamp\n${"1,1,3.5,1000000000\n".repeat(160_000)}`,
  });
  const { zip } = await packFolder(from, { ...PRODUCED, dataset: "movielens", out: join(folder, "dense.zip") });
  const { faults } = await judgePath(zip, { skipRules: true });
  expect(faults.filter(({ code }) => code.startsWith("ARCHIVE"))).toEqual([]);
  expect(readFileSync(zip).length).toBeGreaterThan(160_000 * 19);
  const usual = await packFolder(source("usual"), { ...PRODUCED, out: join(folder, "usual.zip") });
  expect(readFileSync(usual.zip).length).toBeLessThan(usual.members.reduce((sum, { bytes }) => sum + bytes, 0) / 2);
});

it("writes the Parquet twin of each CSV file, with the same rows and the same bytes each time", async () => {
  const files = {
    ...movielens(1),
    "tags.csv": 'userId,movieId,tag,timestamp\n1,1,,1000000000\n2,3,"a ""b"",\nc",1000000001\n',
  };
  const from = source("a", files);
  const out = (name: string) => ({ ...PRODUCED, out: join(folder, name), twinsFolder: twins(`${name}-twins`) });
  const first = await packFolder(from, out("1.zip"));
  const second = await packFolder(from, out("2.zip"));
  expect(first.members.map(({ path }) => path)).toEqual([
    ...["links.csv", "links.parquet", "movies.csv", "movies.parquet"],
    ...["ratings.csv", "ratings.parquet", "tags.csv", "tags.parquet"],
  ]);
  expect(readFileSync(second.zip).equals(readFileSync(first.zip))).toBe(true);
  const { faults } = await judgePath(first.zip, { skipRules: true });
  expect(faults.filter(({ code }) => code !== "REJECT_THRESHOLD_EXCEEDED" && code !== "CSV_REQUIRED")).toEqual([]);
});

it("writes the CSV twin of each Parquet file", async () => {
  const from = source("a");
  const first = await packFolder(from, { ...PRODUCED, out: join(folder, "1.zip"), twinsFolder: twins("t1") });
  const parquetOnly = join(folder, "parquet");
  mkdirSync(parquetOnly);
  for (const [name, bytes] of await readAll(readFileSync(first.zip)))
    if (name.endsWith(".parquet")) writeFileSync(join(parquetOnly, name), bytes);
  const second = await packFolder(parquetOnly, { ...PRODUCED, out: join(folder, "2.zip"), twinsFolder: twins("t2") });
  expect(second.members.map(({ path }) => path)).toEqual(first.members.map(({ path }) => path));
  expect(await judgePath(second.zip, { skipRules: true })).toMatchObject({ verdict: "accepted", faults: [] });
});

it("keeps a value that is no number as it came, so that the twin still has it", async () => {
  const files = movielens(1);
  const from = source("a", { ...files, "movies.csv": files["movies.csv"]!.replace("\n7,", "\nseven,") });
  const { zip } = await packFolder(from, { ...PRODUCED, out: join(folder, "1.zip"), twinsFolder: twins("t") });
  const { faults } = await judgePath(zip, { skipRules: true });
  expect(faults.map(({ code }) => code)).not.toContain("MANIFEST_TWINS_DIFFER");
});
