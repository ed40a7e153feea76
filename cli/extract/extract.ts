/** From a described source to a folder that is ready to be packed: CSV, Parquet twin, manifest. */
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { TableContract } from "../../shared/contract/contract.ts";
import { contracts } from "../../shared/contract/registry.ts";
import { wrongUse } from "../exit-codes.ts";
import { describeFolder } from "../pack/pack-folder.ts";
import { toRow } from "./convert.ts";
import { readHttp } from "./read-http.ts";
import { readJson } from "./read-json.ts";
import { readTables } from "./read-tables.ts";
import { type Source, type SourceRecord, sourceSchema } from "./source.ts";
import { columnsOf, writeCsv, writeParquet } from "./write-member.ts";

export const builtInSources = ["vega-films", "omdb", "clickstream", "sakila-rentals"] as const;
const sourcesFolder = fileURLToPath(new URL("./sources", import.meta.url));

export interface ExtractOptions {
  out: string;
  parquet: boolean;
  limit?: number | undefined;
  values: Readonly<Record<string, string>>;
  env: Readonly<Record<string, string | undefined>>;
  onRows?: (rows: number) => void;
}

export interface Extracted {
  dataset: string;
  files: string[];
  rows: number;
}

/** `name`: a built-in source, or the path of a description. Throws `CommandError`. */
export async function extract(name: string, options: ExtractOptions): Promise<Extracted> {
  const { source, folder } = loadSource(name);
  const table = tableOf(source);
  const records = recordsOf(source, folder, options);
  const csv = await writeCsv(options.out, table, rowsOf(records, source, table, options));
  if (csv.rows === 0) throw wrongUse(`${source.title}: no record was found, so there is nothing to drop.`);
  const files = [csv.file];
  if (options.parquet) files.push(await writeParquet(options.out, table, csv.file));
  const manifest = join(options.out, "manifest.json");
  await writeFile(manifest, (await describeFolder(options.out, { dataset: source.dataset })).manifestText);
  return { dataset: source.dataset, files: [...files, manifest], rows: csv.rows };
}

function recordsOf(source: Source, folder: string, { values, env }: ExtractOptions): AsyncIterable<SourceRecord> {
  if (source.kind === "json") return readJson(source, folder);
  return source.kind === "http" ? readHttp(source, { values, env }) : readTables(source, folder, values);
}

async function* rowsOf(
  records: AsyncIterable<SourceRecord>,
  { fields, missing }: Source,
  table: TableContract,
  { limit = Number.POSITIVE_INFINITY, onRows = () => {} }: ExtractOptions,
) {
  const columns = columnsOf(table);
  let count = 0;
  for await (const record of records) {
    if (count >= limit) return;
    count += 1;
    yield toRow(record, columns, fields, missing);
    onRows(count);
  }
}

function loadSource(name: string): { source: Source; folder: string } {
  const builtIn = join(sourcesFolder, `${name}.json`);
  const file = /^[a-z-]+$/.test(name) && existsSync(builtIn) ? builtIn : resolve(name);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw wrongUse(
      `${name} is neither a built-in source (${builtInSources.join(", ")}) nor a readable description: ${(cause as Error).message}`,
    );
  }
  const parsed = sourceSchema.safeParse(json);
  if (!parsed.success) throw wrongUse(`${name} is not a valid source:\n${z.prettifyError(parsed.error)}`);
  return { source: parsed.data, folder: dirname(file) };
}

function tableOf({ dataset, table, fields }: Source): TableContract {
  const contract = contracts().get(dataset);
  const found = contract?.tables.find(({ name }) => name === table);
  if (!found)
    throw wrongUse(
      `There is no table ${table} in the contract of ${dataset}. Datasets: ${[...contracts().keys()].join(", ")}.`,
    );
  const strange = Object.keys(fields).filter((column) => !columnsOf(found).includes(column));
  if (strange.length > 0)
    throw wrongUse(`The source fills columns that ${dataset}/${table} does not have: ${strange.join(", ")}.`);
  return found;
}
