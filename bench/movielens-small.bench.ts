/** A MovieLens of 100k ratings as a drop, to RAW rows on the running twin, against dlt at its fastest, which checks nothing. PYTHON names an interpreter with `dlt[duckdb]` and `pyarrow`. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mulberry32 } from "../cli/demo/sample.ts";
import { dropAndWait } from "../cli/drop.ts";
import { createOutput } from "../cli/output.ts";
import { packFolder } from "../cli/pack/pack-folder.ts";
import type { BenchRow } from "./bench.ts";
import { startTwin } from "./twin.ts";

const PYTHON = process.env.PYTHON ?? "python3";
const RATINGS = 100_836;
const FILMS = 9_742;
const USERS = 610;
const rounds = 3;
const GOAL = 0.5;

export async function run(): Promise<BenchRow> {
  const bench = "MovieLens small, drop to RAW rows, against dlt's fastest setting";
  const folder = mkdtempSync(join(tmpdir(), "reelhouse-bench-"));
  const twin = await startTwin(folder);
  try {
    const best = { drop: Number.POSITIVE_INFINITY, dlt: Number.POSITIVE_INFINITY };
    const hasDlt = isDltThere();
    for (let round = 0; round < rounds; round += 1) {
      const files = join(folder, `files-${round}`);
      writeFiles(files, round);
      const out = join(folder, `small-${round}.zip`);
      const { zip } = await packFolder(files, { dataset: "movielens", mode: "delta", out });
      const [result] = await dropAndWait(twin.environment, createOutput(true), [zip], [`small-${round}.zip`], 300_000);
      if (result?.state !== "LOADED") throw new Error(`Not loaded: ${JSON.stringify(result)}`);
      best.drop = Math.min(best.drop, result.seconds);
      if (hasDlt) best.dlt = Math.min(best.dlt, loadByDlt(zip, join(folder, `dlt-${round}`)));
    }
    if (!hasDlt) {
      const missing = `${PYTHON} has no dlt: pip install "dlt[duckdb]" pyarrow, and PYTHON=<interpreter>`;
      return { bench, ratio: Number.NaN, goal: GOAL, ok: false, dropSeconds: best.drop, missing };
    }
    const ratio = Math.round((best.drop / best.dlt) * 100) / 100;
    return { bench, ratio, goal: GOAL, ok: ratio <= GOAL, dropSeconds: best.drop, dltSeconds: best.dlt };
  } finally {
    twin.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function isDltThere(): boolean {
  try {
    execFileSync(PYTHON, ["-c", "import dlt, duckdb, pyarrow"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** ZIP to DuckDB tables as Arrow tables, which dlt neither infers nor normalises row by row. Seconds of the whole script, its imports included, as somebody runs it. */
function loadByDlt(zip: string, folder: string): number {
  mkdirSync(folder);
  const script = `
import sys, zipfile, dlt, pyarrow.csv
zip, folder = sys.argv[1:]
archive = zipfile.ZipFile(zip)
def table(name):
    return pyarrow.csv.read_csv(archive.open(name + ".csv"))
pipeline = dlt.pipeline("bench", pipelines_dir=folder, destination=dlt.destinations.duckdb(folder + "/bench.duckdb"), dataset_name="raw")
pipeline.run([dlt.resource(table(name), name=name) for name in ("movies", "ratings", "tags", "links")], loader_file_format="parquet")
with pipeline.sql_client() as client:
    print(client.execute_sql("select count(*) from ratings")[0][0])
`;
  const startedAt = performance.now();
  const printed = execFileSync(PYTHON, ["-c", script, zip, folder], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, RUNTIME__DLTHUB_TELEMETRY: "false", HOME: folder },
  });
  const seconds = (performance.now() - startedAt) / 1000;
  if (Number(printed.trim()) !== RATINGS)
    throw new Error(`dlt loaded ${printed.trim()} ratings instead of ${RATINGS}.`);
  return Math.round(seconds * 1000) / 1000;
}

/** The four files of the small MovieLens, in its sizes. `round` makes the content another one, so that it is no duplicate. */
function writeFiles(folder: string, round: number): void {
  mkdirSync(folder);
  const random = mulberry32(100 + round);
  const write = (name: string, header: string, lines: readonly string[]) =>
    writeFileSync(join(folder, `${name}.csv`), `${header}\n${lines.join("\n")}\n`);
  const films = Array.from({ length: FILMS }, (_, at) => at + 1);
  const second = () => 850_000_000 + Math.floor(random() * 680_000_000);
  write(
    "movies",
    "movieId,title,genres",
    films.map((film) => `${film},"Film, the ${film}th (1999)",Adventure|Drama`),
  );
  write(
    "links",
    "movieId,imdbId,tmdbId",
    films.map((film) => `${film},${String(100_000 + film).padStart(7, "0")},${film + 10}`),
  );
  const ratings: string[] = [];
  for (let user = 1; user <= USERS; user += 1) {
    const count = Math.floor((RATINGS * user) / USERS) - Math.floor((RATINGS * (user - 1)) / USERS);
    const step = Math.floor(FILMS / count);
    for (let at = 0; at < count; at += 1)
      ratings.push(
        `${user},${1 + at * step + Math.floor(random() * step)},${(1 + Math.floor(random() * 10)) / 2},${second()}`,
      );
  }
  write("ratings", "userId,movieId,rating,timestamp", ratings);
  write(
    "tags",
    "userId,movieId,tag,timestamp",
    Array.from({ length: 3_683 }, (_, at) => `${1 + (at % USERS)},${1 + at},tag ${at % 500},${second()}`),
  );
}
