/** Sessions of 1M events as a dynamic table's first refresh, and of 10k more as the next, against the same query by hand in DuckDB. */
import type { BenchRow } from "./bench.ts";
import { rivalRow, timed, withRivals } from "./systems.ts";

const EVENTS = 1_000_000;
const MORE = 10_000;
const ROUNDS = 3;

/** Event `i`: 20,000 customers, each with bursts of events minutes apart and pauses of hours. */
const event = (time: string) => `
  'e' || i as event_id,
  (i * 7919) % 20000 as customer_id,
  ${time} as event_at,
  case i % 9 when 0 then 'login' when 1 then 'search' when 2 then 'add_to_cart' when 3 then 'checkout' when 4 then 'purchase' else 'product_view' end as event_type,
  'C' || (i % 12) as category, (i % 90)::decimal(12, 2) as price, 1 as quantity, null::decimal(12, 2) as cart_total, case i % 2 when 0 then 'phone' else 'desk' end as device`;
const secondsOf = (whole: (dividend: string, divisor: number) => string) =>
  `${whole("i", 20_000)} * 600 + ${whole("i", 120_000)} * 7200 + i % 37`;

/** As one would write it: the same columns. */
const byHand = `
  select customer_id, n, min(event_at), max(event_at), date_diff('second', min(event_at), max(event_at)), count(*),
    count(*) filter (event_type in ('page_view', 'browsing')), count(*) filter (event_type = 'search'), count(*) filter (event_type = 'product_view'),
    count(*) filter (event_type = 'add_to_cart'), count(*) filter (event_type = 'purchase'),
    sum(case when event_type = 'purchase' then coalesce(cart_total, price * quantity) else 0 end), count(distinct category), min(device),
    max(case event_type when 'purchase' then 5 when 'checkout' then 4 when 'add_to_cart' then 3 when 'product_view' then 2 else 1 end)
  from (
    select *, sum(b) over (partition by customer_id order by event_at, event_id rows unbounded preceding) as n
    from (
      select *, case when event_at <= lag(event_at) over (partition by customer_id order by event_at, event_id) + interval 30 minute then 0 else 1 end as b
      from (select * from events qualify row_number() over (partition by event_id order by _loaded_at, _drop_id, _source_row) = 1)
    )
  ) group by customer_id, n`;

export const run = (): Promise<BenchRow[]> =>
  withRivals(["events"], async ({ twin, plain }) => {
    const names =
      "event_id, customer_id, event_at, event_type, category, price, quantity, cart_total, device, _drop_id, _source_file, _source_row";
    const stamp = `timestamp '2026-01-01' + (${secondsOf((a, b) => `(${a} // ${b})`)}) * interval 1 second`;
    await plain.run(
      `create table events as select ${event(stamp)}, 'd' as _drop_id, 'f' as _source_file, i as _source_row, now() as _loaded_at from range(${EVENTS}) r(i)`,
    );
    const insert = (from: number, count: number) =>
      twin(`insert into reelhouse.bronze.raw_customer_events (${names})
        select ${event(`dateadd(second, ${secondsOf((a, b) => `floor(${a} / ${b})`)}, '2026-01-01'::timestamp_ntz)`)}, 'd', 'f', i
        from (select row_number() over (order by 1) - 1 + ${from} as i from table(generator(rowcount => ${count})))`);
    await insert(0, EVENTS);
    const best = { twin: Number.POSITIVE_INFINITY, plain: Number.POSITIVE_INFINITY };
    const [[definition] = []] = (await twin(
      "select get_ddl('dynamic_table', 'reelhouse.silver.customer_sessions')",
    )) as string[][];
    for (let round = 0; round < ROUNDS; round += 1) {
      best.plain = Math.min(best.plain, await timed(() => plain.run(`create or replace table sessions as ${byHand}`)));
      // Made anew, it is refreshed in full.
      best.twin = Math.min(best.twin, await timed(() => twin(String(definition))));
    }
    const [[found] = []] = (await twin("select count(*) from reelhouse.silver.customer_sessions")) as number[][];
    const expected = Number((await plain.runAndReadAll("select count(*) from sessions")).getRows()[0]?.[0]);
    if (Number(found) !== expected) throw new Error(`The twin has ${found} sessions, DuckDB ${expected}.`);
    await insert(EVENTS, MORE);
    const next = await timed(() => twin("alter dynamic table reelhouse.silver.customer_sessions refresh"));
    return [
      rivalRow(
        "sessions: of 1M events, first refresh, against the same query by hand in DuckDB",
        best.twin,
        best.plain,
        3,
      ),
      rivalRow(
        "sessions: refresh after 10k more events, against all of it anew by hand in DuckDB",
        next,
        best.plain,
        3,
      ),
    ];
  });
