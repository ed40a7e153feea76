/** More shapes of published scripts, in words of our own: change histories, retail pipelines, calendars, deployments, loaders. */
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createClock } from "../../../local/snowflake/clock.ts";
import { type Opened, openTwin } from "../driver.ts";
import { runScript } from "./script.ts";

let opened: Opened;
const clock = createClock(Date.UTC(2026, 2, 1, 12));
const run = (script: string) => runScript(opened.client, script);

beforeAll(async () => {
  opened = await openTwin({ clock });
  await run("create warehouse lab_wh with warehouse_size = 'XSMALL' auto_suspend = 60;");
});
afterAll(() => opened.close());
beforeEach(async () => {
  await run("use role accountadmin; create or replace schema db.lab; use schema db.lab;");
});

it("a history of type 2 is merged from a view of unions over the stream, which the merge moves on", async () => {
  const merge = `merge into harbour_history h using harbour_changes c on h.id = c.id and h.start_time = c.start_time
    when matched and c.dml_type in ('U', 'D') then update set h.end_time = c.end_time, h.is_current = 0
    when not matched and c.dml_type = 'I' then insert (id, name, start_time, end_time, is_current)
      values (c.id, c.name, c.start_time, c.end_time, c.is_current);`;
  await run(`
    create or replace table harbour (id number, name varchar(25), changed_at timestamp_ntz);
    create or replace table harbour_history (id number, name varchar(25), start_time timestamp_ntz, end_time timestamp_ntz, is_current int);
    create or replace stream harbour_stream on table harbour;
    create or replace view harbour_changes as
    select id, name, start_time, end_time, is_current, 'I' as dml_type
    from (select id, name, changed_at as start_time,
            lag(changed_at) over (partition by id order by changed_at desc) as end_raw,
            case when end_raw is null then '9999-12-31'::timestamp_ntz else end_raw end as end_time,
            case when end_raw is null then 1 else 0 end as is_current
          from (select id, name, changed_at from harbour_stream where metadata$action = 'INSERT'))
    union
    select id, null, start_time, '2026-01-02'::timestamp_ntz, 0, 'U' from harbour_history
    where is_current = 1 and id in (select distinct id from harbour_stream where metadata$action = 'DELETE' and metadata$isupdate = 'TRUE')
    union
    select s.id, null, h.start_time, '2026-01-03'::timestamp_ntz, 0, 'D'
    from harbour_history h inner join harbour_stream s on h.id = s.id
    where s.metadata$action = 'DELETE' and s.metadata$isupdate = 'FALSE' and h.is_current = 1;
    set loaded = '2026-01-01'::timestamp_ntz;
    begin; insert into harbour values (1, 'Genoa', $loaded), (2, 'Bari', $loaded); commit; ${merge}
    update harbour set name = 'Genova', changed_at = '2026-01-02' where id = 1; ${merge}
    delete from harbour where id = 2; ${merge}`);
  expect(
    await run(
      "select id, name, to_char(end_time, 'YYYY-MM-DD'), is_current from harbour_history order by id, start_time;",
    ),
  ).toEqual(["1|Genoa|2026-01-02|0", "1|Genova|9999-12-31|1", "2|Bari|2026-01-03|0"]);
  expect(await run("select system$stream_has_data('harbour_stream');")).toEqual(["false"]);
});

