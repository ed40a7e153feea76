/** Costs and the choice of the engine in words. */
import type { EngineCost, EngineDecision, Limit } from "../../shared/cost.ts";

/** Small amounts are the rule here: four digits that mean something. */
export const dollars = (usd: number) => (usd === 0 ? "$0" : `$${usd < 1 ? trimmed(usd) : usd.toFixed(2)}`);

const trimmed = (usd: number) => usd.toFixed(Math.min(9, 3 - Math.floor(Math.log10(usd))));

export function costText({ engine, seconds, gbSeconds = 0, dpuSeconds = 0, usd }: EngineCost): string {
  const used = engine === "glue" ? `${dpuSeconds} DPU-s` : `${gbSeconds} GB-s`;
  return `${dollars(usd)} (${seconds.toFixed(1)} s, ${used})`;
}

const REASONS: Readonly<Record<Limit, string>> = {
  bytes: "it has too many bytes",
  memory: "DuckDB needs too much memory",
};

/** Which engine and why: three lines. */
export function decisionLines(decision: EngineDecision): string[] {
  const { bytes, thresholdBytes, memoryBytes, memoryLimitBytes, exceeds, estimate } = decision;
  const engine =
    estimate.engine === "glue"
      ? `Glue, with Spark: ${exceeds.map((limit) => REASONS[limit]).join(", and ")} for one function`
      : "Lambda, with DuckDB: one function has room for it";
  return [
    `engine     ${engine}`,
    `bytes      ${size(bytes)} of text; a function takes at most ${size(thresholdBytes)}`,
    `memory     DuckDB needs about ${size(memoryBytes)}; the function has ${size(memoryLimitBytes)}`,
  ];
}

export function size(bytes: number): string {
  if (bytes < 1e3) return `${bytes} bytes`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} KB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
