/** The shapes of scripts that Snowflake's documentation, its quickstarts and its users publish, in words of our own. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Opened, openTwin } from "../driver.ts";
import { runScript } from "./script.ts";

let opened: Opened;
const run = (script: string) => runScript(opened.client, script);

beforeAll(async () => {
  opened = await openTwin();
});
afterAll(() => opened.close());
beforeEach(async () => {
  await run("create or replace schema db.lesson; use schema db.lesson;");
});

describe("semi-structured data", () => {
  const bookings = `
    create or replace table bookings (doc variant) as
    select parse_json(column1) from values
      ('{ cinema: { name: "Rex", city: "Bern" }, seats: [ { row: "A", price: 12.5, "paid-by": "card" }, { row: "B", price: 9 } ] }'),
      ('{ "cinema": { "name": "Odeon", "city": "Basel" }, "seats": [] }') v;`;

  it("reads JSON whose names have no quotes, with paths, casts and quoted keys", async () => {
    expect(
      await run(`${bookings}
        select doc:cinema.name::string as name, doc['cinema']['city'], doc:seats[0]."paid-by"::string, doc:seats[0].price::number(5,1) * 2
        from bookings order by name;`),
    ).toEqual(["Odeon|Basel|∅|∅", "Rex|Bern|card|25"]);
  });

  it("flattens arrays, keeping records without items when told to", async () => {
    expect(
      await run(`${bookings}
        select b.doc:cinema.name::string, s.index, s.value:row::string, s.path
        from bookings b, lateral flatten(input => b.doc:seats, outer => true) s order by 1 desc, 2;`),
    ).toEqual(["Rex|0|A|[0]", "Rex|1|B|[1]", "Odeon|∅|∅|∅"]);
  });

  it("lists every path of the documents with its type", async () => {
    expect(
      await run(`${bookings}
        select regexp_replace(f.path, '\\\\[[0-9]+\\\\]', '[]') as "Path", typeof(f.value) as "Type", count(*) as "Count"
        from bookings, lateral flatten(doc, recursive => true) f where f.path like 'seats%' group by 1, 2 order by 1, 2;`),
    ).toEqual([
      "seats|ARRAY|2",
      "seats[]|OBJECT|2",
      "seats[].price|DECIMAL|1",
      "seats[].price|INTEGER|1",
      "seats[].row|VARCHAR|2",
      "seats[]['paid-by']|VARCHAR|1",
    ]);
  });

  it("takes a path with a colon in GET_PATH, and refuses one that is none", async () => {
    expect(await run(`${bookings} select get_path(doc, 'seats[0]:row') from bookings order by 1 nulls last;`)).toEqual([
      "A",
      "∅",
    ]);
    await expect(run("select get_path(parse_json('{}'), 'a[');")).rejects.toThrow("the path 'a['");
  });

  it("tells the records that SPLIT_TO_TABLE takes apart from each other", async () => {
    expect(
      await run(`
        create temp table genres (film string, list string);
        insert into genres values ('Alien', 'horror,sf'), ('Heat', 'crime');
        select dense_rank() over (order by seq), index, film, trim(value)
        from genres, lateral split_to_table(list, ',') order by seq, index;`),
    ).toEqual(["1|1|Alien|horror", "1|2|Alien|sf", "2|1|Heat|crime"]);
  });

  it("builds objects from rows and takes them apart again", async () => {
    expect(
      await run(`
        create temp table facts (film int, k string, v variant);
        insert into facts select 1, 'name', 'Heat'::variant;
        insert into facts select 1, 'year', 1995::variant;
        select key, value from (select object_agg(k, v) o from facts group by film), lateral flatten(input => o) order by key;`),
    ).toEqual(["name|Heat", "year|1995"]);
  });
});

describe("streams", () => {
  it("gives a table's inserts to another table, folded with a later update, and is then empty", async () => {
    await run(`
      create or replace table guests (id number(8) not null, name varchar(255) default null, fee number(3) null);
      create or replace stream guests_check on table guests;
      create or replace table first_visit (id number(8), dt date);
      insert into guests (id, name, fee) values (1, 'Ann', 0), (2, 'Bea', 0), (3, 'Cem', 0);
      insert into first_visit values (1, '2018-01-01'), (2, '2018-02-15'), (3, '2018-08-21');
      merge into guests g using (select id from first_visit v where datediff(day, '2018-08-15'::date, v.dt::date) < -30) v
        on g.id = v.id when matched then update set g.fee = 90;`);
    expect(await run("select id, fee, metadata$action, metadata$isupdate from guests_check order by id;")).toEqual([
      "1|90|INSERT|false",
      "2|90|INSERT|false",
      "3|0|INSERT|false",
    ]);
    await run(`
      create or replace table guests_prod like guests;
      insert into guests_prod (id, name, fee) select id, name, fee from guests_check where metadata$action = 'INSERT';`);
    expect(await run("select * from guests_check;")).toEqual([]);
  });

  it("keeps a copy in step by one MERGE over inserts, updates and deletes", async () => {
    expect(
      await run(`
        create or replace table staged (id int, title string);
        create or replace table live like staged;
        create or replace stream staged_changes on table staged;
        insert into staged values (1, 'Alien'), (2, 'Heat'), (3, 'Ran');
        insert into live select id, title from staged_changes;
        insert into staged values (4, 'Solaris');
        update staged set title = 'Heat (1995)' where id = 2;
        delete from staged where id = 3;
        merge into live l using (select * from staged_changes where metadata$action <> 'DELETE' or metadata$isupdate = false) c on l.id = c.id
          when matched and c.metadata$isupdate = false and c.metadata$action = 'DELETE' then delete
          when matched and c.metadata$isupdate = true then update set l.id = c.id, l.title = c.title
          when not matched then insert (id, title) values (c.id, c.title);
        select * from live order by id;`),
    ).toEqual(["1|Alien", "2|Heat (1995)", "4|Solaris"]);
  });

  it("shows what a join view gained when both its tables grew", async () => {
    expect(
      await run(`
        create table screenings (id int, film varchar);
        create table halls (id int, hall varchar);
        create view programme as select * from screenings natural join halls;
        insert into screenings values (1, 'Alien');
        insert into halls values (1, 'north');
        create stream programme_changes on view programme;
        insert into screenings values (1, 'Heat');
        insert into halls values (1, 'south');
        select * exclude (metadata$row_id, metadata$isupdate) from programme_changes order by film, hall;`),
    ).toEqual(["1|Alien|south|INSERT", "1|Heat|north|INSERT", "1|Heat|south|INSERT"]);
  });

  it("writes the history of a dimension (SCD type 2) from a view over its stream", async () => {
    await run(`
      create or replace table country (id number, name varchar(25), changed timestamp_ntz);
      create or replace table country_history (id number, name varchar(25), start_time timestamp_ntz, end_time timestamp_ntz, current_flag int);
      create or replace stream country_changes on table country;
      create or replace view country_work as
      select id, name, start_time, end_time, current_flag, 'I' as dml_type from (
        select id, name, changed as start_time,
               lag(changed) over (partition by id order by changed desc) as end_raw,
               case when end_raw is null then '9999-12-31'::timestamp_ntz else end_raw end as end_time,
               case when end_raw is null then 1 else 0 end as current_flag
        from (select id, name, changed from country_changes where metadata$action = 'INSERT' and metadata$isupdate = 'FALSE'))
      union
      select id, name, start_time, end_time, current_flag, dml_type from (
        select id, name, changed as start_time,
               lag(changed) over (partition by id order by changed desc) as end_raw,
               case when end_raw is null then '9999-12-31'::timestamp_ntz else end_raw end as end_time,
               case when end_raw is null then 1 else 0 end as current_flag, dml_type
        from (select id, name, changed, 'I' as dml_type from country_changes where metadata$action = 'INSERT' and metadata$isupdate = 'TRUE'
              union
              select id, null, start_time, 'U' as dml_type from country_history
              where id in (select distinct id from country_changes where metadata$action = 'INSERT' and metadata$isupdate = 'TRUE') and current_flag = 1))
      union
      select c.id, null, h.start_time, current_timestamp()::timestamp_ntz, null, 'D'
      from country_history h inner join country_changes c on h.id = c.id
      where c.metadata$action = 'DELETE' and c.metadata$isupdate = 'FALSE' and h.current_flag = 1;`);
    const apply = `
      merge into country_history h using country_work w on h.id = w.id and h.start_time = w.start_time
      when matched and w.dml_type = 'U' then update set h.end_time = w.end_time, h.current_flag = 0
      when matched and w.dml_type = 'D' then update set h.end_time = w.end_time, h.current_flag = 0
      when not matched and w.dml_type = 'I' then insert (id, name, start_time, end_time, current_flag)
        values (w.id, w.name, w.start_time, w.end_time, w.current_flag);`;
    await run(`
      set at = '2024-01-01'::timestamp_ntz;
      begin; insert into country values (1, 'Peru', $at); insert into country values (2, 'Chad', $at); commit;
      ${apply}
      update country set name = 'Perú', changed = '2024-02-01'::timestamp_ntz where id = 1;
      delete from country where id = 2;
      ${apply}`);
    expect(
      await run(
        "select id, name, start_time, iff(current_flag = 1, end_time, null), current_flag from country_history order by 1, 3;",
      ),
    ).toEqual([
      "1|Peru|2024-01-01 00:00:00|∅|0",
      "1|Perú|2024-02-01 00:00:00|9999-12-31 00:00:00|1",
      "2|Chad|2024-01-01 00:00:00|∅|0",
    ]);
    expect(await run("select count(*) from country_changes;")).toEqual(["0"]);
  });
});

describe("time travel and clones", () => {
  it("takes back a wrong UPDATE with a clone from before it, swapped in", async () => {
    expect(
      await run(`
        create table nations (id int, name string);
        insert into nations values (1, 'Peru'), (2, 'Chad');
        update nations set name = 'ERROR' where id = 1;
        set wrong = last_query_id();
        create table nations_restored clone nations before (statement => $wrong);
        alter table nations swap with nations_restored;
        select (select name from nations_restored where id = 1) error, (select name from nations where id = 1) restored,
               (select name from nations_restored before (statement => $wrong) where id = 1) travelled;`),
    ).toEqual(["ERROR|Peru|Peru"]);
  });

  it("brings back a table, a schema and a database that were dropped", async () => {
    expect(
      await run(`
        create or replace database lab; create schema lab.work; create table lab.work.t (a int); insert into lab.work.t values (7);
        drop table lab.work.t; undrop table lab.work.t;
        drop schema lab.work; undrop schema lab.work;
        drop database lab; undrop database lab;
        use schema db.lesson;
        select a from lab.work.t;`),
    ).toEqual(["7"]);
  });
});

describe("queries", () => {
  it("counts past the digits of the anchor, and lets its text grow, in a recursive WITH", async () => {
    expect(
      await run(`
        create or replace table staff (title varchar, id int, boss int);
        insert into staff values ('Head', 1, null), ('Projection', 10, 1), ('Trainee', 100, 10);
        with recursive tree (indent, id, boss, title) as (
          select '' as indent, id, boss, title from staff where title = 'Head'
          union all
          select indent || '--- ', staff.id, staff.boss, staff.title from staff join tree on staff.boss = tree.id)
        select indent || title, id, boss from tree order by id;`),
    ).toEqual(["Head|1|∅", "--- Projection|10|1", "--- --- Trainee|100|10"]);
    expect(
      await run(
        "with recursive days as (select 1 n union all select n + 1 from days where n < 366) select max(n), count(*) from days;",
      ),
    ).toEqual(["366|366"]);
  });

  it("keeps the newest row of each key with QUALIFY, by window or by its alias", async () => {
    const rows = `
      create or replace table prices (film int, price number(5,2), seen date);
      insert into prices values (1, 10, '2024-01-01'), (1, 11, '2024-02-01'), (2, 9, '2024-01-05');`;
    expect(
      await run(
        `${rows} select film, price from prices qualify row_number() over (partition by film order by seen desc) = 1 order by 1;`,
      ),
    ).toEqual(["1|11", "2|9"]);
    expect(
      await run(
        `${rows} select film, price, rank() over (order by price desc) as place from prices qualify place <= 2 order by 3;`,
      ),
    ).toEqual(["1|11|1", "1|10|2"]);
  });

  it("turns rows into columns and back", async () => {
    const sales = `
      create or replace temp table sales (hall int, amount int, quarter text) as select * from values
        (1, 10000, '2023_Q1'), (1, 400, '2023_Q1'), (2, 4500, '2023_Q1'), (2, 200, '2023_Q2');`;
    expect(
      await run(
        `${sales} select * from sales pivot(sum(amount) for quarter in ('2023_Q1', '2023_Q2')) as p (hall_no, q1, q2) order by hall_no;`,
      ),
    ).toEqual(["1|10400|∅", "2|4500|200"]);
    expect(
      await run(`
        create or replace table wide (id int, jan int, feb int); insert into wide values (1, 10, null);
        select * from wide unpivot include nulls (sold for month in (jan as january, feb)) order by month;`),
    ).toEqual(["1|FEB|∅", "1|JANUARY|10"]);
  });

  it("sends each row of a query to the tables whose condition it meets", async () => {
    expect(
      await run(`
        create or replace table small (a int); create or replace table large (a int); create or replace table seen (a int);
        create or replace table numbers (a int); insert into numbers values (1), (99), (101);
        insert all when a > 100 then into large when a > 10 then into large into seen else into small select a from numbers;
        insert first when a > 100 then into large when a > 10 then into seen else into small select a from numbers;
        select (select listagg(a, ' ') within group (order by a) from small), (select listagg(a, ' ') within group (order by a) from large),
               (select listagg(a, ' ') within group (order by a) from seen);`),
    ).toEqual(["1 1|99 101 101 101|99 99 101"]);
  });

  it("numbers rows by sequence and by AUTOINCREMENT", async () => {
    expect(
      await run(`
        create or replace sequence ticket_numbers start = 10 increment = 5 order;
        create or replace table tickets (id int default ticket_numbers.nextval, place int autoincrement start 100 increment 10, name string);
        insert into tickets (name) values ('a'), ('b');
        select id, place, name from tickets order by id;`),
    ).toEqual(["10|100|a", "15|110|b"]);
  });

  it("reads SHOW and DESCRIBE with RESULT_SCAN, and the schema with INFORMATION_SCHEMA", async () => {
    expect(
      await run(`
        create table stock (film int not null, copies number(5, 0));
        show tables;
        select "name", "rows" from table(result_scan(last_query_id())) where "schema_name" = 'LESSON';`),
    ).toEqual(["STOCK|0"]);
    expect(await run('desc table stock; select $1, "type" from table(result_scan(last_query_id(-1)));')).toEqual([
      "FILM|NUMBER(38,0)",
      "COPIES|NUMBER(5,0)",
    ]);
    expect(
      await run(
        "select column_name, is_nullable, ordinal_position from information_schema.columns where table_name = 'STOCK' and table_schema = 'LESSON' order by 3;",
      ),
    ).toEqual(["FILM|NO|1", "COPIES|YES|2"]);
  });

  it("takes session variables as values and as names", async () => {
    expect(
      await run(`
        create table visits (n int); insert into visits values (40), (50), (60);
        set (low, high) = (45, 70); set what = 'visits'; set how_many = (select count(*) from visits);
        select count(*), $how_many, $high - $low from identifier($what) where n between $low and $high;`),
    ).toEqual(["2|3|25"]);
  });

  it("cuts bytes out of BINARY", async () => {
    expect(
      await run(
        "select to_varchar(substr(to_binary('ABCDEF', 'hex'), 2, 1)), to_varchar(substr(x'ABCDEF', 2)), to_varchar(substr(x'ABCDEF', -1));",
      ),
    ).toEqual(["CD|CDEF|EF"]);
  });
});

describe("definitions", () => {
  it("makes a table what CREATE OR ALTER says, and keeps its rows", async () => {
    await run(`
      create or alter table plan (a int);
      insert into plan values (1);
      create or alter table plan (a int primary key, b varchar(200)) data_retention_time_in_days = 5 comment = 'x';
      update plan set b = 'kept';
      create or alter table plan (a int primary key, b varchar(300), c int);`);
    expect(await run("select * from plan;")).toEqual(["1|kept|∅"]);
    expect(
      await run(
        'desc table plan; select "name", "type", "null?", "primary key" from table(result_scan(last_query_id()));',
      ),
    ).toEqual(["A|NUMBER(38,0)|N|Y", "B|VARCHAR(300)|Y|N", "C|NUMBER(38,0)|Y|N"]);
    expect(await run("create or alter table plan (a int, c int); select * from plan;")).toEqual(["1|∅"]);
    await expect(run("create or alter table plan (c int, a int);")).rejects.toThrow("in another order");
    await expect(run("create or alter table plan (a int, c int not null);")).rejects.toThrow("contains null values");
  });

  it("changes a view by CREATE OR ALTER VIEW", async () => {
    expect(
      await run("create or alter view v as select 1 a; create or alter view v as select 1 a, 2 b; select * from v;"),
    ).toEqual(["1|2"]);
  });

  it("shows the table that the open transaction has locked", async () => {
    const locks = `show locks; select "resource", "status" from table(result_scan(last_query_id()));`;
    await run("create table seats (a int); insert into seats values (1);");
    expect(await run(`begin; update seats set a = 2; ${locks}`)).toEqual(["DB.LESSON.SEATS|HOLDING"]);
    expect(await run(`rollback; ${locks}`)).toEqual([]);
  });
});
