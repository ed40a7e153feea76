/** Events to sessions and behaviour, against a few lines of TypeScript. EVENTS_SEEDS and EVENTS_DAYS make it longer. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { deliver, feed, lines, scale } from "./deliver.ts";
import { eventsModel } from "./events.model.ts";
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

const RAW = "bronze.raw_customer_events";
let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse(["events"]);
});
afterAll(() => warehouse.close());

const types = [
  "login",
  "page_view",
  "browsing",
  "search",
  "product_view",
  "product_view",
  "add_to_cart",
  "remove_from_cart",
  "checkout",
  "purchase",
  "logout",
  "logout_with_purchase",
  "logout_without_purchase",
];

/** Bursts of events, with pauses of exactly, just under and just over half an hour. */
function makeEvents(seed: number, days: number): Row[] {
  const random = seeded(seed);
  const rows: Row[] = [];
  for (let customer = 0; customer < 8; customer += 1) {
    for (let at = START + random(DAY); at < START + days * DAY; ) {
      const event_type = types[random(types.length)] as string;
      const isPriced = random(3) > 0;
      rows.push({
        event_id: `e${seed}-${rows.length}`,
        customer_id: customer,
        event_at: timeText(at),
        event_type,
        category: random(3) === 0 ? null : `C${random(3)}`,
        price: isPriced ? random(10_000) / 100 : null,
        quantity: random(2) === 0 ? null : 1 + random(3),
        cart_total: random(2) === 0 ? random(50_000) / 100 : null,
        device: ["phone", "desk", null][random(3)] as string | null,
      });
      const half = 30 * MINUTE;
      at += [0, 1, random(10 * MINUTE), half, half - 1, half + 1, random(DAY)][random(7)] as number;
    }
  }
  return rows.sort((a, b) => (String(a.event_at) < String(b.event_at) ? -1 : 1));
}

it("have the sessions of a computation by hand, with late and repeated events", async () => {
  const { seeds, days } = scale("EVENTS", 2, 3);
  for (let seed = 1; seed <= seeds; seed += 1) {
    await warehouse.client.run(`truncate table reelhouse.${RAW}`);
    await feed(warehouse, RAW, deliver(makeEvents(seed, days), seed, 20), async (rows, label) => {
      expect(await eventsModel.found(warehouse.client), label).toEqual(await eventsModel.expected(rows));
    });
  }
}, 600_000);

it("become one when an event between two of them comes late", async () => {
  const { client } = warehouse;
  await client.run(`truncate table reelhouse.${RAW}`);
  const event = (id: string, minutes: number): Row => ({
    event_id: id,
    customer_id: 1,
    event_at: timeText(START + minutes * MINUTE),
    event_type: "search",
  });
  const ids = () => lines(client, "select session_id, events from reelhouse.silver.customer_sessions");
  await loadRows(client, RAW, { drop: "two", rows: [event("a", 0), event("c", 50)] });
  await warehouse.advance(2 * MINUTE);
  expect(await ids()).toEqual(["1-20260105090000000|1", "1-20260105095000000|1"]);
  await loadRows(client, RAW, { drop: "late", rows: [event("b", 25)] });
  await warehouse.advance(2 * MINUTE);
  expect(await ids()).toEqual(["1-20260105090000000|3"]);
});
