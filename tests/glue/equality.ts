/** The same drops through DuckDB and through Spark, one session for all of them. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { datasetNames, openRun } from "../../cli/generate/index.ts";
import { writeParquetTwin } from "../../local/write-twin.ts";
import { contractOf } from "../../shared/contract/registry.ts";
import type { ObjectStore } from "../../shared/object-store/port.ts";
import { s3ObjectStore } from "../../shared/object-store/s3.ts";
import { runLocalAws } from "../aws/local-aws.ts";
import { awkwardLines, keyColumnsOf, tableNamed } from "./awkward.ts";
import { differenceOf } from "./compare.ts";
import { BUCKETS, makeAssets, PROCESSED, publishFolder, runDuckdb, runSpark } from "./drops.ts";
import { FINE_ROWS } from "./fine-rows.ts";
import { PLANTED, plant } from "./planted.ts";
import { SparkSession } from "./spark-session.ts";

export type Report = (isPassed: boolean, sentence: string) => void;

interface Sample {
  title: string;
  dataset: string;
  /** Writes the members. */
  write(folder: string): Promise<void>;
  /** The rejects are accepted, so that every file is compared; otherwise a refusal is, where there is one. */
  acceptsRejects: boolean;
  rangeBytes?: number;
}

const MUTANTS = "archive-planted";
const MIXED = "awkward values and generated faults";
const MOVIELENS_SMALL = new URL("../../../shared/data/ml-latest-small/", import.meta.url);

