/** Starts the Snowflake twin: storage, catalog, and the HTTP server that unmodified drivers talk to. */
import { mkdirSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bootstrapCatalog } from "./catalog/bootstrap.ts";
import { removeLeftovers } from "./catalog/leftovers.ts";
import { formatPath } from "./catalog/object-map.ts";
import { type Catalog, openCatalog } from "./catalog/store.ts";
import { keepHistory } from "./changes/keep-history.ts";
import { holdStreamHistory } from "./changes/stream-source.ts";
import { type Clock, createClock } from "./clock.ts";
import type { S3Access } from "./engine/context.ts";
import { createQueryHistory } from "./engine/query-history.ts";
import { closeSession, type Twin } from "./engine/twin.ts";
import { type Notification, startOutbox } from "./notifications/notifications.ts";
import { createResultStore } from "./results/result-store.ts";
import { installRuntime } from "./runtime/index.ts";
import { startMovingParts } from "./scheduler/start.ts";
import { type BucketEvent, notifyPipes } from "./stages/pipes/notify.ts";
import { startPipes } from "./stages/pipes/runner.ts";
import { openStorage } from "./storage/storage.ts";
import type { UserCredentials } from "./wire/credentials.ts";
import { createHandler } from "./wire/routes.ts";

export interface SnowflakeTwinOptions {
  /** 0 takes a free port. */
  port: number;
  /** Where everything is kept; without it all is in memory and gone after `close`. */
  dataDir?: string;
  /** For external stages. */
  s3?: S3Access;
  /** The machine's time unless given. */
  clock?: Clock;
  /** Who may log in; without it any credentials are accepted. */
  users?: readonly UserCredentials[];
  /** Fails a query whose types the twin got wrong, instead of sending them: for the twin's own tests. */
  checkTypes?: boolean;
  /** Told of each notification (SYSTEM$SEND_EMAIL and the like, failed tasks): the twin keeps them and sends none. */
  onNotification?: (notification: Notification) => void;
  /** DuckDB settings, for example `{ memory_limit: "2GB", threads: "2" }`. */
  settings?: Readonly<Record<string, string>>;
}

export interface SnowflakeTwin {
  /** For the drivers' `accessUrl`: `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  readonly clock: Clock;
  /** Takes an S3 event for the pipes with AUTO_INGEST; resolves when its files are queued. */
  notifyPipes(event: BucketEvent): Promise<void>;
  /** Ends every session, writes what is open, removes temporary files. */
  close(): Promise<void>;
}

/** Listens on the loopback address only. Rejects when the port is taken or the data directory can not be opened. */
export async function startSnowflakeTwin(options: SnowflakeTwinOptions): Promise<SnowflakeTwin> {
  const clock = options.clock ?? createClock();
  const isDurable = options.dataDir !== undefined;
  const folder = options.dataDir ?? mkdtempSync(join(tmpdir(), "snowflake-twin-"));
  mkdirSync(folder, { recursive: true });
  let objects: Catalog | undefined;
  const storage = await openStorage({
    path: isDurable ? join(folder, "snowflake.duckdb") : ":memory:",
    now: () => clock.now(),
    settings: { ...options.settings },
    nameOf: (table) => (objects === undefined ? undefined : nameOfTable(objects, table)),
  });
  const boot = await storage.openSession();
  // Zones are written out in every statement: nothing may depend on the machine's.
  await boot.connection.run("set global TimeZone = 'UTC'");
  await installRuntime(boot.connection);
  objects = await openCatalog(boot.connection);
  await bootstrapCatalog(objects, boot.connection, clock.now());
  holdStreamHistory(objects.reader(0), storage, () => clock.now());
  await removeLeftovers(objects, storage, boot, clock.now());
  await storage.closeSession(boot);

  const resultsFolder = mkdtempSync(join(tmpdir(), "snowflake-results-"));
  const running = new Map<string, AbortController>();
  let url = "";
  const twin: Twin = {
    objects,
    catalog: objects.reader(0),
    storage,
    clock,
    filesFolder: join(folder, "files"),
    s3: options.s3,
    checksTypes: options.checkTypes,
    url: () => url,
    results: createResultStore(resultsFolder),
    history: createQueryHistory(),
    sessions: new Map(),
    running,
    cancel(queryId) {
      running.get(queryId)?.abort();
      return running.has(queryId);
    },
  };
  await startOutbox(
    storage,
    () => clock.now(),
    (notification) => options.onNotification?.(notification),
  );
  const pipes = await startPipes(twin);
  const scheduler = await startMovingParts(twin);
  // Once all that needs history has said so.
  const stopPurging = keepHistory(objects.reader(0), storage, clock, (error) => process.emitWarning(error as Error));
  const handle = createHandler(twin, options.users);
  const server = createServer((request, response) => {
    handle(request, response).catch((error) => response.destroy(error));
  });
  // Drivers keep connections alive; a driver's pause must not race with the server closing them.
  server.keepAliveTimeout = 120_000;
  const port = await listen(server, options.port);
  url = `http://127.0.0.1:${port}`;

  return {
    url,
    port,
    clock,
    notifyPipes: (event) => notifyPipes(twin, event),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await scheduler.stop();
      await pipes.stop();
      for (const session of [...twin.sessions.values()]) await closeSession(twin, session);
      await stopPurging();
      await storage.close();
      await rm(resultsFolder, { recursive: true, force: true });
      if (!isDurable) await rm(folder, { recursive: true, force: true });
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function nameOfTable(objects: Catalog, table: number): string | undefined {
  for (const object of objects.all()) {
    if ((object.kind === "table" || object.kind === "dynamic_table") && object.table === table)
      return formatPath(object);
  }
  return undefined;
}
