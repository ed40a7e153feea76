/**
 * A month of the clock for each system: a drop comes each day or so, and what they became is held against the computation by hand
 * over the whole month. Tasks and dynamic tables work every 12 hours here, since a minute of them takes the twin 10 to 30 ms: with
 * MONTH_LAGS=deployed they work each minute, as they are deployed, which takes a quarter of an hour a system. MONTH_DAYS, MONTH_SEED.
 */
import { afterEach, expect, it } from "vitest";
import { bookingsModel } from "./bookings.model.ts";
import { CustomersModel, FIELDS } from "./customers.model.ts";
import { deliver, lines, type Model, plain } from "./deliver.ts";
import { eventsModel } from "./events.model.ts";
import { CURRENT, currentOf, HISTORY, historyOf } from "./movies.model.ts";
import { sensorsModel } from "./sensors.model.ts";
import { transactionsModel } from "./transactions.model.ts";
import {
  DAY,
  type Drop,
  load,
  openWarehouse,
  type Row,
  START,
  seeded,
  table,
  timeText,
  type Warehouse,
} from "./warehouse.ts";

const days = Number(process.env.MONTH_DAYS ?? 30);
const seed = Number(process.env.MONTH_SEED ?? 1);
const isAsDeployed = process.env.MONTH_LAGS === "deployed";
const HOUR = DAY / 24;
let warehouse: Warehouse;
afterEach(() => warehouse.close());

/** Opens a warehouse with one system, at the pace of this test. */
async function open(system: string): Promise<void> {
  warehouse = await openWarehouse([system]);
  const { client } = warehouse;
  if (isAsDeployed) return;
  for (const { schema_name, name, schedule } of await client.rows("show tasks in database reelhouse")) {
    if (!schedule) continue;
    await client.run(`alter task reelhouse.${schema_name}.${name} suspend`);
    await client.run(`alter task reelhouse.${schema_name}.${name} set schedule = '12 hours'`);
    await client.run(`alter task reelhouse.${schema_name}.${name} resume`);
  }
  for (const { schema_name, name } of await client.rows("show dynamic tables in database reelhouse"))
    await client.run(`alter dynamic table reelhouse.${schema_name}.${name} set target_lag = '12 hours'`);
}

/** Drops spread over the month, the last half a day before its end; then all lags are waited for. */
async function live(target: string, drops: readonly Drop[]): Promise<void> {
  const step = Math.floor(((days - 0.5) * DAY) / drops.length);
  for (const drop of drops) {
    await load(warehouse.client, target, drop);
    await warehouse.advance(step);
  }
  await warehouse.advance(DAY);
  expect(Number(warehouse.twin.clock.now()) - START).toBeGreaterThan(days * DAY);
  const failed = await table(
    warehouse.client,
    `select name, state_message from table(reelhouse.information_schema.dynamic_table_refresh_history(error_only => true))
     union all select name, error_message from table(reelhouse.information_schema.task_history()) where state = 'FAILED'`,
  );
  expect(failed).toEqual([]);
}

const random = seeded(seed + 31);
const pick = <T>(items: readonly T[]): T => items[random(items.length)] as T;
/** `count` rows whose times go evenly through the month. */
const through = (count: number, row: (at: string, index: number) => Row): Row[] =>
  Array.from({ length: count }, (_, index) =>
    row(timeText(START + Math.floor((index / count) * days * DAY) + random(HOUR)), index),
  );

const rowsOf: Record<string, { model: Model; rows: () => Row[] }> = {
  bookings: {
    model: bookingsModel,
    rows: () =>
      through(900, (event_at, index) => ({
        event_id: `e${index}`,
        booking_id: `b${random(400)}`,
        event_type: pick(["booked", "booked", "changed", "cancelled", "completed"]),
        event_at,
        customer_id: random(20),
        movie_id: random(6),
        movie_title: `Film ${random(3)}`,
        theatre: "Hall",
        screening_at: event_at,
        tickets: 1 + random(8),
        unit_price: (500 + random(1500)) / 100,
        channel: pick([null, "web", "app"]),
      })),
  },
  sensors: {
    model: sensorsModel,
    rows: () =>
      through(900, (reading_at, index) => ({
        reading_id: `r${index}`,
        device_id: `d${random(3)}`,
        sensor_type: "temperature",
        reading_at,
        value: random(20) === 0 ? 500 : random(300) / 10,
        unit: "C",
        battery_pct: random(100),
        location: pick([null, "roof"]),
      })),
  },
  transactions: {
    model: transactionsModel,
    rows: () =>
      through(900, (transaction_at, index) => ({
        line_id: `l${index}`,
        transaction_id: `t${Math.floor(index / 3)}`,
        transaction_at,
        customer_id: random(20),
        product_id: `p${index % 9}`,
        product_name: "P",
        category: index % 9 === 3 ? null : `C${index % 3}`,
        quantity: 1 + random(6),
        unit_price: random(10_000) / 100,
        discount_pct: pick([null, 10, 33.33]),
        tax_pct: pick([null, 7, 19]),
        payment_method: pick([null, "card"]),
        store: pick([null, "S1", "S2"]),
      })),
  },
  events: {
    model: eventsModel,
    rows: () =>
      through(900, (event_at, index) => ({
        event_id: `v${index}`,
        customer_id: random(6),
        event_at,
        event_type: pick(["login", "search", "product_view", "add_to_cart", "checkout", "purchase", "logout"]),
        category: pick([null, "C1"]),
        price: pick([null, 9.99, 20]),
        quantity: pick([null, 1, 2]),
        cart_total: pick([null, 12.5]),
        device: pick([null, "phone"]),
      })),
  },
};

