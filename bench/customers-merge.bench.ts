/** The customers' procedure with 100k changes into 1M customers, against the same work by hand in DuckDB. */
import type { BenchRow } from "./bench.ts";
import { rivalRow, timed, withRivals } from "./systems.ts";

const CUSTOMERS = 1_000_000;
const CHANGES = 100_000;
const ROUNDS = 3;
const fields = [
  "first_name",
  "last_name",
  "email",
  "phone",
  "street",
  "city",
  "region",
  "postal_code",
  "country",
  "segment",
];
const list = fields.join(", ");
const newer = "(c.changed_at > t.changed_at or (c.changed_at = t.changed_at and c.change_id > t.change_id))";

/** Of change `i` in round `round`: 70 % updates, 20 % new customers, 10 % deletions; one customer in ten is changed twice. */
const changeColumns = (round: number, text: (sql: string) => string) => `
  ${text(`'c${round}-' || i`)} as change_id,
  case when i % 10 < 8 then (i * 7919 + ${round}) % ${CUSTOMERS} else ${CUSTOMERS * (round + 2)} + i end as customer_id,
  case when i % 10 < 7 then 'update' when i % 10 = 7 then 'delete' else 'insert' end as operation`;
const values = (text: (sql: string) => string) =>
  `'First ' || (i % 1000), 'Last ' || (i % 5000), ${text("'mail' || i || '@example.com'")}, null, 'Street ' || (i % 900), 'City ' || (i % 300), null, '12345', 'Italy', 'basic'`;

export const run = (): Promise<BenchRow> =>
  withRivals(["customers"], async ({ twin, plain }) => {
    const same = (sql: string) => sql;
    const numbers = (count: number) =>
      `(select row_number() over (order by 1) - 1 as i from table(generator(rowcount => ${count})))`;
    const columns = fields.map((name) => `${name} varchar`).join(", ");
    await plain.run(`
      create table staging (change_id varchar, customer_id bigint, operation varchar, changed_at timestamp, ${columns}, _drop_id varchar, _source_file varchar, _source_row bigint);
      create table batch as from staging;
      create table customers (customer_id bigint, ${columns}, row_hash varchar, changed_at timestamp, change_id varchar, drop_id varchar);
      create table gone (customer_id bigint, deleted_at timestamp, change_id varchar);
      create table drops (drop_id varchar);
      insert into customers select i, ${values(same)}, sha256(i::varchar), timestamp '2026-01-01', 'c', 'd' from range(${CUSTOMERS}) r(i)`);
    await twin(`insert into reelhouse.silver.customers (customer_id, ${list}, row_hash, changed_at, change_id, drop_id)
      select i, ${values(same)}, sha2(i::varchar), '2026-01-01'::timestamp_ntz, 'c', 'd' from ${numbers(CUSTOMERS)}`);
    const best = { twin: Number.POSITIVE_INFINITY, plain: Number.POSITIVE_INFINITY };
    for (let round = 1; round <= ROUNDS; round += 1) {
      const drop = `d${round}`;
      const at = `2026-01-0${round + 1}`;
      const stage = `change_id, customer_id, operation, changed_at, ${list}, _drop_id, _source_file, _source_row`;
      await plain.run(`insert into drops values ('${drop}');
        insert into staging (${stage}) select ${changeColumns(round, same)}, timestamp '${at}', ${values(same)}, '${drop}', 'f', i from range(${CHANGES}) r(i)`);
      await twin(`insert into reelhouse.raw.customer_changes (${stage})
        select ${changeColumns(round, same)}, '${at}'::timestamp_ntz, ${values(same)}, '${drop}', 'f', i from ${numbers(CHANGES)}`);
      await twin(`insert into reelhouse.raw.drops (drop_id, dataset, table_name, mode, row_count, loaded_count, rejected_count, file_count, loaded_at)
        select '${drop}', 'customers', 'CUSTOMER_CHANGES', 'delta', ${CHANGES}, ${CHANGES}, 0, 1, current_timestamp()`);
      best.plain = Math.min(best.plain, await timed(() => plain.run(byHand)));
      best.twin = Math.min(best.twin, await timed(() => twin("call reelhouse.silver.apply_customer_changes()")));
      await twin("call reelhouse.silver.track_customers()");
    }
    const count = async (sql: string) => Number((await plain.runAndReadAll(sql)).getRows()[0]?.[0]);
    const [[found] = []] = (await twin("select count(*) from reelhouse.silver.customers")) as number[][];
    const expected = await count("select count(*) from customers");
    if (Number(found) !== expected) throw new Error(`The twin has ${found} customers, DuckDB ${expected}.`);
    return rivalRow(
      "customers: 100k changes into 1M customers, against the same by hand in DuckDB",
      best.twin,
      best.plain,
      3,
    );
  });

const latest = `from batch qualify row_number() over (partition by customer_id order by changed_at desc, change_id desc) = 1`;

/** The steps of silver.apply_customer_changes, as one would write them. */
const byHand = `
  begin transaction;
  delete from batch;
  insert into batch select * from staging where _drop_id in (select drop_id from drops);
  merge into customers t using (
    select l.*, sha256(concat_ws('|', ${fields.map((name) => `l.${name}`).join(", ")})) as row_hash
    from (select * ${latest}) l left join gone g on l.customer_id = g.customer_id
    where g.customer_id is null or l.changed_at > g.deleted_at or (l.changed_at = g.deleted_at and l.change_id > g.change_id)
  ) c on t.customer_id = c.customer_id
  when matched and ${newer} and c.operation = 'delete' then delete
  when matched and ${newer} then update set ${fields.map((name) => `${name} = c.${name}`).join(", ")}, row_hash = c.row_hash, changed_at = c.changed_at, change_id = c.change_id, drop_id = c._drop_id
  when not matched and c.operation <> 'delete' then insert (customer_id, ${list}, row_hash, changed_at, change_id, drop_id)
    values (c.customer_id, ${fields.map((name) => `c.${name}`).join(", ")}, c.row_hash, c.changed_at, c.change_id, c._drop_id);
  merge into gone t using (
    select l.customer_id, l.changed_at, l.change_id from (select * ${latest}) l
    where l.operation = 'delete' and not exists (select 1 from customers k where k.customer_id = l.customer_id)
  ) c on t.customer_id = c.customer_id
  when matched and c.changed_at > t.deleted_at then update set deleted_at = c.changed_at, change_id = c.change_id
  when not matched then insert (customer_id, deleted_at, change_id) values (c.customer_id, c.changed_at, c.change_id);
  delete from staging using batch where staging._drop_id = batch._drop_id and staging._source_file = batch._source_file and staging._source_row = batch._source_row;
  commit`;
