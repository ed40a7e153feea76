/** The console over a twin with all of `sql/` deployed; the ledger's part is in memory, so that a test says what is there. */
import { join } from "node:path";
import { bundleDashboard } from "../../local/console/bundle.ts";
import { type ConsoleData, startConsole } from "../../local/console/server.ts";
import { openWarehouse as connectConsole } from "../../local/console/warehouse.ts";
import { LOCAL_SNOWFLAKE } from "../../local/environment.ts";
import { estimateCost, lambdaCost, snowpipeCost } from "../../shared/cost.ts";
import { collect } from "../../shared/monitor/collect.ts";
import { judgeHealth } from "../../shared/monitor/health.ts";
import { openWarehouse, type Warehouse } from "../systems/warehouse.ts";

const SYSTEMS = ["movies", "bookings", "customers", "sensors", "transactions", "events", "monitoring"];

export interface Served {
  url: string;
  warehouse: Warehouse;
  drops: DropShown[];
  quarantined: Record<string, unknown>[];
  mails: Record<string, unknown>[];
  replayed: string[];
  /** Ends the console alone, as when somebody stops the twin. */
  stop(): Promise<void>;
  /** Starts it again at its old address. */
  startAgain(): Promise<void>;
  close(): Promise<void>;
}

export type DropShown = ReturnType<typeof dropOf>;

export async function serve(): Promise<Served> {
  const warehouse = await openWarehouse(SYSTEMS);
  const drops: DropShown[] = [];
  const quarantined: Record<string, unknown>[] = [];
  const mails: Record<string, unknown>[] = [];
  const replayed: string[] = [];
  const dataOf = (): ConsoleData => {
    const connection = connectConsole({ ...LOCAL_SNOWFLAKE, accessUrl: warehouse.twin.url });
    return {
      addresses: { "AWS endpoint": "http://127.0.0.1:1" },
      drops: async () => drops,
      trace: async (id) => {
        const drop = drops.find((each) => each.drop === id);
        return drop && traceOf(drop);
      },
      mail: async () => mails,
      quarantine: async () => quarantined,
      async replay(id) {
        if (!quarantined.some((each) => each.id === id)) return undefined;
        replayed.push(id);
        return { replayed: true };
      },
      async state() {
        const state = await collect(connection);
        return { ...state, health: judgeHealth(state) };
      },
      costs: async () => ({ pricesAsOf: "2026-01-01", drops: drops.map(costOf) }),
      query: (sql, binds) => connection.run(sql, binds),
      close: () => connection.close(),
    };
  };
  const assets = bundleDashboard(join(import.meta.dirname, "..", ".."));
  let served = await startConsole(0, dataOf(), assets);
  const { url } = served;
  return {
    url,
    warehouse,
    drops,
    quarantined,
    mails,
    replayed,
    stop: () => served.close(),
    async startAgain() {
      served = await startConsole(Number(new URL(url).port), dataOf(), assets);
    },
    async close() {
      await served.close();
      await warehouse.close();
    },
  };
}

export const dropOf = (drop: string, state: string, object = "in/a.zip") => ({
  object,
  dataset: "movielens",
  drop,
  state,
  engine: "duckdb",
  bytes: 2_048,
  startedAt: 1_000,
  updatedAt: 3_500,
  entered: { RECEIVED: 1_000, EXTRACTED: 1_400, READY: 1_500 } as Record<string, number>,
  rows: 1_234,
  rejected: 7,
});

const DECISION = { bytes: 4_096, thresholdBytes: 536_870_912, estimate: estimateCost("duckdb", 4_096) };

const traceOf = (drop: DropShown) => ({
  ...drop,
  receivedAt: 1_000,
  decision: DECISION,
  cost: lambdaCost(0.4, 4_096),
  steps: [
    { step: "manifest-check", outcome: "done", from: "EXTRACTED", to: "READY", startedAt: 1_400, endedAt: 1_500 },
    {
      step: "transform",
      outcome: "done",
      from: "READY",
      to: "ARCHIVED",
      startedAt: 2_000,
      endedAt: 3_000,
      counts: { rows: 1_234 },
    },
  ],
});

const costOf = ({ drop, dataset, state }: DropShown) => {
  const actual = lambdaCost(0.4, 4_096);
  const snowpipe = snowpipeCost(1e9);
  const usd = actual.usd + snowpipe.usd;
  return {
    drop,
    dataset,
    state,
    engine: "duckdb",
    bytes: 4_096,
    decision: DECISION,
    actual,
    snowpipe,
    usd,
    at: "2026-01-05",
  };
};
