/** Engines, their estimates and their prices; the plan of a ZIP by its manifest. */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AdmZip from "adm-zip";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decisionLines, dollars } from "../../cli/cost/format.ts";
import { packFolder } from "../../cli/pack/pack-folder.ts";
import { planArchive } from "../../cli/plan/plan-archive.ts";
import { writeParquetTwin } from "../../local/write-twin.ts";
import { contractOf } from "../../shared/contract/registry.ts";
import {
  DEFAULT_SIZING,
  DEFAULT_THRESHOLD_BYTES,
  decideEngine,
  glueCost,
  lambdaCost,
  snowpipeCost,
} from "../../shared/cost.ts";
import figures from "../../shared/transform-memory.json" with { type: "json" };
import { movielens, pack, writeFiles } from "../chain/drops.ts";
import { packDrop, startChain } from "../functions/chain.ts";

describe("an engine's cost", () => {
  it("is billed as its service bills it: Lambda by the millisecond, Glue by the second and a minute at least", () => {
    expect(lambdaCost(1.0001, 4096)).toMatchObject({ gbSeconds: 4.004, usd: 0.00006693 });
    expect(glueCost(5, 2, "G.1X")).toMatchObject({ dpuSeconds: 120, usd: 0.01466667 });
    expect(glueCost(90.2, 10, "G.2X")).toMatchObject({ dpuSeconds: 1820 });
    expect(snowpipeCost(1e9)).toEqual({ credits: 0.0037, usd: 0.01443 });
  });

  it("of a small drop is a 300th of Glue's least at most", () => {
    const { estimate } = decideEngine([{ target: "RAW.RATINGS", rows: 40_000, bytes: 1e6 }], DEFAULT_THRESHOLD_BYTES);
    expect(estimate.engine).toBe("duckdb");
    expect(estimate.usd).toBeLessThan(glueCost(1, 2, "G.1X").usd / 300);
  });
});

it("is recorded on the drop: decision and estimate when it is chosen, what it used when it is done", async () => {
  const chain = startChain();
  await chain.upload("a.zip", packDrop());
  await chain.drain();
  const [drop] = chain.drops();
  expect(drop).toMatchObject({
    engine: "duckdb",
    decision: { exceeds: [], estimate: { engine: "duckdb" } },
    cost: { engine: "duckdb" },
  });
  expect(drop!.decision!.bytes).toBeGreaterThan(0);
  expect(drop!.cost!.usd).toBeGreaterThan(0);
});

it("is written with as many digits as say something", () => {
  expect([0, 0.014666667, 0.0000667, 1.5].map(dollars)).toEqual(["$0", "$0.01467", "$0.00006670", "$1.50"]);
});

