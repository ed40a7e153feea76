/** The drops that go through both engines. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { datasetNames, openRun } from "../../cli/generate/index.ts";
import { writeParquetTwin } from "../../local/write-twin.ts";
import { contractOf } from "../../shared/contract/registry.ts";
import { awkwardLines, keyColumnsOf, tableNamed } from "./awkward.ts";
import { FINE_ROWS } from "./fine-rows.ts";
import { writeBookings, writeFilms, writeReadings, writeTexts, writeZoned } from "./parquet-samples.ts";

export interface Sample {
  title: string;
  dataset: string;
  /** Writes the members. */
  write(folder: string): Promise<void>;
  /** The rejects are accepted, so that every file is compared; otherwise a refusal is, where there is one. */
  acceptsRejects: boolean;
  rangeBytes?: number;
}

const MOVIELENS_SMALL = new URL("../../../shared/data/ml-latest-small/", import.meta.url);

export function samples(): Sample[] {
  const csv = (title: string, dataset: string, write: Sample["write"], more: Partial<Sample> = {}): Sample => ({
    title: `${dataset}: ${title}`,
    dataset,
    acceptsRejects: true,
    write,
    ...more,
  });
  return [
    ...datasetNames().map((dataset) =>
      csv("awkward values and generated faults", dataset, (folder) => writeMixed(dataset, folder), {
        rangeBytes: 100_000,
      }),
    ),
    csv("so many faults that it is refused", "bookings", (folder) => writeGenerated("bookings", folder, 0.4), {
      acceptsRejects: false,
    }),
    csv("Parquet members", "movielens", (folder) => writeParquet("movielens", folder)),
    csv("Parquet members", "sensors", (folder) => writeParquet("sensors", folder)),
    csv("Parquet with awkward texts, NUL, and empty and missing ones", "movielens", writeTexts),
    csv("Parquet with floating point of both sizes and times in a zone", "sensors", writeReadings),
    csv("Parquet of many small row groups, with nanoseconds in an hour that its zone has twice", "sensors", writeZoned),
    csv("Parquet with whole numbers of every width, decimals and nanoseconds", "bookings", writeBookings),
    csv("Parquet with dates", "catalogue", writeFilms),
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
export async function writeMixed(dataset: string, folder: string): Promise<void> {
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
  for (const name of ["movies", "ratings", "tags", "links"])
    await copyFile(new URL(`${name}.csv`, MOVIELENS_SMALL), join(folder, `${name}.csv`));
}
