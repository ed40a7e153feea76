/** Which engine a drop gets: by the bytes of its text, and by the memory that DuckDB needs for it. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { contractOf, contracts } from "../../shared/contract/registry.ts";
import {
  DEFAULT_SIZING,
  DEFAULT_THRESHOLD_BYTES,
  decideEngine,
  type EngineSizing,
  workersOf,
} from "../../shared/cost.ts";
import figures from "../../shared/transform-memory.json" with { type: "json" };
import { figuresOf, loadsOf, type MemberLoad, memoryNeed, RECORDS_PER_PART } from "../../shared/transform-memory.ts";
import { packDrop, startChain } from "./chain.ts";

const RATINGS = figuresOf("RAW.RATINGS");
const ratings = (rows: number): MemberLoad[] => [
  { target: "RAW.RATINGS", rows, bytes: Math.ceil(rows * RATINGS.textBytesPerRow) },
];

describe("the choice of the engine", () => {
  const loads = ratings(1_000_000);
  const [{ bytes }] = loads as [MemberLoad];
  const sizing = (lambdaMemoryMb: number): EngineSizing => ({ ...DEFAULT_SIZING, lambdaMemoryMb });
  const enough = sizing(Math.ceil(memoryNeed(loads, 1) / 1024 ** 2));
  const little = sizing(enough.lambdaMemoryMb - 1);

  it.each([
    ["neither limit", bytes, enough, [], "duckdb"],
    ["the bytes", bytes - 1, enough, ["bytes"], "glue"],
    ["the memory", bytes, little, ["memory"], "glue"],
    ["both", bytes - 1, little, ["bytes", "memory"], "glue"],
  ] as const)("of a drop that is over %s", (_, threshold, has, exceeds, engine) => {
    expect(workersOf(has)).toBe(1);
    const decision = decideEngine(loads, threshold, has);
    expect(decision).toMatchObject({ bytes, thresholdBytes: threshold, exceeds, estimate: { engine } });
    expect(decision.memoryLimitBytes).toBe(has.lambdaMemoryMb * 1024 ** 2);
  });

  it("leaves 20 million ratings, 500 MB, to one function as it is deployed, and hundreds of millions of short rows not", () => {
    expect(decideEngine(ratings(20_000_000), DEFAULT_THRESHOLD_BYTES).exceeds).toEqual([]);
    expect(decideEngine(ratings(200_000_000), Number.MAX_SAFE_INTEGER).exceeds).toEqual(["memory"]);
  });

  it("goes by the limits of serverless.yml", () => {
    const service = readFileSync("serverless.yml", "utf8");
    expect(service).toContain(`glueThresholdBytes: ${DEFAULT_THRESHOLD_BYTES}\n`);
    expect(service).toContain(`transformMemoryMb: ${DEFAULT_SIZING.lambdaMemoryMb}\n`);
  });
});

describe("the memory that DuckDB needs", () => {
  it("grows with the rows at work until all workers have a part, and then with what rules must see at once alone", () => {
    const atWork = (rows: number) => memoryNeed(ratings(rows), 2) - figures.baseBytes;
    const full = 2 * RECORDS_PER_PART;
    expect(atWork(full / 2)).toBeCloseTo(atWork(full) / 2, -2);
    expect(atWork(full + RECORDS_PER_PART)).toBe(atWork(full));
    const many = 100 * full;
    expect(atWork(many)).toBe(Math.round(many * RATINGS.allRowsBytesPerRow));
    expect(atWork(2 * many)).toBe(2 * atWork(many));
  });

  it("is that of rows as long as they are, where they are longer than those that were measured", () => {
    const load = {
      target: "RAW.MOVIES",
      rows: 1_000,
      bytes: Math.round(1_000 * figuresOf("RAW.MOVIES").textBytesPerRow),
    };
    const wide = memoryNeed([{ ...load, bytes: 10 * load.bytes }], 1) - figures.baseBytes;
    expect(wide).toBeCloseTo(10 * (memoryNeed([load], 1) - figures.baseBytes), -2);
    expect(memoryNeed([{ ...load, bytes: 1 }], 1)).toBe(memoryNeed([load], 1));
  });

  it("was measured for every table of every contract, and says when and how", () => {
    const targets = [...contracts().values()].flatMap(({ tables }) => tables.map(({ target }) => target));
    expect(Object.keys(figures.tables).sort()).toEqual(targets.sort());
    for (const each of Object.values(figures.tables)) {
      expect(each.textBytesPerRow).toBeGreaterThan(5);
      expect(each.partBytesPerRow).toBeGreaterThan(each.textBytesPerRow);
    }
    expect(figures.baseBytes).toBeGreaterThan(100e6);
    expect(figures.measuredOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(figures.method).toContain("npm run bench -- transform-memory");
  });

  it("of a table that was not measured is that of the heaviest", () => {
    const heaviest = Math.max(...Object.values(figures.tables).map(({ partBytesPerRow }) => partBytesPerRow));
    expect(figuresOf("RAW.NEW").partBytesPerRow).toBe(heaviest);
  });
});

describe("what is read of a drop", () => {
  const movielens = contractOf("movielens");
  const member = (path: string, more: object) => ({
    path,
    table: "ratings",
    format: "parquet" as const,
    bytes: 10,
    rowCount: 100,
    ...more,
  });

  it("is the CSV of twins, and no document", () => {
    const csv = member("ratings.csv", { format: "csv", bytes: 2_500 });
    const document = { path: "README.txt", table: null, format: "document" as const, bytes: 9_999, rowCount: null };
    expect(loadsOf([member("ratings.parquet", {}), csv, document], movielens)).toEqual([
      { target: "RAW.RATINGS", rows: 100, bytes: 2_500 },
    ]);
  });

  it("is of a Parquet member the text of its rows, or its pages inflated where they are longer", () => {
    const bytes = (more: object) => loadsOf([member("ratings.parquet", more)], movielens)[0]?.bytes;
    expect(bytes({})).toBe(Math.round(100 * RATINGS.textBytesPerRow));
    expect(bytes({ inflatedBytes: 50 })).toBe(Math.round(100 * RATINGS.textBytesPerRow));
    expect(bytes({ inflatedBytes: 123_456 })).toBe(123_456);
  });
});

it("records on the drop which limit has decided, when the function has too little memory for it", async () => {
  const start = async () => ({ jobRunId: "jr_1" });
  const chain = startChain({
    sizing: { ...DEFAULT_SIZING, lambdaMemoryMb: 128 },
    runs: { find: async () => undefined, start },
  });
  await chain.upload("a.zip", packDrop());
  await chain.drain();
  expect(chain.drops()).toMatchObject([
    {
      state: "TRANSFORMING",
      engine: "glue",
      jobRunId: "jr_1",
      decision: { exceeds: ["memory"], memoryLimitBytes: 128 * 1024 ** 2, estimate: { engine: "glue" } },
    },
  ]);
});
