/** A small drop of each of the seven datasets, as the chain leaves them, and more of the same for a page that is being looked at. */
import { DAY, loadRows, MINUTE, proveDrop, type Row, START, timeText, type Warehouse } from "../systems/warehouse.ts";

const HOUR = 60 * MINUTE;
const at = (ms: number) => timeText(START - DAY + ms);
/** `n` rows made of their number. */
const rowsOf = (n: number, make: (at: number) => Row): Row[] => Array.from({ length: n }, (_, index) => make(index));

const SAMPLE: Record<string, (run: number) => { dataset: string; rows: Row[] }> = {
  "raw.movies": () => ({
    dataset: "movielens",
    rows: rowsOf(3, (n) => ({ movie_id: n, title: `Alien ${n} (1979)`, genres: "Horror" })),
  }),
  "raw.ratings": (run) => ({
    dataset: "movielens",
    rows: rowsOf(12 + run, (n) => ({
      user_id: n,
      movie_id: n % 3,
      rating: 0.5 + ((n * 7 + run) % 10) / 2,
      rated_at: timeText(START - 40 * DAY * (n % 4)).slice(0, 19),
    })),
  }),
  "raw.catalogue_films": (run) => ({
    dataset: "catalogue",
    rows: rowsOf(20 + run, (n) => ({
      title: `Film ${n}`,
      release_date: `${1981 + n}-05-01`,
      worldwide_gross: 1_000_000 * (n + 1),
      production_budget: 400_000 * (n + 1),
      major_genre: ["Drama", "Comedy", "Horror"][n % 3] ?? null,
      imdb_rating: 5 + (n % 5),
      imdb_votes: 100,
      rotten_tomatoes_rating: 40 + n,
    })),
  }),
  "raw.bookings": (run) => ({
    dataset: "bookings",
    rows: rowsOf(30, (n) => ({
      event_id: `e${run}-${n}`,
      booking_id: `b${run}-${n}`,
      event_type: n % 10 === 9 ? "cancelled" : "booked",
      event_at: at(n * 20 * MINUTE),
      customer_id: n,
      movie_id: n % 4,
      movie_title: n % 4 === 0 ? "<img src=x onerror=alert(1)>" : `Film ${n % 4}`,
      theatre: `Hall ${n % 3}`,
      screening_at: at(2 * DAY),
      tickets: 1 + (n % 3),
      unit_price: 12.5,
    })),
  }),
  "raw.customer_changes": (run) => ({
    dataset: "customers",
    rows: rowsOf(12, (n) => ({
      change_id: `c${run}-${n}`,
      customer_id: run * 100 + n,
      operation: "insert",
      changed_at: at(run * 6 * HOUR + n * 30 * MINUTE),
      first_name: "Ada",
      last_name: `No ${n}`,
      email: "ada@example.org",
      city: "Bonn",
      country: "Germany",
      segment: n % 3 === 0 ? "premium" : "basic",
    })),
  }),
  "bronze.raw_sensor_readings": (run) => ({
    dataset: "sensors",
    rows: rowsOf(24, (n) => ({
      reading_id: `r${run}-${n}`,
      device_id: `dev-${n % 4}`,
      sensor_type: "temperature",
      reading_at: at(n * 15 * MINUTE + run * 1_000),
      value: n % 8 === 7 ? 200 : 20,
      unit: "C",
      battery_pct: 80 - n,
      location: "Hall",
    })),
  }),
  "bronze.raw_transactions": (run) => ({
    dataset: "transactions",
    rows: rowsOf(15, (n) => ({
      line_id: `l${run}-${n}`,
      transaction_id: `t${run}-${n % 9}`,
      transaction_at: at(n * 40 * MINUTE),
      customer_id: n,
      product_id: `p${n % 5}`,
      product_name: `Popcorn ${n % 5}`,
      category: "Snacks",
      quantity: 1 + (n % 2),
      unit_price: 4.25,
      discount_pct: n % 5 === 0 ? 10 : 0,
      tax_pct: 19,
      payment_method: n % 2 === 0 ? "card" : "cash",
      store: `Store ${n % 3}`,
    })),
  }),
  "bronze.raw_customer_events": (run) => ({
    dataset: "events",
    rows: rowsOf(20, (n) => ({
      event_id: `v${run}-${n}`,
      customer_id: 100 * run + (n % 6),
      event_at: at((n % 6) * HOUR + Math.floor(n / 6) * MINUTE),
      event_type: ["page_view", "product_view", "add_to_cart", "purchase"][Math.floor(n / 6)] ?? "page_view",
      price: 9.5,
      quantity: 1,
      device: n % 2 === 0 ? "mobile" : "desktop",
    })),
  }),
};

/** Loads one drop of each dataset; another `run` gives other rows, and snapshots that take the place of the old ones. */
export async function dropSample(
  { client, advance }: Pick<Warehouse, "client" | "advance">,
  run: number,
): Promise<void> {
  for (const [table, make] of Object.entries(SAMPLE)) {
    const { dataset, rows } = make(run);
    const drop = { drop: `${run}`.padStart(16, "0"), mode: "delta" as const, sequence: run, rows };
    await loadRows(client, table, drop);
    await proveDrop(client, table, drop);
    await client.run(
      `update reelhouse.raw.drops set dataset = '${dataset}' where drop_id = '${drop.drop}' and table_name = '${table.split(".")[1]?.toUpperCase()}'`,
    );
  }
  for (let minute = 0; minute < 8; minute += 1) await advance(MINUTE);
}
