/** Size and load time of each function's bundle, as Lambda loads it, against Node's own start. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { type BenchRow, bestOf } from "./bench.ts";

const root = join(import.meta.dirname, "..");

export async function run(): Promise<BenchRow[]> {
  // Inside the checkout, so that what is not bundled (DuckDB) is found as in the deployed package.
  const folder = mkdtempSync(join(root, "node_modules", ".bundles-"));
  const start = (script: string) => async () => execFileSync(process.execPath, ["-e", script], { stdio: "ignore" });
  try {
    const bareMs = await bestOf(5, start(""));
    const rows: BenchRow[] = [];
    for (const name of readdirSync(join(root, "functions"))) {
      const outfile = join(folder, `${name}.cjs`);
      await build({
        entryPoints: [join(root, "functions", name, "handler.ts")],
        outfile,
        bundle: true,
        minify: true,
        keepNames: true,
        platform: "node",
        target: "node24",
        format: "cjs",
        external: ["@duckdb/*"],
        logLevel: "error",
      });
      const extraMs = (await bestOf(5, start(`require(${JSON.stringify(outfile)})`))) - bareMs;
      const goal = name === "snowpipe-refresh" ? 450 : 150;
      rows.push({
        bench: `cold start of ${name} (ms over Node's own start)`,
        ratio: Math.round(extraMs),
        goal,
        ok: extraMs <= goal,
        bundleKb: Math.round(statSync(outfile).size / 1024),
        nodeStartMs: Math.round(bareMs),
      });
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