it("a log of JSON changes becomes current rows and versions, by dynamic tables with the old word LAG", async () => {
  expect(
    await run(`
      create table change_log (record variant);
      insert into change_log select parse_json(column1) from values
        ('{"tx":{"key":"a","at":"1700000000000","op":"INSERT","after":{"Price":"10.5","side":"LONG"}}}'),
        ('{"tx":{"key":"a","at":"1700000060000","op":"UPDATE","after":{"Price":"11","side":"LONG"}}}'),
        ('{"tx":{"key":"b","at":"1700000000000","op":"DELETE","before":{"side":"SHORT"}}}');
      create or replace dynamic table current_orders lag = '1 minute' warehouse = 'lab_wh' as
      select * exclude (score, op) from (
        select record:tx:key::varchar as order_key, to_timestamp_ntz(record:tx:at::number / 1000) as updated_at,
          record:tx:op::varchar as op, record:tx:after:Price::number(38, 3) as price,
          rank() over (partition by order_key order by record:tx:at::number desc) as score
        from change_log)
      where score = 1 and op != 'DELETE';
      create or replace dynamic table order_versions lag = '1 minute' warehouse = 'lab_wh' as
      select * exclude score from (select *, last_value(score) over (partition by order_key order by valid_from desc) + 1 - score as version
        from (select record:tx:key::varchar as order_key, ifnull(record:tx:after:side::varchar, record:tx:before:side::varchar) as side,
          rank() over (partition by order_key order by record:tx:at::number desc) as score,
          to_timestamp_ntz(record:tx:at::number / 1000) as valid_from from change_log));
      select c.*, v.version, v.side from current_orders c join order_versions v using (order_key) order by version;`),
  ).toEqual(["a|2023-11-14 22:14:20|11|1|LONG", "a|2023-11-14 22:14:20|11|2|LONG"]);
});

it("a calendar is made from variables that one query sets", async () => {
  expect(
    await run(`
      set (first_day, last_day, days) = (select to_date('12/30/2023', 'mm/dd/yyyy') as a, date_trunc(month, dateadd(month, 1, a)) as b, datediff(day, a, b));
      create table calendar (day date, label string, is_weekend string, month_label string, nth int);
      insert overwrite into calendar
      with days as (select dateadd(day, seq4(), $first_day) as day from table(generator(rowcount => $days)) union all select '1900-01-01'::date)
      select day, to_char(day, 'yyyy/mm/dd Dy'), case when date_part('dow', day) in (0, 6) then 'Y' else 'N' end,
        to_char(date_part(year, day)) || '/' || lpad(date_part('mm', day), 2, '0') || ' ' || monthname(day),
        dense_rank() over (order by day)
      from days where day is not null order by day;
      execute immediate $$ begin insert overwrite into calendar select c.* from calendar c where nth <= 3; return 'SUCCESS'; end; $$;
      select label, is_weekend, month_label, nth from calendar order by nth;`),
  ).toEqual(["1900/01/01 Mon|N|1900/01 Jan|1", "2023/12/30 Sat|Y|2023/12 Dec|2", "2023/12/31 Sun|Y|2023/12 Dec|3"]);
});

it("a deployment of CREATE OR ALTER statements runs twice, and what it made keeps its contents", async () => {
  const deploy = (comment: string) => `
    create or alter warehouse deploy_wh warehouse_size = XSMALL auto_suspend = 300;
    create or alter database deployed comment = '${comment}';
    create or alter schema deployed.gold;
    create or alter role deployer comment = '${comment}';
    create or alter stage deployed.gold.landing comment = '${comment}';
    create or alter file format deployed.gold.lines type = csv skip_header = 1;
    create or alter table deployed.gold.spots (city varchar, score float) data_retention_time_in_days = 1;
    create or alter view deployed.gold.best as select city from deployed.gold.spots where score > 1;`;
  await run(`${deploy("first")} insert into deployed.gold.spots values ('Bern', 2);`);
  expect(await run(`${deploy("second")} select * from deployed.gold.best;`)).toEqual(["Bern"]);
  expect(await run(`show stages in deployed.gold ->> select "name", "comment" from $1;`)).toEqual(["LANDING|second"]);
  expect(await run(`show databases like 'deployed' ->> select "comment" from $1;`)).toEqual(["second"]);
});

