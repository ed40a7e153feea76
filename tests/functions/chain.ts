/** The whole chain in one process: real handlers on memory ports, wired as serverless.yml wires them. Only the warehouse is a fake. */
import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import AdmZip from "adm-zip";
import type { Context, S3Event } from "aws-lambda";
import * as failureNotify from "../../functions/failure-notify/handler.ts";
import type { GlueRuns } from "../../functions/glue-kickoff/glue-runs.ts";
import * as glueKickoff from "../../functions/glue-kickoff/handler.ts";
import * as manifestCheck from "../../functions/manifest-check/handler.ts";
import * as reconcile from "../../functions/reconcile/handler.ts";
import * as snowpipeRefresh from "../../functions/snowpipe-refresh/handler.ts";
import * as transform from "../../functions/transform/handler.ts";
import { transformDrop } from "../../functions/transform/transform-drop.ts";
import * as unzipAndValidate from "../../functions/unzip-and-validate/handler.ts";
import type { Pace } from "../../functions/unzip-and-validate/saved-progress.ts";
import { createdEvent } from "../../shared/causes.ts";
import { contractOf } from "../../shared/contract/registry.ts";
import { DEFAULT_SIZING, type EngineSizing } from "../../shared/cost.ts";
import type { ObjectRef } from "../../shared/events.ts";
import type { LedgerItem, Step } from "../../shared/ledger/item.ts";
import { createLedger } from "../../shared/ledger/ledger.ts";
import { memoryLedgerStore } from "../../shared/ledger/memory.ts";
import { describeManifest } from "../../shared/manifest/describe.ts";
import type { Manifest } from "../../shared/manifest/manifest.ts";
import type { Message } from "../../shared/notify/topic.ts";
import { memoryObjectStore } from "../../shared/object-store/memory.ts";
import type { ObjectStore } from "../../shared/object-store/port.ts";
import type { Row, Warehouse } from "../../shared/warehouse/warehouse.ts";

export const LANDING = "landing";
export const PROCESSED = "processed";
export const ARCHIVE = "archive";

type Handler = (event: never, context: Context) => Promise<unknown>;

export interface ChainOptions {
  glueThresholdBytes?: number;
  sizing?: EngineSizing;
  runs?: GlueRuns;
  glueState?: string;
  leaseMs?: number;
  graceMs?: number;
  /** How long an invocation of unzip-and-validate may take. */
  remainingMs?: number;
  pace?: Pace;
}

let requests = 0;

export function contextOf(requestId = `request ${++requests}`, remainingMs = 60_000): Context {
  const until = Date.now() + remainingMs;
  return {
    awsRequestId: requestId,
    functionName: "test",
    logGroupName: "group",
    logStreamName: "stream",
    getRemainingTimeInMillis: () => until - Date.now(),
  } as Context;
}