it.each(Object.keys(rowsOf))(
  "of %s is what the computation by hand gives",
  async (system) => {
    await open(system);
    const { model, rows } = rowsOf[system] as { model: Model; rows: () => Row[] };
    const drops = deliver(rows(), seed, Math.ceil(900 / days));
    await live(model.target, drops);
    expect(await model.found(warehouse.client)).toEqual(await model.expected(drops.flatMap((drop) => drop.rows)));
  },
  3_600_000,
);

it("of films is the history of their drops", async () => {
  await open("movies");
  const films = new Map(Array.from({ length: 60 }, (_, id) => [id, random(1000)]));
  const drops = Array.from({ length: days }, (_, day): Drop => {
    const isSnapshot = day % 7 === 0;
    if (isSnapshot && day > 0) films.delete(day);
    const changed = [...films.keys()].filter(() => random(10) === 0);
    for (const id of changed) films.set(id, random(1000));
    return {
      drop: `f${day}`,
      mode: isSnapshot ? "snapshot" : "delta",
      sequence: day + 1,
      producedAt: timeText(START + day * DAY),
      rows: (isSnapshot ? [...films.keys()] : changed).map((id) => ({
        title: `Film ${id}`,
        imdb_votes: films.get(id) as number,
      })),
    };
  });
  // Two of each ten days come late, one after the other days of its week.
  for (let day = 4; day + 3 < days; day += 5) drops.splice(day + 3, 0, ...drops.splice(day, 1));
  await live("raw.catalogue_films", drops);
  expect(plain(await table(warehouse.client, HISTORY))).toEqual(plain(historyOf(drops)));
  expect(plain(await table(warehouse.client, CURRENT))).toEqual(plain(currentOf(drops)));
  expect(await table(warehouse.client, "select invariant from reelhouse.silver.films_violations")).toEqual([]);
}, 3_600_000);

it("of customers is the history of their changes", async () => {
  await open("customers");
  const model = new CustomersModel();
  const changes = through(600, (changed_at, index) => ({
    change_id: `c${String(index).padStart(5, "0")}`,
    customer_id: random(40),
    operation: pick(["insert", "update", "update", "delete"]),
    changed_at,
    first_name: pick(["Ana", "Zoë"]),
    last_name: "L",
    email: "a@example.com",
    city: pick([null, "Rome"]),
    segment: pick(["basic", "plus"]),
  }));
  const drops = Array.from(
    { length: days },
    (_, day): Drop => ({
      drop: `c${day}`,
      rows: changes.slice(Math.floor((day * 600) / days), Math.floor(((day + 1) * 600) / days)),
    }),
  );
  for (const drop of drops) model.batch([drop]);
  await live("raw.customer_changes", drops);
  const fields = FIELDS.map((name) => `coalesce(${name}, '')`).join(" || ',' || ");
  expect(
    await lines(
      warehouse.client,
      `select customer_id, ${fields}, changed_at, change_id from reelhouse.silver.customers`,
    ),
  ).toEqual(plain(model.current()));
  expect(
    await lines(
      warehouse.client,
      `select customer_id, ${fields}, effective_from, coalesce(effective_to::varchar, ''), lower(is_current::varchar) from reelhouse.silver.customers_history`,
    ),
  ).toEqual(plain(model.history()));
  expect(await table(warehouse.client, "select invariant from reelhouse.silver.customers_violations")).toEqual([]);
}, 3_600_000);
