/** Which engine a drop gets, and what a run of it costs by the list prices of `prices.json`. Pure. */
import prices from "./prices.json" with { type: "json" };
import { bytesOf, type MemberLoad, memoryNeed } from "./transform-memory.ts";

export type Engine = "duckdb" | "glue";

/** What an engine used, and what that costs. */
export interface EngineCost {
  engine: Engine;
  seconds: number;
  /** Lambda: memory in GB times seconds. */
  gbSeconds?: number;
  /** Glue: data processing units times the seconds that are billed, a minute at least. */
  dpuSeconds?: number;
  usd: number;
}

export interface EngineSizing {
  /** Memory of the transform function, in MB. */
  lambdaMemoryMb: number;
  glueWorkers: number;
  glueWorkerType: keyof typeof prices.glue.dpuPerWorker;
}

/** A limit of the small engine. */
export type Limit = "bytes" | "memory";

/** Kept on the drop when its engine was chosen. */
export interface EngineDecision {
  /** Of the members that are read, as text. */
  bytes: number;
  thresholdBytes: number;
  /** What DuckDB needs for it when nothing goes to disk, by measurement. */
  memoryBytes: number;
  /** What the function has. */
  memoryLimitBytes: number;
  /** Which of the two the drop is over; over none it goes to DuckDB. */
  exceeds: Limit[];
  estimate: EngineCost;
  /** The date of the list prices. */
  pricesAsOf: string;
}

/** As `serverless.yml` has them: a test holds them against it. */
export const DEFAULT_THRESHOLD_BYTES = 512 * 1024 * 1024;
export const DEFAULT_SIZING: EngineSizing = { lambdaMemoryMb: 4096, glueWorkers: 2, glueWorkerType: "G.1X" };

/**
 * Estimates, not promises. DuckDB: 20 million ratings, 533 MB of CSV, took 24 to 31 s on two cores. Glue: assumed, not measured: some 45 s
 * before the first byte, and 8 MB/s and worker after it.
 */
const DUCKDB = { startSeconds: 0.5, bytesPerSecond: 18e6 };
const GLUE = { startSeconds: 45, bytesPerSecondAndWorker: 8e6 };
const MEGABYTE = 1024 * 1024;
/** A function has a core for each 1,769 MB. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MB_PER_CORE = 1769;

/** How many parts the transform function works on at once. */
export const workersOf = ({ lambdaMemoryMb }: EngineSizing): number => Math.ceil(lambdaMemoryMb / MB_PER_CORE);

/** A drop goes to Glue when it has more bytes than the threshold, and when DuckDB needs more memory for it than the function has. */
export function decideEngine(
  loads: readonly MemberLoad[],
  thresholdBytes: number,
  sizing: EngineSizing = DEFAULT_SIZING,
): EngineDecision {
  const bytes = bytesOf(loads);
  const memoryBytes = memoryNeed(loads, workersOf(sizing));
  const memoryLimitBytes = sizing.lambdaMemoryMb * MEGABYTE;
  const exceeds: Limit[] = [];
  if (bytes > thresholdBytes) exceeds.push("bytes");
  if (memoryBytes > memoryLimitBytes) exceeds.push("memory");
  const engine = exceeds.length > 0 ? "glue" : "duckdb";
  const estimate = estimateCost(engine, bytes, sizing);
  return { bytes, thresholdBytes, memoryBytes, memoryLimitBytes, exceeds, estimate, pricesAsOf: prices.asOf };
}

export function estimateCost(engine: Engine, bytes: number, sizing: EngineSizing = DEFAULT_SIZING): EngineCost {
  if (engine === "duckdb")
    return lambdaCost(DUCKDB.startSeconds + bytes / DUCKDB.bytesPerSecond, sizing.lambdaMemoryMb);
  const perSecond = GLUE.bytesPerSecondAndWorker * sizing.glueWorkers;
  return glueCost(GLUE.startSeconds + bytes / perSecond, sizing.glueWorkers, sizing.glueWorkerType);
}

/** Lambda bills the seconds, in milliseconds, and a request. */
export function lambdaCost(seconds: number, memoryMb: number): EngineCost {
  const gbSeconds = round((memoryMb / 1024) * (Math.ceil(seconds * 1000) / 1000), 3);
  const usd = round(gbSeconds * prices.lambda.perGbSecond + prices.lambda.perRequest, 8);
  return { engine: "duckdb", seconds: round(seconds, 3), gbSeconds, usd };
}

/** Glue bills whole seconds of every worker, a minute at least. */
export function glueCost(seconds: number, workers: number, type: EngineSizing["glueWorkerType"]): EngineCost {
  const billed = Math.max(prices.glue.minimumSeconds, Math.ceil(seconds));
  const dpuSeconds = billed * workers * prices.glue.dpuPerWorker[type];
  return {
    engine: "glue",
    seconds: round(seconds, 3),
    dpuSeconds,
    usd: round((dpuSeconds / 3600) * prices.glue.perDpuHour, 8),
  };
}

/** What Snowpipe takes for the files of a drop: credits, and those by the list price. */
export function snowpipeCost(bytes: number): { credits: number; usd: number } {
  const credits = round((bytes / 1e9) * prices.snowflake.snowpipeCreditsPerGb, 9);
  return { credits, usd: round(credits * prices.snowflake.perCredit, 8) };
}

export const pricesAsOf = prices.asOf;

const round = (value: number, digits: number) => Number(value.toFixed(digits));
