/** Which files of a stage a COPY looks at, and which of them it loads. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { SnowflakeError } from "../../errors.ts";
import type { ReadView, TableId } from "../../storage/port.ts";
import type { StagedFile } from "../files/store.ts";
import { keyPrefix, listedName, pathPattern, relativeName, type StageLocation } from "../location.ts";
import type { CopyOptions } from "./copy-options.ts";
import { COPY_MEMORY_MS, type Memory, readMemory } from "./load-history.ts";

export interface Candidate {
  file: StagedFile;
  /** In the result and in LIST: `mystage/a.csv`, `s3://bucket/a.csv`. */
  listed: string;
  /** In error messages and METADATA$FILENAME: the key. */
  shown: string;
  /** In COPY_HISTORY: the path under the stage. */
  relative: string;
  /** In the load history: no two stages share it. */
  identity: string;
}

export const candidateOf = (location: StageLocation, file: StagedFile): Candidate => ({
  file,
  listed: listedName(location, file.key),
  shown: file.key,
  relative: relativeName(location, file.key),
  identity: `${location.bucketUrl ?? location.opaque}${file.key}`,
});

export interface Found {
  candidates: Candidate[];
  /** Named in FILES, and not there: as FILES has them. */
  missing: string[];
}

/** By FILES, else by path and PATTERN; a file list makes COPY ignore the pattern. */
export async function findFiles(
  location: StageLocation,
  { files, pattern }: Pick<CopyOptions, "files" | "pattern">,
): Promise<Found> {
  const candidates: Candidate[] = [];
  const missing: string[] = [];
  if (files !== undefined) {
    for (const name of new Set(files)) {
      const file = await location.store.stat(joinPath(keyPrefix(location), name));
      if (file === undefined) missing.push(name);
      else candidates.push(candidateOf(location, file));
    }
    return { candidates, missing };
  }
  const matches = pattern === undefined ? () => true : pathPattern(pattern);
  for await (const file of location.store.list(keyPrefix(location))) {
    if (matches(location, file.key)) candidates.push(candidateOf(location, file));
  }
  return { candidates, missing };
}

const joinPath = (prefix: string, name: string) =>
  prefix === "" || prefix.endsWith("/") ? `${prefix}${name}` : `${prefix}/${name}`;

/** What an aborting COPY says of a file that FILES names and that is not there. */
export const fileNotFound = (location: StageLocation, name: string) =>
  new SnowflakeError(
    "091016",
    "22000",
    `Remote file '${listedName(location, joinPath(keyPrefix(location), name))}' was not found. If you are running a copy command, please make sure files are not deleted when they are being loaded or files are not being loaded into two different tables concurrently with auto purge option.`,
  );

/** The longer text of the same, where it is reported and not thrown. */
export const missingFileMessage = (location: StageLocation, name: string): string =>
  `Remote file '${listedName(location, joinPath(keyPrefix(location), name))}' was not found. There are several potential causes. The file might not exist. The required credentials may be missing or invalid. If you are running a copy command, please make sure files are not deleted when they are being loaded or files are not being loaded into two different tables concurrently with auto purge option.`;

export interface Chosen {
  load: Candidate[];
  skipped: Candidate[];
}

export interface ChoiceRequest {
  connection: DuckDBConnection;
  view: ReadView;
  history: TableId;
  tableId: number;
  /** The pipe that loads; it remembers by name alone. */
  pipeId: number | undefined;
  now: number;
  options: Pick<CopyOptions, "force" | "loadUncertainFiles" | "sizeLimit">;
}

/** Leaves out what was loaded before, and what SIZE_LIMIT no longer admits. */
export async function chooseFiles(candidates: readonly Candidate[], request: ChoiceRequest): Promise<Chosen> {
  const { options, now, pipeId } = request;
  if (options.force) return { load: withinSize(candidates, options.sizeLimit), skipped: [] };
  const files = candidates.map(({ identity }) => identity);
  const of = { tableId: request.tableId, pipeId, files };
  const memory = await readMemory(request.connection, request.view, request.history, of, now);
  const isLoaded = (candidate: Candidate): boolean => {
    const loaded = memory.loaded.get(candidate.identity);
    // A pipe goes by the name, COPY by the name and what is in the file.
    if (loaded !== undefined) return pipeId !== undefined || loaded.contentKey === candidate.file.contentKey;
    return pipeId === undefined && !options.loadUncertainFiles && isUncertain(candidate, memory, now);
  };
  return {
    load: withinSize(
      candidates.filter((candidate) => !isLoaded(candidate)),
      options.sizeLimit,
    ),
    skipped: candidates.filter(isLoaded),
  };
}

/**
 * Old files of a table whose first load is as old: what happened to them is no longer known.
 * https://docs.snowflake.com/en/user-guide/data-load-considerations-load#load-metadata
 */
const isUncertain = ({ file }: Candidate, { firstLoadAt }: Memory, now: number): boolean =>
  firstLoadAt !== undefined && firstLoadAt < now - COPY_MEMORY_MS && file.modifiedAt < now - COPY_MEMORY_MS;

/** Files are loaded until the limit is exceeded: at least one is. */
function withinSize(candidates: readonly Candidate[], limit: number | undefined): Candidate[] {
  if (limit === undefined) return [...candidates];
  const admitted: Candidate[] = [];
  let bytes = 0;
  for (const candidate of candidates) {
    if (bytes > limit) break;
    admitted.push(candidate);
    bytes += candidate.file.bytes;
  }
  return admitted;
}
