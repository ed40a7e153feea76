/** The ratings that benches and the test at scale make have the shape of MovieLens 20M, at any size. */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeMovieLensShape } from "../../bench/movielens-shape.ts";

const RATINGS = 200_000;
let folder: string;
const text = (name: string) => readFileSync(join(folder, name), "utf8");
const lines = () => text("ratings.csv").trimEnd().split("\n").slice(1);
const sha256 = () => createHash("sha256").update(text("ratings.csv")).digest("hex");

/** How often each value of a column comes, the most frequent first. */
function counts(column: number): [string, number][] {
  const found = new Map<string, number>();
  for (const line of lines()) {
    const value = line.split(",")[column]!;
    found.set(value, (found.get(value) ?? 0) + 1);
  }
  return [...found].sort(([, a], [, b]) => b - a);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "movielens-shape-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("ratings in the shape of MovieLens", () => {
  beforeAll(() => writeMovieLensShape(folder, { ratings: RATINGS }));

  it("are as many as asked for, each of another user and film, by user", () => {
    const pairs = lines().map((line) => line.split(",", 2).join());
    expect(pairs.length).toBe(RATINGS);
    expect(new Set(pairs).size).toBe(RATINGS);
    const users = pairs.map((pair) => Number(pair.split(",")[0]));
    expect(users.every((user, at) => at === 0 || user >= users[at - 1]!)).toBe(true);
  });

  it("have few busy users and many others", () => {
    const perUser = counts(0).map(([, count]) => count);
    const share = (from: number, to: number) =>
      perUser.filter((count) => count > from && count <= to).length / perUser.length;
    expect(share(0, 50)).toBeCloseTo(0.38, 1);
    expect(share(50, 200)).toBeCloseTo(0.42, 1);
    expect(share(200, 500)).toBeCloseTo(0.14, 1);
    expect(share(1000, Number.POSITIVE_INFINITY)).toBeLessThan(0.03);
  });

  it("have films that half of the users rated, and a long tail", () => {
    const perFilm = counts(1).map(([, count]) => count);
    const users = counts(0).length;
    expect(perFilm[0]! / users).toBeGreaterThan(0.4);
    expect(perFilm[0]! / users).toBeLessThan(0.6);
    const greatest = perFilm.slice(0, 30).reduce((sum, count) => sum + count, 0);
    expect(greatest / RATINGS).toBeCloseTo(0.07, 2);
    expect(perFilm.length).toBeGreaterThan(5_000);
  });

  it("have the half stars of MovieLens in their shares", () => {
    const shares = Object.fromEntries(counts(2).map(([star, count]) => [star, count / RATINGS]));
    expect(shares["4.0"]).toBeCloseTo(0.266, 2);
    expect(shares["0.5"]).toBeCloseTo(0.016, 2);
    expect(Object.keys(shares)).toHaveLength(10);
  });

  it("are the same bytes for the same seed, others for another", async () => {
    const first = sha256();
    await writeMovieLensShape(folder, { ratings: RATINGS });
    expect(sha256()).toBe(first);
    await writeMovieLensShape(folder, { ratings: RATINGS, seed: 8 });
    expect(sha256()).not.toBe(first);
  });
});

it("a faulty line stands where it was asked for", async () => {
  await writeMovieLensShape(folder, { ratings: 20_000, faultEvery: 1_000 });
  const found = lines();
  expect(found.filter((line) => line.endsWith(",soon"))).toHaveLength(3);
  expect(found.filter((line) => line.includes(",999999999,"))).toHaveLength(3);
  expect(found.length).toBeGreaterThan(20_000); // two of the faults are a line more
});
