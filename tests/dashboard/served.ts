/** The console over a twin with all of `sql/` deployed; the ledger's part is in memory, so that a test says what is there. */
import { join } from "node:path";
import { bundleDashboard } from "../../local/console/bundle.ts";
import { type ConsoleData, startConsole } from "../../local/console/server.ts";
import { openWarehouse as connectConsole } from "../../local/console/warehouse.ts";
import { LOCAL_SNOWFLAKE } from "../../local/environment.ts";
import { collect } from "../../shared/monitor/collect.ts";
import { judgeHealth } from "../../shared/monitor/health.ts";
import { openWarehouse, type Warehouse } from "../systems/warehouse.ts";

const SYSTEMS = ["movies", "bookings", "customers", "sensors", "transactions", "events", "monitoring"];

export interface Served {
  url: string;
  warehouse: Warehouse;
  drops: Record<string, unknown>[];
  quarantined: Record<string, unknown>[];
  replayed: string[];
  close(): Promise<void>;
}

export async function serve(): Promise<Served> {
  const warehouse = await openWarehouse(SYSTEMS);
  const connection = connectConsole({ ...LOCAL_SNOWFLAKE, accessUrl: warehouse.twin.url });
  const drops: Record<string, unknown>[] = [];
  const quarantined: Record<string, unknown>[] = [];
  const replayed: string[] = [];
  const data: ConsoleData = {
    addresses: { "AWS endpoint": "http://127.0.0.1:1" },
    drops: async () => drops,
    trace: async (id) => {
      const drop = drops.find((each) => each.drop === id);
      const step = { step: "transform", outcome: "done", from: "READY", to: "ARCHIVED", startedAt: 1, endedAt: 43 };
      return drop && { ...drop, steps: [{ ...step, counts: { rows: 1_234 } }] };
    },
    mail: async () => [{ subject: "<b>refused</b>", to: "you@localhost", at: 1, text: "why", file: "a.eml" }],
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
    query: (sql, binds) => connection.run(sql, binds),
    close: () => connection.close(),
  };
  const { url, close } = await startConsole(0, data, bundleDashboard(join(import.meta.dirname, "..", "..")));
  return {
    url,
    warehouse,
    drops,
    quarantined,
    replayed,
    async close() {
      await close();
      await warehouse.close();
    },
  };
}

export const dropOf = (drop: string, state: string, object = "in/a.zip") => ({
  object,
  dataset: "movielens",
  drop,
  state,
  bytes: 2_048,
  startedAt: 1_000,
  updatedAt: 3_500,
});
