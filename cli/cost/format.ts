/** Costs in words. */
import type { EngineCost } from "../../shared/cost.ts";

/** Small amounts are the rule here: four digits that mean something. */
export const dollars = (usd: number) => (usd === 0 ? "$0" : `$${usd < 1 ? trimmed(usd) : usd.toFixed(2)}`);

const trimmed = (usd: number) => usd.toFixed(Math.min(9, 3 - Math.floor(Math.log10(usd))));

export function costText({ engine, seconds, gbSeconds = 0, dpuSeconds = 0, usd }: EngineCost): string {
  const used = engine === "glue" ? `${dpuSeconds} DPU-s` : `${gbSeconds} GB-s`;
  return `${dollars(usd)} (${seconds.toFixed(1)} s, ${used})`;
}
