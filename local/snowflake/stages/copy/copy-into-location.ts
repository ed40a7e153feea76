/** COPY INTO a location: the rows of a table or query as files. https://docs.snowflake.com/en/sql-reference/sql/copy-into-location */

import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { readOptions } from "../../catalog/ddl/option-values.ts";
import type { Options } from "../../catalog/objects.ts";
import type { ExecutionContext, StatementResult } from "../../engine/context.ts";
import { column, numberType, tableResult } from "../../engine/literal-result.ts";
import { statementTypes } from "../../engine/statement-types.ts";
import { notInTwin, SnowflakeError } from "../../errors.ts";
import type { CopyIntoLocation, Expression, Query, Star } from "../../sql/ast/index.ts";
import type { CompiledQuery } from "../../sql/binder/catalog-view.ts";
import { quoteName, quoteText } from "../../sql/emit/text.ts";
import { readFormatOptions, resolveFileFormat } from "../file-format.ts";
import { keyPrefix, listedName, resolveLocation, type StageLocation } from "../location.ts";
import { invalidOption, unknownOption } from "../option-errors.ts";
import { type UnloadFormat, unloadFormat } from "./unload-format.ts";

interface UnloadOptions {
  overwrite: boolean;
  single: boolean;
  header: boolean;
  detailed: boolean;
  includeQueryId: boolean;
  maxFileSize: number;
}

const known = [
  "FILE_FORMAT",
  "OVERWRITE",
  "SINGLE",
  "HEADER",
  "MAX_FILE_SIZE",
  "DETAILED_OUTPUT",
  "INCLUDE_QUERY_ID",
  "STORAGE_INTEGRATION",
  "CREDENTIALS",
  "ENCRYPTION",
];