it("a retail pipeline of three tiers follows rows that a procedure makes up", async () => {
  await run(`
    create table sales_header (order_id int, ordered_at timestamp_ntz(9), total number(38, 4), discount varchar);
    create table sales_line (order_id int, item_id int, quantity number(5, 0), price number(38, 4));
    insert into sales_header values (1, '2024-01-05 10:11:12', 10, ''), (2, '2024-01-05 11:00:00', 21, '1.50');
    insert into sales_line values (1, 7, 2, 10), (2, 7, 4, 20);
    create or replace dynamic table orders_enriched target_lag = 'DOWNSTREAM' warehouse = lab_wh as
      select order_id, date(ordered_at) as day, dayname(ordered_at) as day_name, total, try_to_number(discount, 10, 2) as discount from sales_header;
    create or replace dynamic table daily target_lag = '1 hour' warehouse = lab_wh as
      select day, day_name, count(distinct o.order_id) as orders, sum(l.price) / nullif(sum(quantity), 0) as per_unit, sum(discount) as discounts
      from orders_enriched o inner join sales_line l on o.order_id = l.order_id group by day, day_name;
    create or replace procedure make_orders(num_rows integer) returns string language sql as
    $$
    declare before_count integer; after_count integer;
    begin
      select count(*) into :before_count from sales_header;
      create or replace temporary table made as
        select (1000 + uniform(1, 900, random()))::number(38, 0) as new_id, h.order_id as old_id, h.ordered_at from sales_header h order by random() limit :num_rows;
      insert into sales_header (order_id, ordered_at, total) select new_id, ordered_at, 5 from made;
      insert into sales_line select m.new_id, l.item_id, l.quantity, l.price from made m inner join sales_line l on m.old_id = l.order_id;
      select count(*) into :after_count from sales_header;
      drop table if exists made;
      return 'made ' || (after_count - before_count)::string || ' of ' || after_count::string;
    end;
    $$;`);
  expect(await run("select * from daily;")).toEqual(["2024-01-05 00:00:00|Fri|2|5|1.5"]);
  expect(await run("call make_orders(2);")).toEqual(["made 2 of 4"]);
  await clock.advance(3_600_000);
  expect(await run("select orders, per_unit from daily;")).toEqual(["4|5"]);
  expect(
    await run(`select name, state from (select name, state, row_number() over (partition by name order by refresh_start_time desc) as rn
      from table(information_schema.dynamic_table_refresh_history())) where rn = 1 and name in ('DAILY', 'ORDERS_ENRICHED') order by name;`),
  ).toEqual(["DAILY|SUCCEEDED", "ORDERS_ENRICHED|SUCCEEDED"]);
});

it("a hierarchy is the same by joins, by CONNECT BY, by a recursive WITH and by a recursive view", async () => {
  await run(`create table crew (name string, chief string);
    insert into crew values ('KIM', null), ('JO', 'KIM'), ('SAM', 'JO'), ('ALEX', 'JO');
    create recursive view crew_tree (depth, label, path, name) as (
      select 1, name, name, name from crew where chief is null
      union all
      select t.depth + 1, repeat('  ', depth) || c.name, path || '.' || c.name, c.name from crew c join crew_tree t on c.chief = t.name);`);
  const expected = ["KIM|KIM", "  JO|KIM.JO", "    ALEX|KIM.JO.ALEX", "    SAM|KIM.JO.SAM"];
  for (const query of [
    "select label, path from crew_tree order by path;",
    `select repeat('  ', level - 1) || name as label, ltrim(sys_connect_by_path(name, '.'), '.') as path
     from crew start with chief is null connect by prior name = chief order by path;`,
    `with recursive t (depth, label, path, name) as (select 1, name, name, name from crew where chief is null
       union all select t.depth + 1, repeat('  ', depth) || c.name, path || '.' || c.name, c.name from crew c join t on c.chief = t.name)
     select label, path from t order by path;`,
    `select repeat('  ', regexp_count(path, '\\\\.')) || c.name as label,
       coalesce(b.chief || '.', '') || coalesce(c.chief || '.', '') || c.name as path
     from crew c left join crew b on c.chief = b.name order by path;`,
  ])
    expect(await run(query)).toEqual(expected);
});

it("names of functions and tables come from variables, and keys are shown by a bare name", async () => {
  expect(
    await run(`create function plus(a int, b int) returns int as 'a + b'; set f = 'plus';
      create table keyed (a int, b int, primary key (a, b));
      show primary keys in db.lab.keyed;
      select "column_name" from table(result_scan(last_query_id())) order by "key_sequence";`),
  ).toEqual(["A", "B"]);
  expect(await run("select v.a from (values (1), (2) as v (a)) order by 1 desc;")).toEqual(["2", "1"]);
});
