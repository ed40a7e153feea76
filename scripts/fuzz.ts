/** `npm run fuzz [-- --cases 100000] [--seed 1]`: mutated archives and CSV texts in full; `npm test` runs a short part of the same. */
import { parseArgs } from "node:util";
import { fuzzTexts } from "../tests/csv/fuzz-texts.ts";
import { fuzzArchives } from "../tests/zip/support/fuzz-archives.ts";

const { values } = parseArgs({
  options: { cases: { type: "string", default: "100000" }, seed: { type: "string", default: "1" } },
});
const cases = Number(values.cases);
const seed = Number(values.seed);

const archives = await fuzzArchives(seed, cases);
process.stdout.write(
  `${JSON.stringify({ fuzz: "archives", seed, cases, ...archives, codes: Object.fromEntries(archives.codes), ...memory() })}\n`,
);
const texts = fuzzTexts(seed, cases);
process.stdout.write(`${JSON.stringify({ fuzz: "csv", seed, cases, ...texts, ...memory() })}\n`);

function memory() {
  return { peakMiB: Math.round(process.resourceUsage().maxRSS / 1024) };
}
