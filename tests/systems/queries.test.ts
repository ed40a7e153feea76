/** The queries of docs/systems/queries: each runs, and gives rows on data that has all that it asks for. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { splitScript } from "../../cli/sql/run-script.ts";
import { load, loadRows, MINUTE, openWarehouse, type Row, START, timeText, type Warehouse } from "./warehouse.ts";

const docs = join(import.meta.dirname, "..", "..", "docs", "systems");
const files = readdirSync(join(docs, "queries"));
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openWarehouse([
    "movies",
    "bookings",
    "customers",
    "sensors",
    "transactions",
    "events",
    "monitoring",
  ]);
  const { client } = warehouse;
  const at = (minutes: number) => timeText(START + minutes * MINUTE);
  for (const [index, votes] of [1, 2].entries())
    await load(client, "raw.catalogue_films", {
      drop: `f${index}`,
      sequence: index,
      producedAt: `2025-12-0${index + 1} 00:00:00`,
      rows: [{ title: "Alien", imdb_votes: votes }],
    });
  await loadRows(client, "raw.bookings", {
    drop: "b",
    rows: [
      {
        event_id: "e",
        booking_id: "b",
        event_type: "booked",
        event_at: at(0),
        customer_id: 1,
        movie_id: 1,
        movie_title: "Alien",
        theatre: "T",
        screening_at: at(9),
        tickets: 2,
        unit_price: 9.5,
      },
    ],
  });
  for (const [index, segment] of ["basic", "plus"].entries()) {
    await load(client, "raw.customer_changes", {
      drop: `c${index}`,
      rows: [
        {
          change_id: `c${index}`,
          customer_id: 1,
          operation: "update",
          changed_at: `2025-12-0${index + 1} 00:00:00`,
          first_name: "F",
          last_name: "L",
          email: "e",
          segment,
        },
      ],
    });
    await warehouse.advance(2 * MINUTE);
  }
  await loadRows(client, "bronze.raw_sensor_readings", {
    drop: "s",
    rows: [21, 999].map(
      (value, index): Row => ({
        reading_id: `r${index}`,
        device_id: "d",
        sensor_type: "temperature",
        reading_at: at(index),
        value,
        unit: "C",
      }),
    ),
  });
  await loadRows(client, "bronze.raw_transactions", {
    drop: "t",
    rows: [
      {
        line_id: "l",
        transaction_id: "t",
        transaction_at: at(0),
        customer_id: 1,
        product_id: "p",
        product_name: "P",
        quantity: 2,
        unit_price: 5,
      },
    ],
  });
  await loadRows(client, "bronze.raw_customer_events", {
    drop: "v",
    rows: [{ event_id: "v", customer_id: 1, event_at: at(0), event_type: "purchase", cart_total: 5 }],
  });
  await warehouse.advance(10 * MINUTE);
}, 60_000);
afterAll(() => warehouse.close());

describe("the queries of the systems", () => {
  it.each(files)("%s gives rows", async (file) => {
    const statements = splitScript(readFileSync(join(docs, "queries", file), "utf8"));
    expect(statements).toHaveLength(1);
    const rows = await warehouse.client.rows(statements[0]?.text ?? "");
    expect(rows.length).toBeGreaterThan(0);
  });

  it("are each named by a page, and the pages name no others", () => {
    const named = readdirSync(docs)
      .filter((name) => name.endsWith(".md"))
      .flatMap((name) =>
        [...readFileSync(join(docs, name), "utf8").matchAll(/\]\(queries\/(\w+\.sql)\)/g)].map(([, file]) => file),
      );
    expect(named.sort()).toEqual(files.toSorted());
  });
});
