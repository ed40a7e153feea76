/** `npm run bench [-- name …]`: runs the benches one after the other; each prints one JSON line with its ratio against something run beside it. */
import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Bench } from "./bench.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { list: { type: "boolean" }, help: { type: "boolean" } },
});
const names = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(".bench.ts"))
  .map((name) => name.slice(0, -".bench.ts".length))
  .sort();

if (values.help) {
  process.stdout.write(
    "npm run bench -- [name …] [--list]\n\nRuns all benches, or those named. One JSON line each: bench, ratio, goal, ok and what was measured.\n",
  );
} else if (values.list) {
  process.stdout.write(`${names.join("\n")}\n`);
} else {
  const unknown = positionals.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`There is no bench ${unknown.join(", ")}. There are ${names.join(", ")}.\n`);
    process.exitCode = 2;
  } else {
    for (const name of positionals.length > 0 ? positionals : names) {
      const { run } = (await import(`./${name}.bench.ts`)) as Bench;
      for (const row of [await run()].flat()) process.stdout.write(`${JSON.stringify(row)}\n`);
    }
  }
}
