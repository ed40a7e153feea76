/** Reads an archive once in the way it is told, in a process of its own, and sends what that cost: `node read-once.ts <way> <archive>`. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32, createInflateRaw } from "node:zlib";
import AdmZip from "adm-zip";
import { open } from "yauzl";
import { parseDialect } from "../../shared/csv/dialect.ts";
import { createCsvReader } from "../../shared/csv/reader.ts";
import { createRecordCounter } from "../../shared/csv/record-counter.ts";
import { parseTableSchema } from "../../shared/csv/schema.ts";
import { openArchive } from "../../shared/zip/archive.ts";
import { fileSource } from "../../shared/zip/source.ts";

export interface Cost {
  cpuMs: number;
  /** Of which by JavaScript's own thread: hashing and checking. Inflating is on another. */
  mainMs: number;
  wallMs: number;
  peakMiB: number;
  bytes: number;
  records?: number;
  /** CPU of each stage alone over as many bytes, for the way `stages`. */
  stages?: Record<string, number>;
}

const CHUNK_BYTES = 256 * 1024;
const newCounter = () => createRecordCounter({ delimiter: ",", quoteChar: '"' });

/** The checks that every way makes. */
function checks() {
  const hash = createHash("sha256");
  const counter = newCounter();
  let crc = 0;
  let bytes = 0;
  return {
    push(chunk: Uint8Array) {
      crc = crc32(chunk, crc);
      hash.update(chunk);
      counter.push(chunk);
      bytes += chunk.length;
    },
    end: () => ({ crc, sha256: hash.digest("hex"), records: counter.records(), bytes }),
  };
}

async function ours(path: string, push: (chunk: Uint8Array) => void): Promise<number> {
  await using source = await fileSource(path);
  let bytes = 0;
  for await (const member of (await openArchive(source)).members())
    for await (const chunk of member.chunks()) {
      push(chunk);
      bytes += chunk.length;
    }
  return bytes;
}

async function inflateOnly(path: string, onChunk: (chunk: Buffer) => void): Promise<number> {
  await using source = await fileSource(path);
  const [entry] = (await openArchive(source)).entries;
  let bytes = 0;
  const sink = new Writable({
    write(chunk: Buffer, _, done) {
      bytes += chunk.length;
      onChunk(chunk);
      done();
    },
  });
  await pipeline(
    source.stream(entry!.dataOffset, entry!.compressedBytes),
    createInflateRaw({ chunkSize: CHUNK_BYTES }),
    sink,
  );
  return bytes;
}

function cpuOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Each stage by itself: inflating the file, the others over a part of it again and again until it is as many bytes. */
async function stages(path: string) {
  const sample: Buffer[] = [];
  const before = process.cpuUsage();
  const bytes = await inflateOnly(path, (chunk) => sample.length < 64 && sample.push(chunk));
  const { user, system } = process.cpuUsage(before);
  const over = (push: (chunk: Buffer) => void) =>
    cpuOf(() => {
      for (let done = 0, index = 0; done < bytes; index += 1) {
        const chunk = sample[index % sample.length]!;
        push(chunk);
        done += chunk.length;
      }
    });
  const hash = createHash("sha256");
  const counter = newCounter();
  let crc = 0;
  return {
    bytes,
    stages: {
      inflate: (user + system) / 1000,
      crc32: over((chunk) => {
        crc = crc32(chunk, crc);
      }),
      sha256: over((chunk) => hash.update(chunk)),
      count: over((chunk) => counter.push(chunk)),
    },
  };
}

function byYauzl(path: string): Promise<{ bytes: number; records: number }> {
  return new Promise((resolve, reject) => {
    open(path, { lazyEntries: true }, (failure, zip) => {
      if (failure) return reject(failure);
      zip.on("error", reject);
      zip.on("entry", (entry) =>
        zip.openReadStream(entry, (error, stream) => {
          if (error) return reject(error);
          const check = checks();
          stream.on("data", (chunk: Buffer) => check.push(chunk));
          stream.on("error", reject);
          stream.on("end", () => resolve(check.end()));
        }),
      );
      zip.readEntry();
    });
  });
}

const RATINGS = {
  fields: [
    { name: "userId", type: "integer", constraints: { required: true, minimum: 1 } },
    { name: "movieId", type: "integer", constraints: { required: true, minimum: 1 } },
    { name: "rating", type: "number", constraints: { required: true, minimum: 0.5, maximum: 5 } },
    { name: "timestamp", type: "integer", constraints: { required: true, minimum: 0 } },
  ],
};

const WAYS: Record<string, (path: string) => Promise<Pick<Cost, "bytes" | "records" | "stages">>> = {
  async ours(path) {
    const counter = newCounter();
    const bytes = await ours(path, (chunk) => counter.push(chunk));
    return { bytes, records: counter.records() };
  },
  async typed(path) {
    const reader = createCsvReader({
      dialect: parseDialect(),
      schema: parseTableSchema(RATINGS),
      entry: "ratings.csv",
    });
    const bytes = await ours(path, (chunk) => reader.push(chunk));
    const { records, structuralFaultCount, valueFaultCount } = reader.end();
    if (structuralFaultCount + valueFaultCount > 0) throw new Error("the made ratings are not right");
    return { bytes, records };
  },
  async inflateTyped(path) {
    const reader = createCsvReader({
      dialect: parseDialect(),
      schema: parseTableSchema(RATINGS),
      entry: "ratings.csv",
    });
    const bytes = await inflateOnly(path, (chunk) => reader.push(chunk));
    return { bytes, records: reader.end().records };
  },
  inflate: async (path) => ({ bytes: await inflateOnly(path, () => undefined) }),
  stages,
  yauzl: byYauzl,
  async admZip(path) {
    const check = checks();
    for (const entry of new AdmZip(readFileSync(path)).getEntries()) check.push(entry.getData());
    return check.end();
  },
};

if (import.meta.filename === process.argv[1]) {
  const [, , way, path] = process.argv;
  const startedAt = performance.now();
  const before = process.cpuUsage();
  const mainBefore = process.threadCpuUsage();
  const found = await WAYS[way!]!(path!);
  const { user, system } = process.cpuUsage(before);
  const main = process.threadCpuUsage(mainBefore);
  const cost: Cost = {
    cpuMs: (user + system) / 1000,
    mainMs: (main.user + main.system) / 1000,
    wallMs: performance.now() - startedAt,
    peakMiB: process.resourceUsage().maxRSS / 1024,
    bytes: found.bytes,
    ...(found.records !== undefined && { records: found.records }),
    ...(found.stages && { stages: found.stages }),
  };
  process.send?.(cost);
  process.stdout.write(process.send ? "" : `${JSON.stringify(cost)}\n`);
  process.disconnect?.();
}