export async function copyIntoLocation(
  context: ExecutionContext,
  statement: CopyIntoLocation,
): Promise<StatementResult> {
  const location = resolveLocation(context, statement.target);
  const options = unloadOptions(
    readOptions(
      context,
      statement.options.filter(({ name }) => name !== "FILE_FORMAT"),
    ),
  );
  const given = readFormatOptions(
    context,
    statement.options.findLast(({ name }) => name === "FILE_FORMAT"),
  );
  const { format, compiled, partition } = plan(context, statement, location, given, options.header);
  const folder = path.join(context.filesFolder, "unload", context.queryId);
  await mkdir(folder, { recursive: true });
  try {
    const files = await writeFiles(context, { format, compiled, partition, options, folder });
    const sizes = await deliver({ context, location, format, options, files, isPartitioned: partition !== undefined });
    const rows = files.reduce((sum, file) => sum + file.rows, 0);
    if (options.detailed) {
      const listed = sizes.map(({ name, bytes, rows: count }) => [name, bytes, count]);
      return tableResult(
        [column("FILE_NAME"), column("FILE_SIZE", numberType), column("ROW_COUNT", numberType)],
        listed,
        statementTypes.COPY,
      );
    }
    const input = sizes.reduce((sum, { rawBytes }) => sum + rawBytes, 0);
    const output = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    return tableResult(
      [column("rows_unloaded", numberType), column("input_bytes", numberType), column("output_bytes", numberType)],
      [[rows, input, output]],
      statementTypes.COPY,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function unloadOptions(options: Options): UnloadOptions {
  for (const name of Object.keys(options)) {
    if (name === "VALIDATION_MODE") throw notInTwin(undefined, "VALIDATION_MODE of an unload", "Run the query itself.");
    if (!known.includes(name)) throw unknownOption(name);
  }
  const flag = (name: string): boolean => {
    const value = String(options[name] ?? false).toUpperCase();
    if (value !== "TRUE" && value !== "FALSE") throw invalidOption(name, value);
    return value === "TRUE";
  };
  const maxFileSize = Number(options.MAX_FILE_SIZE ?? 16 * 1024 * 1024);
  if (!Number.isInteger(maxFileSize) || maxFileSize <= 0) throw invalidOption("MAX_FILE_SIZE", maxFileSize);
  return {
    overwrite: flag("OVERWRITE"),
    single: flag("SINGLE"),
    header: flag("HEADER"),
    detailed: flag("DETAILED_OUTPUT"),
    includeQueryId: flag("INCLUDE_QUERY_ID"),
    maxFileSize,
  };
}

interface Plan {
  format: UnloadFormat;
  compiled: CompiledQuery;
  /** DuckDB text of the partition's name over the compiled columns. */
  partition: string | undefined;
}

function plan(
  context: ExecutionContext,
  statement: CopyIntoLocation,
  location: StageLocation,
  given: Options,
  header: boolean,
): Plan {
  const { source, partitionBy } = statement;
  const query = source.form === "query" ? source.query : selectAll(statement);
  const fileFormat = resolveFileFormat(context, given, location.definition?.fileFormat ?? {});
  const compiled = context.compileQuery(query);
  const view = context.view();
  const format = unloadFormat(fileFormat, compiled.columns, header, {
    timeZone: String(view.session.parameter("TIMEZONE")),
    parameter: (name) => view.session.parameter(name),
  });
  if (partitionBy === undefined) return { format, compiled, partition: undefined };
  return { format, ...withPartition(context, query, partitionBy) };
}

/** The partition is one more column at the end of the query over the query. */
function withPartition(
  context: ExecutionContext,
  query: Query,
  partitionBy: Expression,
): { compiled: CompiledQuery; partition: string } {
  const { span } = query;
  const identifier = (value: string) => ({ kind: "identifier", value, text: value, quoted: true, span }) as const;
  const all: Star = { kind: "star", qualifier: [], ilike: undefined, exclude: [], replace: [], rename: [], span };
  const wrapped: Query = {
    ...query,
    with: undefined,
    orderBy: undefined,
    limit: undefined,
    body: {
      kind: "select",
      span,
      quantifier: undefined,
      top: undefined,
      items: [all, { kind: "selectExpression", expression: partitionBy, alias: identifier("$partition"), span }],
      into: [],
      from: { kind: "derived", lateral: false, query, alias: undefined, span },
      where: undefined,
      connectBy: undefined,
      groupBy: undefined,
      having: undefined,
      qualify: undefined,
      windows: [],
    },
  };
  const compiled = context.compileQuery(wrapped);
  const last = compiled.columns.at(-1);
  if (last === undefined) throw new Error("PARTITION BY without a column.");
  if (last.type.kind !== "varchar") {
    throw new SnowflakeError(
      "001007",
      "22023",
      "SQL compilation error:\nPARTITION BY expression must be of type STRING.",
      partitionBy.span,
    );
  }
  return { compiled: { ...compiled, columns: compiled.columns.slice(0, -1) }, partition: quoteName(last.physical) };
}

function selectAll({ source, span }: CopyIntoLocation): Query {
  if (source.form !== "table") throw new Error("The source is a query.");
  return {
    kind: "query",
    span,
    with: undefined,
    orderBy: undefined,
    limit: undefined,
    forUpdate: false,
    body: {
      kind: "select",
      span,
      quantifier: undefined,
      top: undefined,
      items: [{ kind: "star", qualifier: [], ilike: undefined, exclude: [], replace: [], rename: [], span }],
      into: [],
      from: { kind: "table", name: source.name, travel: undefined, changes: undefined, alias: undefined, span },
      where: undefined,
      connectBy: undefined,
      groupBy: undefined,
      having: undefined,
      qualify: undefined,
      windows: [],
    },
  };
}

interface Written {
  path: string;
  rows: number;
  /** `''` without PARTITION BY; NULL is a folder of its own. */
  partition: string;
}

interface WriteRequest extends Plan {
  options: UnloadOptions;
  folder: string;
}

/** One file per partition, or several when they would be larger than MAX_FILE_SIZE. */
async function writeFiles(context: ExecutionContext, request: WriteRequest): Promise<Written[]> {
  const { connection } = context;
  const { compiled, partition, options, folder, format } = request;
  const table = 'temp.main."$unload"';
  const labels = compiled.columns.map(({ physical }, index) => `${quoteName(physical)} AS c${index}`);
  const extra = partition === undefined ? "" : `, coalesce(${partition}, '__NULL__') AS p`;
  const select = `SELECT ${labels.join(", ")}${extra} FROM (${compiled.sql})`;
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${table} AS ${select}`);
  try {
    const groups =
      partition === undefined
        ? [""]
        : (await connection.runAndReadAll(`SELECT DISTINCT p FROM ${table} ORDER BY 1`))
            .getRows()
            .map(([name]) => String(name));
    const files: Written[] = [];
    for (const group of groups) {
      const where = partition === undefined ? "" : ` WHERE p = ${quoteText(group)}`;
      const target = path.join(folder, String(files.length));
      const limit = options.single ? "" : `, FILE_SIZE_BYTES ${options.maxFileSize}`;
      await mkdir(target);
      const file = options.single ? path.join(target, "data") : target;
      const found = await connection.runAndReadAll(
        `COPY (SELECT ${format.items.join(", ")} FROM ${table}${where}) TO ${quoteText(file)} (${format.copyOptions}${limit}, RETURN_FILES)`,
      );
      const names = (await readdir(target)).sort(byNumber).map((name) => path.join(target, name));
      const total = Number(found.getRows()[0]?.[0] ?? 0);
      for (const [index, name] of names.entries()) {
        files.push({
          path: name,
          rows: names.length === 1 ? total : await rowsOf(context, format, name),
          partition: group,
        });
        if (index > 0 && total === 0) break;
      }
    }
    return files.filter(({ rows }) => rows > 0 || options.single);
  } finally {
    await connection.run(`DROP TABLE IF EXISTS ${table}`);
  }
}

async function rowsOf({ connection }: ExecutionContext, format: UnloadFormat, file: string): Promise<number> {
  const result = await connection.runAndReadAll(`SELECT count(*) FROM ${format.read(file)}`);
  return Number(result.getRows()[0]?.[0]);
}

const byNumber = (a: string, b: string) => Number(/\d+/.exec(a)?.[0] ?? 0) - Number(/\d+/.exec(b)?.[0] ?? 0);

interface Delivery {
  context: ExecutionContext;
  location: StageLocation;
  format: UnloadFormat;
  options: UnloadOptions;
  files: readonly Written[];
  isPartitioned: boolean;
}

/** Files get their names and go to the stage; one that is there already is an error without OVERWRITE. */
async function deliver({ context, location, format, options, files, isPartitioned }: Delivery) {
  const delivered: { name: string; bytes: number; rawBytes: number; rows: number }[] = [];
  const counts = new Map<string, number>();
  for (const file of files) {
    const number = counts.get(file.partition) ?? 0;
    counts.set(file.partition, number + 1);
    const key = fileKey(context, location, format, options, file.partition, number, isPartitioned);
    if (!options.overwrite && !isPartitioned && (await location.store.stat(key)) !== undefined) {
      throw new SnowflakeError(
        "001030",
        "22000",
        `Files already existing at the unload destination: ${listedName(location, key)}. Use overwrite option to force unloading.`,
      );
    }
    const { size: rawBytes } = await stat(file.path);
    const source = format.isGzip ? await gzipped(file.path) : file.path;
    const { size } = await stat(source);
    await location.store.write(key, source);
    delivered.push({ name: listedName(location, key), bytes: size, rawBytes, rows: file.rows });
  }
  return delivered;
}

/** `data_0_0_0.csv.gz` in a folder, `<prefix>_0_0_0.csv.gz` after a prefix of names, as Snowflake spells them. */
function fileKey(
  context: ExecutionContext,
  location: StageLocation,
  format: UnloadFormat,
  options: UnloadOptions,
  partition: string,
  number: number,
  isPartitioned: boolean,
): string {
  const prefix = keyPrefix(location);
  const isFolder = prefix === "" || prefix.endsWith("/");
  if (options.single) return isFolder ? `${prefix}data` : prefix;
  if (isPartitioned) {
    const folder = prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
    return `${folder}${partition}/data_${context.queryId}_0_${number}_0${format.extension}`;
  }
  const id = options.includeQueryId ? `_${context.queryId}` : "";
  return `${prefix}${isFolder ? "data" : ""}${id}_0_${number}_0${format.extension}`;
}

async function gzipped(file: string): Promise<string> {
  const target = `${file}.gz`;
  await pipeline(createReadStream(file), createGzip(), createWriteStream(target));
  return target;
}
