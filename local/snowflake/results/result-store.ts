/** Results of finished queries, kept for their readers: small ones in memory, chunks of large ones in files. */
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ResultColumn, RowCounts } from "../engine/context.ts";

export interface StoredChunk {
  id: string;
  rowCount: number;
  bytes: number;
  /** In memory, or the file that has it. */
  body: Buffer | string;
}

export interface StoredResult {
  queryId: string;
  typeId: number;
  columns: readonly ResultColumn[];
  /** JSON text of the row type. */
  rowType: string;
  format: "json" | "arrow";
  total: number;
  /** Rows in `inline`. */
  returned: number;
  /** JSON: text of the first rows, with brackets. Arrow: base64 of a stream, "" when empty. */
  inline: string;
  chunks: readonly StoredChunk[];
  counts: RowCounts | undefined;
  /** What the response's `data` has besides. */
  extra: Readonly<Record<string, unknown>>;
}

/** Chunks above this are written to files. */
const memoryBytesPerResult = 16 * 1024 * 1024;
const keptResults = 2_000;
const keptBytes = 2 * 1024 ** 3;

export interface ChunkSink {
  readonly chunks: StoredChunk[];
  add(body: Buffer, rowCount: number): Promise<void>;
  /** Forgets the chunks of a query that failed half-way. */
  discard(): Promise<void>;
}

export interface ResultStore {
  /** Takes the chunks of one result while they are made. */
  openSink(): ChunkSink;
  put(result: StoredResult): Promise<void>;
  get(queryId: string): StoredResult | undefined;
  /** A chunk's bytes by its id. */
  readChunk(id: string): Promise<Buffer | undefined>;
}

/** `folder` is made when the first large result needs it. */
export function createResultStore(folder: string): ResultStore {
  const results = new Map<string, StoredResult>();
  const chunks = new Map<string, StoredChunk>();
  let storedBytes = 0;
  let hasFolder = false;

  const forget = async (list: readonly StoredChunk[]) => {
    for (const chunk of list) {
      if (chunks.delete(chunk.id)) storedBytes -= chunk.bytes;
      if (typeof chunk.body === "string") await rm(chunk.body, { force: true });
    }
  };

  const evict = async () => {
    for (const [id, result] of results) {
      if (results.size <= keptResults && storedBytes <= keptBytes) return;
      results.delete(id);
      await forget(result.chunks);
    }
  };

  return {
    openSink() {
      const list: StoredChunk[] = [];
      let bytes = 0;
      return {
        chunks: list,
        async add(body, rowCount) {
          const id = randomUUID();
          bytes += body.length;
          let kept: Buffer | string = body;
          if (bytes > memoryBytesPerResult) {
            if (!hasFolder) mkdirSync(folder, { recursive: true });
            hasFolder = true;
            kept = join(folder, id);
            await writeFile(kept, body);
          }
          const chunk = { id, rowCount, bytes: body.length, body: kept };
          storedBytes += body.length;
          chunks.set(id, chunk);
          list.push(chunk);
        },
        discard: () => forget(list),
      };
    },
    async put(result) {
      results.set(result.queryId, result);
      await evict();
    },
    get: (queryId) => results.get(queryId),
    async readChunk(id) {
      const body = chunks.get(id)?.body;
      return typeof body === "string" ? readFile(body) : body;
    },
  };
}
