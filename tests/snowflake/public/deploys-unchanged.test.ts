/** What Snowflake refuses when a statement is compiled or an object is made, the twin refuses too: or a script would only fail there. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Opened, openTwin } from "../driver.ts";

let opened: Opened;

beforeAll(async () => {
  opened = await openTwin();
  await opened.client.run("create table t (id int, v varchar(3))");
  await opened.client.run("create schema other");
  await opened.client.run("create table other.t (id int)");
  await opened.client.run("use schema public");
});
afterAll(() => opened.close());

const ordered = (name: string) =>
  `SQL compilation error:\nWindow function type [${name}] requires ORDER BY in window specification.`;

it.each([
  ["select row_number() over () from t", "002303", "42601", ordered("ROW_NUMBER")],
  ["select rank() over (partition by id) from t", "002303", "42601", ordered("RANK")],
  ["select dense_rank() over w from t window w as (partition by id)", "002303", "42601", ordered("DENSE_RANK")],
  ["select ntile(2) over () from t", "002303", "42601", ordered("NTILE")],
  ["select lag(id) over (partition by v) from t", "002303", "42601", ordered("LAG")],
  ["select lead(id) over () from t", "002303", "42601", ordered("LEAD")],
  ["select first_value(id) over (partition by v) from t", "002303", "42601", ordered("FIRST_VALUE")],
  ["select last_value(id) over () from t", "002303", "42601", ordered("LAST_VALUE")],
  ["select nth_value(id, 1) over () from t", "002303", "42601", ordered("NTH_VALUE")],
  [
    "select * from t qualify id = 1",
    "002303",
    "42601",
    "SQL compilation error: error line 1 at position 24\nQUALIFY requires at least one window function in the SELECT list or in its predicate",
  ],
  ["select 1 from t a, t a", "002012", "42710", "SQL compilation error:\nduplicate alias 'A'"],
  ["select 1 from t join t on true", "002012", "42710", "SQL compilation error:\nduplicate alias 'T'"],
  ["with c as (select 1 x) select 1 from c, c", "002012", "42710", "SQL compilation error:\nduplicate alias 'C'"],
  [
    "create procedure p() returns int language sql as $$ begin selct 1; end $$",
    "001003",
    "42000",
    "SQL compilation error:\nsyntax error line 1 at position 7 unexpected 'selct'.",
  ],
  [
    "create procedure p() returns int language sql as $$begin return 1; end; more$$",
    "001003",
    "42000",
    "SQL compilation error:\nsyntax error line 1 at position 21 unexpected 'more'.",
  ],
  [
    "create function f() returns int as $$select ($$",
    "001003",
    "42000",
    "SQL compilation error:\nsyntax error line 1 at position 8 unexpected '<EOF>'.",
  ],
  [
    "use role nope",
    "002043",
    "02000",
    "SQL compilation error:\nObject does not exist, or operation cannot be performed.",
  ],
  ["undrop table nope", "090025", "22000", "Table NOPE did not exist or was purged."],
  ["undrop schema nope", "090025", "22000", "Schema NOPE did not exist or was purged."],
  ["undrop dynamic table nope", "090025", "22000", "Dynamic_table NOPE did not exist or was purged."],
])("%s", async (sqlText, code, sqlState, message) => {
  const error = await opened.client.fails(sqlText);
  expect([String(error.code), error.sqlState, error.message]).toEqual([code, sqlState, message]);
});

it.each([
  "select row_number() over (order by null) from t",
  "select rank() over w from t window w as (order by id)",
  "select sum(id) over (), count(*) over (partition by v), ratio_to_report(id) over () from t",
  "select id, row_number() over (order by id) n from t qualify n = 1",
  "select 1 from t, other.t",
  "select 1 from db.public.t, db.other.t where db.public.t.id = db.other.t.id",
  "select (select max(t.id) from t) from t",
  "select 1 from t a, (select 1 from t a) b",
  "update t set v = s.v from t s where t.id = s.id",
  "merge into t using t s on t.id = s.id when matched then update set v = s.v",
  "delete from t using t s where t.id = s.id",
  "select f.value, g.value from t, lateral flatten(array_construct(id)) f, lateral flatten(array_construct(id)) g",
  "select 1 from t, lateral flatten(array_construct(id)), lateral flatten(array_construct(id))",
  "create or replace procedure later() returns int language sql as $$ begin insert into not_yet values (1); return 1; end; $$",
])("runs %s", async (sqlText) => {
  await opened.client.run(sqlText);
});
