/** The columns of one staged file: a Parquet file says its own, those of CSV and JSON are read from the values. */
import { createReadStream } from "node:fs";
import path from "node:path";
import { quoteText } from "../../sql/emit/text.ts";
import type { SfType } from "../../sql/types.ts";
import { headerNames } from "../copy/csv-file.ts";
import { jsonOptions } from "../copy/json-file.ts";
import { type SpoolRequest, spoolFile } from "../copy/read-file.ts";
import { csvDialect } from "../csv/dialect.ts";
import { readRecords } from "../csv/read-records.ts";
import { spoolCsv } from "../csv/spool.ts";
import { compressionOption, decompressed } from "../files/decompress.ts";
import { readJsonValues } from "../json/json-values.ts";
import { commonType, type InferredColumn, type InferredType, typeOfNumber, typeOfText } from "./inferred-column.ts";

/** Looks at `maximumRecords` records at most. Throws what COPY would for a file that can not be read. */
export function inferFile(request: SpoolRequest, maximumRecords: number): Promise<InferredColumn[]> {
  switch (request.format.type) {
    case "PARQUET":
      return inferParquet(request);
    case "JSON":
      return inferJson(request, maximumRecords);
    default:
      return inferCsv(request, maximumRecords);
  }
}

async function inferParquet(request: SpoolRequest): Promise<InferredColumn[]> {
  const { store, candidate, folder, name, ask } = request;
  const columns = (await (await spoolFile(request)).columns()) ?? [];
  const file = store.localPath(candidate.file.key) ?? path.join(folder, `${name}.parquet`);
  const required = await ask(
    `SELECT name FROM parquet_schema(${quoteText(file)}) WHERE repetition_type = 'REQUIRED' AND num_children IS NULL`,
  );
  const requiredNames = new Set(required.map(([column]) => String(column)));
  return columns.map((column) => ({
    name: column.name,
    type: ofSnowflakeType(column.type),
    nullable: !requiredNames.has(column.name),
    path: `$1:${pathSegment(column.name)}`,
    files: [candidate.shown],
  }));
}

/** A column's name in a path: in double quotes unless it is a plain identifier. */
const pathSegment = (name: string) => (/^[A-Za-z_]\w*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

function ofSnowflakeType(type: SfType): InferredType {
  switch (type.kind) {
    case "number":
      return { kind: "number", integerDigits: type.precision - type.scale, scale: type.scale };
    case "float":
      return { kind: "REAL" };
    case "boolean":
      return { kind: "BOOLEAN" };
    case "date":
      return { kind: "DATE" };
    case "time":
      return { kind: "TIME" };
    case "timestamp_ntz":
      return { kind: "TIMESTAMP_NTZ" };
    case "timestamp_ltz":
      return { kind: "TIMESTAMP_LTZ" };
    case "binary":
      return { kind: "BINARY" };
    case "varchar":
      return { kind: "TEXT" };
    default:
      return { kind: "VARIANT" };
  }
}

async function inferCsv({ store, candidate, format, folder, name }: SpoolRequest, maximumRecords: number) {
  const dialect = csvDialect(format.options);
  const target = path.join(folder, `${name}.csv`);
  const compression = compressionOption(format.options.COMPRESSION);
  const spool = await spoolCsv(await store.open(candidate.file.key), compression, dialect, target);
  const types: (InferredType | undefined)[] = [];
  for await (const { fields, problem, isBlank, number } of readRecords(createReadStream(target), dialect)) {
    if (number > maximumRecords) break;
    if (problem !== undefined || isBlank) continue;
    for (const [at, field] of fields.entries()) {
      types[at] = commonType(types[at], field === null ? undefined : typeOfText(field, true));
    }
  }
  const names = spool.header === undefined ? [] : await headerNames(spool.header, dialect);
  return Array.from(types, (type, at) => ({
    name: names[at] ?? `c${at + 1}`,
    type,
    nullable: true,
    path: `$${at + 1}`,
    files: [candidate.shown],
  }));
}

async function inferJson({ store, candidate, format }: SpoolRequest, maximumRecords: number) {
  const compression = compressionOption(format.options.COMPRESSION);
  const chunks = decompressed(await store.open(candidate.file.key), compression);
  const types = new Map<string, InferredType | undefined>();
  for await (const { number, text, problem } of readJsonValues(chunks, jsonOptions(format.options))) {
    if (number > maximumRecords) break;
    if (problem !== undefined) continue;
    for (const [key, type] of fieldTypes(text)) types.set(key, commonType(types.get(key), type));
  }
  return [...types].map(([key, type]) => ({
    name: key,
    type,
    nullable: true,
    path: `$1:${pathSegment(key)}`,
    files: [candidate.shown],
  }));
}

/** Of the fields of an object; nothing for another value. */
function fieldTypes(text: string): [string, InferredType | undefined][] {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).map(([key, field]) => [key, typeOfValue(field)]);
}

function typeOfValue(value: unknown): InferredType | undefined {
  if (value === null) return undefined;
  if (Array.isArray(value)) return { kind: "ARRAY" };
  switch (typeof value) {
    case "boolean":
      return { kind: "BOOLEAN" };
    case "number":
      return typeOfNumber(String(value));
    case "string":
      return typeOfText(value, false);
    default:
      return { kind: "OBJECT" };
  }
}
