/** Writes one member of a table with as many rows as are wanted: generated where `reelhouse generate` knows the table as its main one, else in its shape. */
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { datasetNames, openRun } from "../../cli/generate/index.ts";
import { contractOf } from "../../shared/contract/registry.ts";

export interface SampleTable {
  dataset: string;
  /** The resource's name. */
  name: string;
  /** As `RAW.RATINGS`. */
  target: string;
}

/** MovieLens' tables that are made in small numbers beside its ratings. Every 50th row names a key that was there before, as of the generated ones. */
const SHAPES: Readonly<Record<string, (row: number) => string>> = {
  movies: (row) =>
    `${row},"Film ${row}, The Return of the ${row % 97}th (19${10 + (row % 90)})",Adventure|Animation|Comedy`,
  tags: (row) => `${1 + Math.floor(row / 30)},${1 + (row % 9_000)},atmospheric ${row % 2_000},${1_139_045_764 + row}`,
  links: (row) => `${row},${String(row % 10_000_000).padStart(7, "0")},${row % 800_000}`,
  "genome-scores": (row) => `${1 + Math.floor(row / 1_128)},${1 + (row % 1_128)},0.0${2_500_000 + (row % 7_499_999)}`,
  "genome-tags": (row) => `${row},tag number ${row}`,
};

export const sampleTables = (): SampleTable[] =>
  datasetNames().flatMap((dataset) =>
    contractOf(dataset).tables.map(({ name, target }) => ({ dataset, name, target })),
  );

/** Into `folder`, which holds nothing else after it. */
export async function writeSample({ dataset, name }: SampleTable, rows: number, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const shape = dataset === "movielens" ? SHAPES[name] : undefined;
  if (shape) {
    const { schema } = contractOf(dataset).tables.find((table) => table.name === name)!;
    await pipeline(
      Readable.from(linesOf(schema.fields.map((field) => field.name).join(","), rows, shape)),
      createWriteStream(join(folder, `${name}.csv`)),
    );
    return;
  }
  const generated = join(folder, "generated");
  await openRun(dataset, { seed: 11, rows }).write(1, generated);
  await rename(join(generated, `${name}.csv`), join(folder, `${name}.csv`));
  await rm(generated, { recursive: true });
}

function* linesOf(header: string, rows: number, shape: (row: number) => string): Generator<string> {
  let chunk = `${header}\n`;
  for (let row = 1; row <= rows; row += 1) {
    chunk += `${shape(row % 50 === 0 ? row - 49 : row)}\n`;
    if (chunk.length < 1 << 20) continue;
    yield chunk;
    chunk = "";
  }
  yield chunk;
}
