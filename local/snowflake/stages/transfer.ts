/** PUT and GET: the driver is told where the stage's folder is, and copies the files itself. */
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { ExecutionContext, Executors, StatementResult } from "../engine/context.ts";
import { column, numberType } from "../engine/literal-result.ts";
import { statementTypes } from "../engine/statement-types.ts";
import { SnowflakeError } from "../errors.ts";
import type { Get, Option, Put } from "../sql/ast/index.ts";
import { optionText } from "../sql/ast/read-options.ts";
import { keyPrefix, pathPattern, resolveLocation, type StageLocation } from "./location.ts";
import { invalidOption, unknownOption } from "./option-errors.ts";
import { grantFolder, stageBucket } from "./stage-grants.ts";

/** The drivers' stage type for a folder on their own machine: the Node and the Python driver know it. */
const LOCAL_FS = "LOCAL_FS";

export const transferExecutors: Executors = {
  async put(context, statement) {
    requireKnown(statement.options, ["PARALLEL", "AUTO_COMPRESS", "SOURCE_COMPRESSION", "OVERWRITE"]);
    const location = internalLocation(context, statement);
    // Throws for a path that leaves the stage: the driver writes where it is told.
    const folder = location.store.localPath(location.path) ?? "";
    await mkdir(folder, { recursive: true });
    const source = (optionText(statement.options, "SOURCE_COMPRESSION") ?? "AUTO_DETECT").toLowerCase();
    return answer(statementTypes.PUT, putColumns, {
      command: "UPLOAD",
      src_locations: [localPath(statement.file)],
      parallel: numberOf(statement.options, "PARALLEL", 4),
      threshold: 209_715_200,
      autoCompress: flagOf(statement.options, "AUTO_COMPRESS", true),
      overwrite: flagOf(statement.options, "OVERWRITE", false),
      sourceCompression: source,
      stageInfo: stageInfo(context, folder),
    });
  },
  async get(context, statement) {
    requireKnown(statement.options, ["PARALLEL", "PATTERN"]);
    const location = internalLocation(context, statement);
    const pattern = optionText(statement.options, "PATTERN");
    const matches = pattern === undefined ? () => true : pathPattern(pattern);
    const files: string[] = [];
    for await (const { key } of location.store.list(keyPrefix(location))) if (matches(location, key)) files.push(key);
    const folder = folderOf(location);
    await mkdir(folder, { recursive: true });
    return answer(statementTypes.GET, getColumns, {
      command: "DOWNLOAD",
      src_locations: files,
      parallel: numberOf(statement.options, "PARALLEL", 10),
      threshold: 209_715_200,
      localLocation: localPath(statement.file),
      stageInfo: stageInfo(context, folder),
    });
  },
};

function answer(
  typeId: number,
  columns: StatementResult["columns"],
  wireData: Record<string, unknown>,
): StatementResult {
  return {
    typeId,
    columns,
    rows: { kind: "rows", rows: [] },
    wireData: {
      ...wireData,
      // Not an empty list: the Python connector 4 reads its keys whatever it is, unless null.
      encryptionMaterial: null,
      presignedUrls: null,
      clientShowEncryptionParameter: false,
      kind: null,
      operation: "Node",
    },
  };
}

/** A folder of this machine, or for clients that know none, an address that looks like a bucket of Google Cloud Storage. */
function stageInfo({ session, url }: ExecutionContext, folder: string): Record<string, unknown> {
  const shared = { path: "", region: "", storageAccount: null, isClientSideEncrypted: false, presignedUrl: null };
  if (!session.copiesOverHttp) {
    return { ...shared, locationType: LOCAL_FS, location: folder, creds: {}, endPoint: null };
  }
  const creds = { GCS_ACCESS_TOKEN: grantFolder(session, folder) };
  return { ...shared, locationType: "GCS", location: `${stageBucket}/`, creds, endPoint: url() };
}

const putColumns = [
  column("source"),
  column("target"),
  column("source_size", numberType),
  column("target_size", numberType),
  column("source_compression"),
  column("target_compression"),
  column("status"),
  column("message"),
];
const getColumns = [column("file"), column("size", numberType), column("status"), column("message")];

function internalLocation(context: ExecutionContext, { stage }: Put | Get): StageLocation {
  const location = resolveLocation(context, stage);
  if (location.bucketUrl !== undefined) {
    throw new SnowflakeError("091003", "22000", "GET and PUT commands are not supported with external stage");
  }
  return location;
}

const folderOf = ({ store }: StageLocation): string => store.localPath("") ?? "";

/** `file:///tmp/a*.csv`, `file://C:/a.csv`, `file://./a.csv`; wildcards and what URLs escape stay as written. */
function localPath(url: string): string {
  const rest = url.replace(/^file:\/\//i, "");
  return /^\/[A-Za-z]:/.test(rest) ? fileURLToPath(`file://${rest}`) : rest;
}

function requireKnown(options: readonly Option[], known: readonly string[]): void {
  for (const { name } of options) if (!known.includes(name)) throw unknownOption(name);
}

function flagOf(options: readonly Option[], name: string, standard: boolean): boolean {
  const text = optionText(options, name);
  if (text === undefined) return standard;
  if (/^(true|false)$/i.test(text)) return /^true$/i.test(text);
  throw invalidOption(name, text);
}

function numberOf(options: readonly Option[], name: string, standard: number): number {
  const value = Number(optionText(options, name) ?? standard);
  if (!Number.isInteger(value) || value < 1 || value > 99) throw invalidOption(name, value);
  return value;
}