export function startChain({
  glueThresholdBytes = 1e9,
  sizing = DEFAULT_SIZING,
  runs,
  glueState = "RUNNING",
  leaseMs = 1_000,
  graceMs = 0,
  remainingMs,
  pace,
}: ChainOptions = {}) {
  const queue: { step: Step; event: unknown }[] = [];
  const failures: { step: Step; error: Error }[] = [];
  const mails: Message[] = [];
  const logs: Record<string, unknown>[] = [];
  const switches = { losesEvents: false, deliversTwice: false };
  const inner = memoryObjectStore({ versioned: true });
  const store = notifying(inner, (ref, bytes, etag) => {
    const step = stepOf(ref);
    if (!step || switches.losesEvents) return;
    for (let copy = 0; copy < (switches.deliversTwice ? 2 : 1); copy += 1)
      queue.push({ step, event: createdEvent(ref, { bytes, etag }) });
  });
  const ledgerStore = memoryLedgerStore();
  const ledger = createLedger(ledgerStore, Date.now, leaseMs);
  const warehouse = fakeWarehouse(inner);
  const write = (line: string) => void logs.push(JSON.parse(line));
  const common = { store, ledger, processedBucket: PROCESSED, archiveBucket: ARCHIVE, write, stage: "test" };
  const topic = { publish: async (message: Message) => void mails.push(message) };
  const noGlue: GlueRuns = {
    find: async () => undefined,
    start: () => Promise.reject(new Error("no Glue in this test")),
  };
  const functions = { call: async (step: Step, event: unknown) => void queue.push({ step, event }) };
  const transformOptions = { ...common, rulesFolder: "transform/rules", memoryLimit: "512MB", threads: 2 };
  const handlers: Partial<Record<Step, Handler>> = {
    "unzip-and-validate": unzipAndValidate.createHandler(() => ({ ...common, functions, ...(pace && { pace }) })),
    "manifest-check": manifestCheck.createHandler(() => common),
    "glue-kickoff": glueKickoff.createHandler(() => ({ ...common, glueThresholdBytes, sizing, runs: runs ?? noGlue })),
    transform: transform.createHandler(() => ({
      ...common,
      transform: (ref, acceptsRejects) => transformDrop({ ...transformOptions, acceptsRejects }, ref),
    })),
    "snowpipe-refresh": snowpipeRefresh.createHandler(() => ({ ...common, warehouse, database: "REELHOUSE" })),
    "failure-notify": failureNotify.createHandler(() => ({ ...common, topic })),
  };
  const reconcileOnce = reconcile.createHandler(() => ({
    ...common,
    topic,
    functions,
    graceMs,
    betweenPassesMs: 10,
    buckets: { landing: LANDING, processed: PROCESSED, archive: ARCHIVE },
    runs: { state: async () => ({ state: glueState, message: "out of memory" }) },
  }));

  async function deliver({ step, event }: { step: Step; event: unknown }, requestId?: string): Promise<void> {
    try {
      await handlers[step]!(
        event as never,
        contextOf(requestId, step === "unzip-and-validate" ? remainingMs : undefined),
      );
    } catch (error) {
      failures.push({ step, error: error as Error });
    }
  }
  /** Until nothing is under way. */
  async function drain(): Promise<void> {
    for (let next = queue.splice(0); next.length > 0; next = queue.splice(0))
      await Promise.all(next.map((each) => deliver(each)));
  }
  return {
    store,
    inner,
    ledger,
    ledgerStore,
    queue,
    failures,
    mails,
    logs,
    switches,
    warehouse,
    deliver,
    drain,
    handlers,
    functions,
    transformOptions,
    async upload(key: string, body: Uint8Array) {
      await store.put({ bucket: LANDING, key }, body);
    },
    async reconcile(remainingMs = 1_000) {
      const running = reconcileOnce(undefined, contextOf(undefined, 10_000 + remainingMs));
      let isOver = false;
      running.finally(() => {
        isOver = true;
      });
      while (!isOver) {
        await drain();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await drain();
      return running;
    },
    items: () =>
      [...ledgerStore.items.values()].filter(
        (item): item is LedgerItem => item.kind === "object" || item.kind === "drop",
      ),
    object: (key: string) =>
      [...ledgerStore.items.values()].find(
        (item): item is LedgerItem => item.kind === "object" && (item as LedgerItem).object.key === key,
      )!,
    drops: () => [...ledgerStore.items.values()].filter((item): item is LedgerItem => item.kind === "drop"),
    async keys(bucket: string, prefix = "") {
      const keys: string[] = [];
      for await (const { key } of inner.list({ bucket, prefix })) keys.push(key);
      return keys;
    },
  };
}

function stepOf({ bucket, key }: ObjectRef): Step | undefined {
  if (bucket === LANDING) return key.endsWith(".zip") ? "unzip-and-validate" : undefined;
  if (bucket === ARCHIVE) return key.endsWith("/_DONE.json") ? "snowpipe-refresh" : undefined;
  if (key.startsWith("quarantine/")) return key.endsWith("/reason.json") ? "failure-notify" : undefined;
  if (key.endsWith("/manifest.json")) return "manifest-check";
  if (key.endsWith("/_READY.json")) return "glue-kickoff";
  return key.endsWith("/_TRANSFORM.json") ? "transform" : undefined;
}

function notifying(store: ObjectStore, onCreated: (ref: ObjectRef, bytes: number, etag: string) => void): ObjectStore {
  const tell = async ({ bucket, key }: ObjectRef) => {
    const info = await store.head({ bucket, key });
    onCreated(
      { bucket, key, ...(info?.versionId && { versionId: info.versionId }) },
      info?.bytes ?? 0,
      info?.etag ?? "",
    );
  };
  return {
    ...store,
    async put(ref, body, options) {
      const isWritten = await store.put(ref, body, options);
      if (isWritten) await tell(ref);
      return isWritten;
    },
    async putStream(ref, body, options) {
      const result = await store.putStream(ref, body, options);
      await tell(ref);
      return result;
    },
  };
}

/** Loads what a refresh names, keeps a load history, and counts; as much of Snowflake as the handler sees. */
function fakeWarehouse(store: ObjectStore) {
  const tables = new Map<string, { drop: string; file: string; rows: number }[]>();
  const drops: unknown[][] = [];
  const statements: string[] = [];
  const spoil: { next: string | undefined } = { next: undefined };
  const warehouse: Warehouse = {
    async query(sql, binds = []): Promise<Row[]> {
      statements.push(sql);
      const [, pipe, prefix] = /alter pipe REELHOUSE\.RAW\.(\w+)_PIPE refresh prefix = '(.*)'/.exec(sql) ?? [];
      if (pipe && prefix) await load(pipe, prefix);
      const named = (pattern: RegExp) => [...sql.matchAll(pattern)].map(([, name = ""]) => name);
      const asked = named(/copy_history\(table_name => 'REELHOUSE\.RAW\.(\w+)'/g);
      if (asked.length > 0)
        return asked.flatMap((table) =>
          (tables.get(table) ?? []).map(({ file, rows }) => ({
            TARGET: `RAW.${table}`,
            FILE_NAME: file,
            STATUS: spoil.next ?? "Loaded",
            ROW_COUNT: rows,
            ROW_PARSED: rows,
          })),
        );
      const counted = named(/count\(\*\) as row_count from REELHOUSE\.RAW\.(\w+)/g);
      if (counted.length > 0)
        return counted.map((table, at) => {
          const rows = (tables.get(table) ?? []).filter(({ drop }) => drop === binds[at]);
          return { TARGET: `RAW.${table}`, ROW_COUNT: rows.reduce((sum, each) => sum + each.rows, 0) };
        });
      if (/insert into REELHOUSE\.raw\.drops/.test(sql))
        for (let at = 0; at < binds.length; at += 12) {
          const [drop, , name] = binds.slice(at);
          if (!drops.some(([known, , table]) => known === drop && table === name)) drops.push(binds.slice(at, at + 12));
        }
      return [];
    },
  };
  async function load(table: string, prefix: string) {
    const loaded = tables.get(table) ?? [];
    tables.set(table, loaded);
    for (const dataset of ["movielens", "catalogue"]) {
      const folder = `${dataset}/${table.toLowerCase()}/${prefix}`;
      for await (const { key } of store.list({ bucket: ARCHIVE, prefix: folder })) {
        const file = `${prefix}${key.slice(folder.length)}`;
        if (loaded.some((each) => each.file === file)) continue;
        const chunks: Uint8Array[] = [];
        for await (const chunk of store.stream({ bucket: ARCHIVE, key })) chunks.push(chunk);
        const rows =
          gunzipSync(Buffer.concat(chunks))
            .toString()
            .replaceAll(/"[^"]*"/g, "")
            .trimEnd()
            .split("\n").length - 1;
        loaded.push({ drop: prefix.slice(0, -1), file, rows });
      }
    }
  }
  return {
    ...warehouse,
    statements,
    drops,
    spoil,
    rows: (table: string) => (tables.get(table) ?? []).reduce((sum, each) => sum + each.rows, 0),
  };
}

export const MOVIES =
  'movieId,title,genres\n1,Toy Story (1995),Adventure|Animation\n2,"Jumanji, the film (1995)",Adventure\n3,Heat (1995),Action\n';
export const RATINGS = "userid,movieid,rating,timestamp\n1,1,4.0,964982703\n1,3,4.5,964981247\n2,1,0.5,964982224\n";

/** A sound drop of movielens, or one with the changes that a test wants. */
export function packDrop({
  files = { "movies.csv": MOVIES, "ratings.csv": RATINGS },
  manifest: change = (manifest) => manifest,
  descriptor = (json) => JSON.stringify(json),
  archived = (all) => all,
  dataset = "movielens",
}: {
  files?: Record<string, string | Buffer>;
  manifest?: (manifest: Manifest) => Manifest;
  descriptor?: (json: Record<string, unknown>) => string | undefined;
  archived?: (files: Record<string, string | Buffer>) => Record<string, string | Buffer>;
  dataset?: string;
} = {}): Buffer {
  const members = Object.entries(files).map(([path, content]) => {
    const bytes = Buffer.from(content);
    return {
      path,
      bytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      rowCount: bytes.toString().trimEnd().split("\n").length - 1,
      table: path.replace(/\.\w+$/, ""),
      format: path.endsWith(".parquet") ? ("parquet" as const) : ("csv" as const),
    };
  });
  const manifest = change({ dataset, mode: "snapshot", sequence: 1, producedAt: "2026-01-02T03:04:05Z", members });
  const text = descriptor(describeManifest(manifest, contractOf(dataset)) as Record<string, unknown>);
  const zip = new AdmZip();
  for (const [path, content] of Object.entries(archived(files))) zip.addFile(path, Buffer.from(content));
  if (text !== undefined) zip.addFile("manifest.json", Buffer.from(text));
  return zip.toBuffer();
}

export const s3Event = (ref: ObjectRef): S3Event => createdEvent(ref);
