/** Reading a ZIP of ratings against the sum of its stages, adm-zip and yauzl: CPU and memory. Size in MB from READ_ZIP_MB (200; 570 for the goal's file), memory up to READ_ZIP_BIG_MB. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchRow } from "./bench.ts";
import { makeArchive } from "./read-zip/make-archive.ts";
import { makeBigArchive } from "./read-zip/make-big-archive.ts";
import type { Cost } from "./read-zip/read-once.ts";

const MB = 1_000_000;

async function readOnce(way: string, path: string): Promise<Cost> {
  const child = fork(join(import.meta.dirname, "read-zip", "read-once.ts"), [way, path], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const [cost] = (await once(child, "message")) as [Cost];
  return cost;
}

/** The cheapest of `times` runs. */
async function cheapest(way: string, path: string, times: number): Promise<Cost> {
  const costs: Cost[] = [];
  for (let run = 0; run < times; run += 1) costs.push(await readOnce(way, path));
  return costs.toSorted((a, b) => a.cpuMs - b.cpuMs)[0]!;
}

const round = (value: number) => Math.round(value * 1000) / 1000;
const row = (bench: string, ratio: number, goal: number, ok: boolean, more: object): BenchRow => ({
  bench,
  ratio: round(ratio),
  goal,
  ok,
  ...more,
});
const speed = ({ bytes, cpuMs }: Cost) => `${Math.round(bytes / 1000 / cpuMs)} MB/s of CPU`;

export async function run(): Promise<BenchRow[]> {
  const size = Number(process.env.READ_ZIP_MB ?? 200) * MB;
  const big = Number(process.env.READ_ZIP_BIG_MB ?? 0) * MB;
  const times = Number(process.env.READ_ZIP_RUNS ?? 2);
  const folder = mkdtempSync(join(tmpdir(), "reelhouse-bench-zip-"));
  try {
    const path = join(folder, "ratings.zip");
    await makeArchive(path, size);
    const ours = await cheapest("ours", path, times);
    const stageRuns = [await readOnce("stages", path), await readOnce("stages", path)];
    const stages = Object.fromEntries(
      Object.keys(stageRuns[0]!.stages!).map((stage) => [
        stage,
        Math.min(...stageRuns.map((cost) => cost.stages![stage]!)),
      ]),
    );
    const limit = Object.values(stages).reduce((sum, ms) => sum + ms, 0);
    const yauzl = await cheapest("yauzl", path, times);
    const admZip = await cheapest("admZip", path, 1);
    const inflate = await cheapest("inflate", path, times);
    const inflateTyped = await cheapest("inflateTyped", path, times);
    const typed = await cheapest("typed", path, times);
    const megabytes = Math.round(ours.bytes / MB);
    const rows = [
      row("read-zip: against the sum of its stages", limit / ours.cpuMs, 0.9, limit / ours.cpuMs >= 0.9, {
        megabytes,
        records: ours.records,
        ours: speed(ours),
        stagesMs: Object.fromEntries(Object.entries(stages).map(([stage, ms]) => [stage, Math.round(ms)])),
        oursMs: Math.round(ours.cpuMs),
        wallMs: Math.round(ours.wallMs),
      }),
      row(
        "read-zip: against adm-zip",
        admZip.cpuMs / ours.cpuMs,
        2.5,
        admZip.cpuMs / ours.cpuMs >= 2.5 && admZip.peakMiB >= 10 * ours.peakMiB,
        {
          admZip: speed(admZip),
          admZipPeakMiB: Math.round(admZip.peakMiB),
          peakMiB: Math.round(ours.peakMiB),
        },
      ),
      row("read-zip: against yauzl", yauzl.cpuMs / ours.cpuMs, 1.6, yauzl.cpuMs / ours.cpuMs >= 1.6, {
        yauzl: speed(yauzl),
      }),
      row(
        "read-zip: inflate and typed check of every field",
        inflate.cpuMs / inflateTyped.cpuMs,
        0.45,
        inflate.cpuMs / inflateTyped.cpuMs >= 0.45,
        {
          inflate: speed(inflate),
          inflateTyped: speed(inflateTyped),
          withCrcAndSha: speed(typed),
          withCrcAndShaRatio: round(inflate.cpuMs / typed.cpuMs),
        },
      ),
      twoCoresRow(typed),
    ];
    rows.push(await memoryRow(folder, big));
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Inflating is on a thread of its own, hashing and the typed check are on JavaScript's: on two free cores the busiest one's share of the CPU is
 * the share of the single-threaded wall. The wall itself is given beside it, and says something on a quiet machine only.
 */
function twoCoresRow({ cpuMs, mainMs, wallMs }: Cost): BenchRow {
  const busiest = Math.max(mainMs, cpuMs - mainMs) / cpuMs;
  return row("read-zip: the busiest thread's share of the CPU, with the typed check", busiest, 0.72, busiest <= 0.72, {
    cpuMs: Math.round(cpuMs),
    mainMs: Math.round(mainMs),
    wallOverCpu: round(wallMs / cpuMs),
  });
}

/** Peak memory of the typed reading of a small archive and of a big one. */
async function memoryRow(folder: string, big: number): Promise<BenchRow> {
  const peaks: Record<string, number> = {};
  for (const bytes of [MB, 100 * MB, ...(big > 0 ? [big] : [])]) {
    const path = join(folder, `${bytes}.zip`);
    await makeBigArchive(path, bytes);
    peaks[`${bytes / MB} MB`] = Math.round((await readOnce("typed", path)).peakMiB);
    rmSync(path);
  }
  const peak = Math.max(...Object.values(peaks));
  return row("read-zip: peak memory from a file, MiB", peak / 160, 1, peak <= 160, { peaks });
}