describe("the plan of a ZIP", () => {
  const folder = mkdtempSync(join(tmpdir(), "reelhouse-plan-"));
  let zip: string;
  let drop: string;
  beforeAll(async () => {
    ({ zip, drop } = await pack(folder, "one", movielens(70)));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const limits = { thresholdBytes: DEFAULT_THRESHOLD_BYTES, memoryMb: DEFAULT_SIZING.lambdaMemoryMb };

  it("says engine, cost and drop beforehand", async () => {
    const small = await planArchive(zip, limits);
    expect(small).toMatchObject({ dataset: "movielens", drop, members: 4, rows: 3124 });
    expect(small.decision).toMatchObject({ exceeds: [], estimate: { engine: "duckdb" } });
    const large = await planArchive(zip, { ...limits, thresholdBytes: 1_000 });
    expect(large.decision).toMatchObject({ exceeds: ["bytes"], estimate: { engine: "glue", dpuSeconds: 120 } });
    expect(large.otherUsd).toBeLessThan(large.decision.estimate.usd);
  });

  it("decides by memory, too, and says so in words", async () => {
    const { decision } = await planArchive(zip, { ...limits, memoryMb: 128 });
    expect(decision).toMatchObject({ exceeds: ["memory"], estimate: { engine: "glue" } });
    expect(decisionLines(decision)).toEqual([
      "engine     Glue, with Spark: DuckDB needs too much memory for one function",
      expect.stringMatching(/^bytes {6}\d+(\.\d+)? KB of text; a function takes at most 536\.9 MB$/),
      expect.stringMatching(/^memory {5}DuckDB needs about \d+\.\d MB; the function has 134\.2 MB$/),
    ]);
    const both = await planArchive(zip, { thresholdBytes: 1_000, memoryMb: 128 });
    expect(decisionLines(both.decision)[0]).toContain("it has too many bytes, and DuckDB needs too much memory");
    const none = await planArchive(zip, limits);
    expect(decisionLines(none.decision)[0]).toBe("engine     Lambda, with DuckDB: one function has room for it");
  });

  it("takes a Parquet member for the text of its rows, as the chain does, though it is much smaller", async () => {
    const files = movielens(72);
    const members = writeFiles(join(folder, "parquet"), { "movies.csv": files["movies.csv"]! });
    const csv = join(writeFiles(join(folder, "csv"), files), "ratings.csv");
    const parquet = join(members, "ratings.parquet");
    await writeParquetTwin(csv, parquet, contractOf("movielens").tables.find(({ name }) => name === "ratings")!);
    const packed = await packFolder(members, { dataset: "movielens", out: join(folder, "parquet.zip") });
    const { decision, rows } = await planArchive(packed.zip, limits);
    expect(rows).toBe(3_120);
    expect(statSync(parquet).size).toBeLessThan(statSync(csv).size / 2);
    const text = statSync(csv).size + statSync(join(members, "movies.csv")).size;
    expect(decision.bytes / text).toBeGreaterThan(0.9);
    expect(decision.bytes / text).toBeLessThan(1.3);
    const chain = startChain();
    await chain.upload("parquet.zip", readFileSync(packed.zip));
    await chain.drain();
    expect(chain.drops()[0]!.decision).toEqual({ ...decision, thresholdBytes: 1e9 });
  });

  it("takes a Parquet member for its pages inflated, where they hold longer texts than are usual", async () => {
    const title = "x".repeat(20_000);
    const movies = Array.from({ length: 50 }, (_, index) => `${index + 1},${index} ${title},Drama`).join("\n");
    const csv = join(
      writeFiles(join(folder, "long"), { "movies.csv": `movieId,title,genres\n${movies}\n` }),
      "movies.csv",
    );
    const members = writeFiles(join(folder, "long-parquet"), {});
    const [table] = contractOf("movielens").tables;
    await writeParquetTwin(csv, join(members, "movies.parquet"), table!);
    const packed = await packFolder(members, { dataset: "movielens", out: join(folder, "long.zip") });
    const { decision } = await planArchive(packed.zip, limits);
    expect(statSync(packed.zip).size).toBeLessThan(100_000);
    expect(decision.bytes).toBeGreaterThan(1_000_000);
    const chain = startChain();
    await chain.upload("long.zip", readFileSync(packed.zip));
    await chain.drain();
    expect(chain.drops()[0]!.decision!.bytes).toBe(decision.bytes);
  });

  it("of a drop that says nothing of rows and hashes goes by what its members show", async () => {
    const archive = new AdmZip();
    for (const [name, content] of Object.entries(movielens(71))) archive.addFile(name, Buffer.from(content));
    const flat = { source: "MovieLens", total_movies: 120, columns: "['movieId', 'title', 'genres']" };
    archive.addFile("manifest.json", Buffer.from(JSON.stringify(flat)));
    archive.writeZip(join(folder, "flat.zip"));
    const { decision, drop: id, rows } = await planArchive(join(folder, "flat.zip"), limits);
    expect({ id, rows }).toEqual({ id: null, rows: null });
    const described = await planArchive(zip, limits);
    const overBase = [decision, described.decision].map(({ memoryBytes }) => memoryBytes - figures.baseBytes);
    expect(overBase[0]! / overBase[1]!).toBeGreaterThan(0.5);
    expect(overBase[0]! / overBase[1]!).toBeLessThan(2);
  });
});
