/** Bookings by hand: plain DuckDB over the same rows. */
import { DuckDBInstance } from "@duckdb/node-api";
import { lines, type Model, plain } from "./deliver.ts";
import { literal, type Row } from "./warehouse.ts";

async function byHand(rows: readonly Row[]): Promise<{ silver: string[]; movies: string[]; windows: string[] }> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const names = Object.keys(rows[0] ?? {});
    const values = rows.map(
      (row) => `(${names.map((name) => literal(row[name]).replaceAll("\\\\", "\\")).join(", ")})`,
    );
    await connection.run(`
      create table events as
        select distinct * replace (event_at::timestamp as event_at, unit_price::decimal(12, 2) as unit_price, tickets::integer as tickets) from (values ${values.join(", ")}) t(${names.join(", ")});
      create table lives as
        select booking_id, list(e order by event_at desc, list_position(['booked', 'changed', 'cancelled', 'completed'], event_type) desc, event_id desc) as life
        from events e group by booking_id;
      create table bookings as
        select booking_id, replace(life[1].event_type, 'changed', 'booked') as status,
          list_min([x.event_at for x in life]) as booked_at, life[1].event_at as updated_at, life[1].movie_id as movie_id, trim(life[1].movie_title) as title,
          life[1].tickets as tickets, life[1].tickets * life[1].unit_price as amount, coalesce(life[1].channel, 'unknown') as channel,
          len([x for x in life if x.event_type = 'changed']) as changes, life[1].event_id as last
        from lives`);
    const read = async (sql: string) =>
      plain(
        (await connection.runAndReadAll(sql)).getRows().map((row) => row.map((cell) => String(cell ?? "")).join("|")),
      );
    return {
      silver: await read(
        "select booking_id, status, strftime(booked_at, '%Y-%m-%d %H:%M:%S.%g'), strftime(updated_at, '%Y-%m-%d %H:%M:%S.%g'), movie_id, title, tickets, amount, channel, changes, last from bookings",
      ),
      movies: await read(
        `select movie_id, max(title), count(*), count(*) filter (status = 'cancelled'), count(*) filter (status = 'completed'),
           coalesce(sum(tickets) filter (status <> 'cancelled'), 0), coalesce(sum(amount) filter (status <> 'cancelled'), 0), coalesce(sum(amount) filter (status = 'cancelled'), 0)
         from bookings group by 1`,
      ),
      windows: await read(
        `select strftime(time_bucket(interval 1 hour, booked_at), '%Y-%m-%d %H:%M:%S'), count(*), count(distinct movie_id), count(*) filter (status = 'cancelled'),
           coalesce(sum(tickets) filter (status <> 'cancelled'), 0), coalesce(sum(amount) filter (status <> 'cancelled'), 0)
         from bookings group by 1`,
      ),
    };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

export const bookingsModel: Model = {
  target: "raw.bookings",
  expected: byHand,
  found: async (client) => ({
    silver: await lines(
      client,
      "select booking_id, status, booked_at, updated_at, movie_id, movie_title, tickets, amount, channel, change_count, last_event_id from reelhouse.silver.bookings",
    ),
    movies: await lines(
      client,
      "select movie_id, movie_title, bookings, cancellations, completions, tickets, revenue, lost_revenue from reelhouse.gold.bookings_by_movie",
    ),
    windows: await lines(
      client,
      "select to_varchar(window_start, 'YYYY-MM-DD HH24:MI:SS'), bookings, movies, cancellations, tickets, revenue from reelhouse.gold.bookings_by_window",
    ),
  }),
};