/** Throws an Error when Spark cannot be started. */
export async function checkEquality(
  report: Report,
  tell: (line: string) => void,
  wants: (title: string) => boolean,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "reelhouse-equality-"));
  await using running = await runLocalAws();
  const client = new S3Client({ ...running.options, forcePathStyle: true });
  try {
    for (const bucket of [PROCESSED, ...Object.values(BUCKETS), MUTANTS])
      await client.send(new CreateBucketCommand({ Bucket: bucket }));
    const store = s3ObjectStore(client);
    await using spark = await SparkSession.start(running.aws.url, tell);
    const suite = { store, spark, folder, report, wants };
    await compareSamples(suite);
    await findPlanted(suite);
  } finally {
    client.destroy();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Suite {
  store: ObjectStore;
  spark: SparkSession;
  folder: string;
  report: Report;
  wants(title: string): boolean;
}

async function compareSamples({ store, spark, folder, report, wants }: Suite): Promise<void> {
  const assets = makeAssets(join(folder, "assets"));
  for (const [index, sample] of samples().entries()) {
    if (!wants(sample.title)) continue;
    await attempt(report, sample.title, async () => {
      const members = join(folder, `sample-${index}`);
      mkdirSync(members);
      await sample.write(members);
      const ref = await publishFolder(store, members, sample.dataset);
      const { acceptsRejects, rangeBytes } = sample;
      const duckdb = await runDuckdb(store, ref, acceptsRejects);
      return differenceOf(store, duckdb, await runSpark(store, spark, ref, { acceptsRejects, assets, rangeBytes }));
    });
  }
}

/** One table each, of awkward values: Spark gets a rule with the difference in it, and the comparison must see it. */
async function findPlanted({ store, spark, folder, report, wants }: Suite): Promise<void> {
  for (const [index, planted] of PLANTED.entries()) {
    const { dataset, file, resource, to } = planted;
    const title = `a difference planted in ${dataset}/${file} is found: ${to}`;
    if (!wants(title)) continue;
    await attempt(report, title, async () => {
      const members = join(folder, `planted-${index}`);
      mkdirSync(members);
      const table = tableNamed(contractOf(dataset), resource);
      const fine = FINE_ROWS[dataset]![resource]!;
      writeFileSync(join(members, `${resource}.csv`), awkwardLines(table, fine, keyColumnsOf(table)));
      const ref = await publishFolder(store, members, dataset);
      const duckdb = await runDuckdb(store, ref, true);
      const rules = plant(planted, join(folder, `rules-${index}`));
      const assets = makeAssets(join(folder, `assets-${index}`), rules);
      const mutant = await runSpark(store, spark, ref, { acceptsRejects: true, assets, bucket: MUTANTS });
      const difference = await differenceOf(store, duckdb, mutant, MUTANTS);
      return difference === undefined ? "the comparison found nothing" : undefined;
    });
  }
}

async function attempt(report: Report, title: string, run: () => Promise<string | undefined>): Promise<void> {
  const startedAt = Date.now();
  const failure = await run().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  const took = `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
  report(failure === undefined, failure === undefined ? `${title} (${took})` : `${title}: ${failure}`);
}

function samples(): Sample[] {
  const csv = (title: string, dataset: string, write: Sample["write"], more: Partial<Sample> = {}): Sample => ({
    title: `${dataset}: ${title}`,
    dataset,
    acceptsRejects: true,
    write,
    ...more,
  });
  return [
    ...datasetNames().map((dataset) =>
      csv(MIXED, dataset, (folder) => writeMixed(dataset, folder), { rangeBytes: 100_000 }),
    ),
    csv("so many faults that it is refused", "bookings", (folder) => writeGenerated("bookings", folder, 0.4), {
      acceptsRejects: false,
    }),
    csv("Parquet members", "movielens", (folder) => writeParquet("movielens", folder)),
    csv("Parquet members", "sensors", (folder) => writeParquet("sensors", folder)),
    ...oddTexts().map(({ title, movies, rangeBytes }) =>
      csv(title, "movielens", async (folder) => writeFileSync(join(folder, "movies.csv"), movies), {
        ...(rangeBytes !== undefined && { rangeBytes }),
      }),
    ),
    ...(existsSync(MOVIELENS_SMALL)
      ? [csv("MovieLens small", "movielens", copyMovieLens, { acceptsRejects: false, rangeBytes: 1_000_000 })]
      : []),
  ];
}

/** Awkward values in every column, and behind them generated rows with planted faults. */
async function writeMixed(dataset: string, folder: string): Promise<void> {
  await writeGenerated(dataset, folder, 0.1);
  const contract = contractOf(dataset);
  for (const [name, fine] of Object.entries(FINE_ROWS[dataset] ?? {})) {
    const file = join(folder, `${name}.csv`);
    const generated = existsSync(file) ? readFileSync(file, "utf8") : "";
    const table = tableNamed(contract, name);
    writeFileSync(file, awkwardLines(table, fine, keyColumnsOf(table)) + generated.slice(generated.indexOf("\n") + 1));
  }
}

async function writeGenerated(dataset: string, folder: string, bad: number): Promise<void> {
  await openRun(dataset, { seed: 7, rows: 300, bad }).write(1, folder);
}

async function writeParquet(dataset: string, folder: string): Promise<void> {
  const csv = join(folder, "csv");
  await openRun(dataset, { seed: 3, rows: 300, bad: 0 }).write(1, csv);
  for (const table of contractOf(dataset).tables) {
    const file = join(csv, `${table.name}.csv`);
    if (existsSync(file)) await writeParquetTwin(file, join(folder, `${table.name}.parquet`), table);
  }
  rmSync(csv, { recursive: true });
}

const MOVIE_LINES = Array.from(
  { length: 300 },
  (_, index) => `${index + 1},"Film, the ""${index}""\n(19${index % 90})",Drama`,
);

function oddTexts(): { title: string; movies: string | Buffer; rangeBytes?: number }[] {
  const header = "movieId,title,genres";
  const lines = (end: string) => [header, ...MOVIE_LINES].join(end);
  return [
    { title: "line ends CR LF, none at the end", movies: lines("\r\n"), rangeBytes: 4_000 },
    { title: "a byte order mark and empty lines", movies: `\ufeff\n\n${lines("\n\n\n")}\n\n`, rangeBytes: 3_000 },
    {
      title: "quotes inside fields that are not quoted",
      movies: lines("\n").replace("Drama", 'Dra"ma'),
      rangeBytes: 4_000,
    },
    {
      title: "a record longer than its range",
      movies: `${lines("\n")}\n999,${'"x\n'}${"y\n".repeat(3_000)}",Drama\n`,
      rangeBytes: 2_000,
    },
  ];
}

async function copyMovieLens(folder: string): Promise<void> {
  const { copyFile } = await import("node:fs/promises");
  for (const name of ["movies", "ratings", "tags", "links"])
    await copyFile(new URL(`${name}.csv`, MOVIELENS_SMALL), join(folder, `${name}.csv`));
}
