/** kill -9 while tasks and refreshes run: afterwards every table is what it is without the kill. More with CRASH_POINTS=50 (about 2 s each), CRASH_SEED. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Client } from "../snowflake/driver.ts";
import {
  type Drop,
  deploy,
  load,
  MINUTE,
  openWarehouse,
  type Row,
  reconnect,
  START,
  seeded,
  table,
  timeText,
} from "./warehouse.ts";

const systems = ["movies", "bookings", "customers", "sensors", "transactions", "events"];
const points = Number(process.env.CRASH_POINTS ?? 4);
const seed = Number(process.env.CRASH_SEED ?? 1);

/** All that is made of the drops, but for when, and for row ids of the twin. */
const results: Record<string, string> = {
  "silver.films_drops": "drop_id, place, effective_at, applied_effective_at",
  "silver.films_history": "film_key, imdb_votes, effective_to, is_current, drop_id",
  "silver.films": "film_id, imdb_votes, updated_at",
  "bronze.bookings": "event_id, _drop_id, cdc_action, cdc_is_update",
  "silver.bookings": "*",
  "gold.bookings_by_movie": "*",
  "gold.bookings_by_window": "*",
  "raw.customer_changes": "change_id",
  "silver.customers_drops": "drop_id",
  "silver.customers_deleted": "*",
  "silver.customers": "*",
  "silver.customers_history": "*",
  "silver.sensor_readings_cleaned": "*",
  "gold.device_health_hourly": "*",
  "silver.transactions_enriched": "*",
  "gold.daily_sales_summary": "*",
  "gold.product_performance": "*",
  "silver.customer_sessions": "*",
  "gold.customer_behavior_metrics": "*",
  "monitoring.alerts": "source, title",
};

async function resultsOf(client: Client): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const [name, columns] of Object.entries(results))
    found[name] = await table(client, `select ${columns} from reelhouse.${name}`);
  return found;
}

/** A drop for each raw table: keys come back, so that rows change, vanish and repeat. */
function dropsOf(step: number): [string, Drop][] {
  const random = seeded(seed * 1000 + step);
  const at = (spread = 60) => timeText(START + step * 13 * MINUTE + random(spread) * MINUTE);
  const make = (count: number, row: (index: number) => Row) => Array.from({ length: count }, (_, index) => row(index));
  const drop = (rows: Row[]): Drop => ({
    drop: `s${step}`,
    mode: step % 3 === 0 ? "snapshot" : "delta",
    sequence: step + 1,
    producedAt: timeText(START + step * MINUTE),
    rows,
  });
  const some = 5 + random(20);
  return [
    ["raw.catalogue_films", drop(make(some, (id) => ({ title: `Film ${id}`, imdb_votes: random(3) })))],
    [
      "raw.bookings",
      drop(
        make(some, () => ({
          event_id: `e${random(300)}`,
          booking_id: `b${random(50)}`,
          event_type: ["booked", "changed", "cancelled"][random(3)] as string,
          event_at: at(),
          customer_id: 1,
          movie_id: random(5),
          movie_title: "M",
          theatre: "T",
          screening_at: at(),
          tickets: 1 + random(5),
          unit_price: 9.5,
        })),
      ),
    ],
    [
      "raw.customer_changes",
      drop(
        make(some, (index) => ({
          change_id: `c${step}-${index}`,
          customer_id: random(30),
          operation: ["insert", "update", "delete"][random(3)] as string,
          changed_at: at(),
          first_name: "F",
          last_name: `L${random(3)}`,
          email: "e",
        })),
      ),
    ],
    [
      "bronze.raw_sensor_readings",
      drop(
        make(some, () => ({
          reading_id: `r${random(1000)}`,
          device_id: `d${random(3)}`,
          sensor_type: "humidity",
          reading_at: at(),
          value: random(120),
          unit: "%",
        })),
      ),
    ],
    [
      "bronze.raw_transactions",
      drop(
        make(some, () => ({
          line_id: `l${random(1000)}`,
          transaction_id: `t${random(100)}`,
          transaction_at: at(),
          customer_id: 1,
          product_id: `p${random(4)}`,
          product_name: "P",
          quantity: 1 + random(3),
          unit_price: random(100),
        })),
      ),
    ],
    [
      "bronze.raw_customer_events",
      drop(
        make(some, () => ({
          event_id: `v${random(1000)}`,
          customer_id: random(5),
          event_at: at(200),
          event_type: ["search", "add_to_cart", "purchase"][random(3)] as string,
          price: 3,
        })),
      ),
    ],
  ];
}

interface Victim {
  client: Client;
  child: ChildProcess;
}

async function start(dataDir: string, at: number): Promise<Victim> {
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "twin-process.ts"), dataDir, String(at)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (text) => resolve(String(text).trim()));
    child.once("exit", (code) => reject(new Error(`The twin ended with ${code}.`)));
  });
  return { client: await reconnect({ url }), child };
}

const kill = ({ child }: Victim) =>
  new Promise<void>((resolve) => {
    child.once("close", () => resolve());
    child.kill("SIGKILL");
  });

it("leaves every table as it would be without the kill", async () => {
  const folder = mkdtempSync(join(tmpdir(), "systems-kill-"));
  const random = seeded(seed);
  const reference = await openWarehouse(systems);
  let now = START;
  let victim = await start(folder, now);
  try {
    await deploy(victim.client, systems);
    /** How long the work of a step takes on this machine: what the kill is aimed at. */
    let workMs = 400;
    let interrupted = 0;
    for (let step = 0; step < points; step += 1) {
      for (const [name, drop] of dropsOf(step)) {
        await load(victim.client, name, drop);
        await load(reference.client, name, drop);
      }
      await reference.advance(3 * MINUTE);
      const startedAt = performance.now();
      let isDone = false;
      const work = victim.client.run("alter system set clock = '+3 minutes'").then(
        () => {
          isDone = true;
          workMs = performance.now() - startedAt;
        },
        () => {},
      );
      await Promise.race([work, new Promise((resolve) => setTimeout(resolve, random(Math.ceil(workMs))))]);
      if (!isDone) interrupted += 1;
      await kill(victim);
      now += 3 * MINUTE;
      victim = await start(folder, now);
      await victim.client.run("alter system set clock = '+10 minutes'");
      await reference.advance(10 * MINUTE);
      now += 10 * MINUTE;
      expect(await resultsOf(victim.client), `seed ${seed}, point ${step}`).toEqual(await resultsOf(reference.client));
    }
    expect(interrupted).toBeGreaterThan(points / 4);
  } finally {
    await kill(victim);
    await reference.close();
    rmSync(folder, { recursive: true, force: true });
  }
}, 600_000);
