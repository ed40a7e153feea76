/** Bookings from raw to gold, against plain DuckDB over the same rows. BOOKINGS_SEEDS and BOOKINGS_DAYS make it longer. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { bookingsModel } from "./bookings.model.ts";
import { deliver, feed, lines, scale } from "./deliver.ts";
import {
  DAY,
  loadRows,
  MINUTE,
  openWarehouse,
  type Row,
  START,
  seeded,
  timeText,
  type Warehouse,
} from "./warehouse.ts";

const RAW = "raw.bookings";
let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse(["bookings"]);
});
afterAll(() => warehouse.close());

/** Bookings with their lives: changed, cancelled or completed, some of it at one moment. */
function makeEvents(seed: number, days: number): Row[] {
  const random = seeded(seed);
  const events: Row[] = [];
  for (let booking = 0; booking < days * 40; booking += 1) {
    let at = START + random(days * DAY);
    let row: Row = {
      booking_id: `b${seed}-${booking}`,
      customer_id: random(20),
      movie_id: random(6),
      movie_title: ` Film ${random(6)}`,
      theatre: `Hall ${random(3)} `,
      screening_at: timeText(at + random(5) * DAY),
      tickets: 1 + random(8),
      unit_price: (500 + random(1500)) / 100,
      channel: [null, "web", "app"][random(3)] as string | null,
    };
    const add = (event_type: string) =>
      events.push({
        ...row,
        event_id: `e${random(1_000_000)}-${seed}-${events.length}`,
        event_type,
        event_at: timeText(at),
      });
    add("booked");
    while (random(10) === 0) {
      at += random(2) * random(60) * MINUTE;
      row = { ...row, tickets: 1 + random(8) };
      add("changed");
    }
    const end = random(10);
    at += random(2) * random(600) * MINUTE;
    if (end < 2) add("cancelled");
    else if (end < 7) add("completed");
  }
  return events.sort((a, b) => (String(a.event_at) < String(b.event_at) ? -1 : 1));
}

it("equal a computation in plain DuckDB, with late and repeated events", async () => {
  const { seeds, days } = scale("BOOKINGS", 2, 3);
  const all: Row[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) {
    const drops = deliver(makeEvents(seed, days), seed, 30);
    await feed(warehouse, RAW, drops, async (rows, label) => {
      expect(await bookingsModel.found(warehouse.client), label).toEqual(
        await bookingsModel.expected([...all, ...rows]),
      );
    });
    all.push(...drops.flatMap(({ rows }) => rows));
  }
}, 600_000);

it("keep every change in bronze with what the stream says of it, and drop an event whose raw row is taken away", async () => {
  const { client } = warehouse;
  await client.run("truncate table reelhouse.bronze.bookings");
  const [booked, cancelled] = makeEvents(77, 1)
    .slice(0, 2)
    .map(
      (row, at): Row => ({
        ...row,
        booking_id: "b",
        event_id: `x${at}`,
        event_type: at === 0 ? "booked" : "cancelled",
      }),
    ) as [Row, Row];
  await loadRows(client, RAW, { drop: "first", rows: [booked, cancelled] });
  await loadRows(client, RAW, { drop: "again", rows: [cancelled] });
  await warehouse.advance(3 * MINUTE);
  expect(await lines(client, "select booking_id, status from reelhouse.silver.bookings")).toEqual(["b|cancelled"]);
  await client.run(`delete from reelhouse.${RAW} where event_id = 'x1' and _drop_id = 'first'`);
  await warehouse.advance(3 * MINUTE);
  expect(await lines(client, "select booking_id, status from reelhouse.silver.bookings")).toEqual(["b|cancelled"]);
  await client.run(`delete from reelhouse.${RAW} where event_id = 'x1'`);
  await client.run(`update reelhouse.${RAW} set tickets = 50 where event_id = 'x0'`);
  await warehouse.advance(3 * MINUTE);
  expect(await lines(client, "select booking_id, status, tickets from reelhouse.silver.bookings")).toEqual([
    "b|booked|50",
  ]);
  expect(
    await lines(
      client,
      "select event_id, cdc_action, cdc_is_update, count(distinct cdc_row_id), count(*) from reelhouse.bronze.bookings group by 1, 2, 3",
    ),
  ).toEqual([
    "x0|delete|true|1|1",
    "x0|insert|false|1|1",
    "x0|insert|true|1|1",
    "x1|delete|false|2|2",
    "x1|insert|false|2|2",
  ]);
});

it("reach gold within two minutes of raw", async () => {
  const { client } = warehouse;
  const [event] = makeEvents(78, 1) as [Row];
  await loadRows(client, RAW, {
    drop: "soon",
    rows: [{ ...event, booking_id: "soon", event_id: "soon", movie_id: 4711 }],
  });
  await warehouse.advance(2 * MINUTE);
  expect(await lines(client, "select bookings from reelhouse.gold.bookings_by_movie where movie_id = 4711")).toEqual([
    "1",
  ]);
});
