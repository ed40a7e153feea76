/** Reports as they are published: cross tables, hierarchies, moving windows, chained statements, plans. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Opened, openTwin } from "../driver.ts";
import { runScript } from "./script.ts";

let opened: Opened;
const run = (script: string) => runScript(opened.client, script);
const columnsOf = async (sql: string) =>
  ((await opened.client.run(sql)).statement.getColumns() ?? []).map((column) => column.getName());

beforeAll(async () => {
  opened = await openTwin();
});
afterAll(() => opened.close());
beforeEach(async () => {
  await run(`create or replace schema db.report; use schema db.report;
    create table takings (house int, amount int, season text);
    insert into takings values (1, 100, 'S1'), (1, 40, 'S1'), (2, 45, 'S1'), (2, 90, 'S2'), (3, null, 'S3'), (3, 7, null);
    create table staff (name text, id int, boss int);
    insert into staff values ('Ada', 1, null), ('Ben', 10, 1), ('Cem', 20, 1), ('Dua', 100, 10), ('Eva', 101, 10);`);
});

describe("cross tables", () => {
  it("take their columns from the values that are there, NULL included, in the order asked for", async () => {
    const sql =
      "select * from takings pivot (sum(amount) for season in (any order by season desc nulls last)) order by house";
    expect(await columnsOf(sql)).toEqual(["HOUSE", "'S3'", "'S2'", "'S1'", "NULL"]);
    expect(await run(sql)).toEqual(["1|∅|∅|140|∅", "2|∅|90|45|∅", "3|∅|∅|∅|7"]);
  });

  it("take their columns from a subquery, also of a common table", async () => {
    const sql = `with early as (select * from takings where season < 'S3')
      select * from early pivot (sum(amount) for season in (select season from early where amount < 95)) order by 1`;
    expect(await columnsOf(sql)).toEqual(["HOUSE", "'S1'", "'S2'"]);
    expect(await run(sql)).toEqual(["1|140|∅", "2|45|90"]);
  });

  it("name columns by the aliases of value and aggregate, and put a default for nothing", async () => {
    const sql = `select * from takings pivot (sum(amount) as total for season in ('S1' as one, 'S2') default on null (0)) order by house`;
    expect(await columnsOf(sql)).toEqual(["HOUSE", "ONE_TOTAL", "'S2'_TOTAL"]);
    expect(await run(sql)).toEqual(["1|140|0", "2|45|90", "3|0|0"]);
  });

  it("are kept as a table, with numbers as names where the values are numbers", async () => {
    await run("create table kept as select * from takings pivot (max(amount) for house in (any order by house));");
    expect(await columnsOf("select * from kept")).toEqual(["SEASON", "1", "2", "3"]);
  });

  it("over ANY are no views: refused by name", async () => {
    await run("create view flat as select 1 as a;");
    const error = await opened.client.fails(
      "create view crossed as select * from takings pivot (sum(amount) for season in (any))",
    );
    expect(error.message).toMatch(/Unsupported feature 'a view or routine with PIVOT over ANY/);
  });
});

describe("hierarchies", () => {
  it("carry level, path and root from row to row", async () => {
    expect(
      await run(`select level, sys_connect_by_path(name, '/'), connect_by_root name, lpad('', level - 1, '.') || name
        from staff start with boss is null connect by boss = prior id order by id;`),
    ).toEqual([
      "1|/Ada|Ada|Ada",
      "2|/Ada/Ben|Ada|.Ben",
      "2|/Ada/Cem|Ada|.Cem",
      "3|/Ada/Ben/Dua|Ada|..Dua",
      "3|/Ada/Ben/Eva|Ada|..Eva",
    ]);
  });

  it("are filtered by WHERE after they are walked, and grouped like any rows", async () => {
    expect(
      await run(
        `select s.name from staff s where level = 3 start with s.boss is null connect by prior s.id = s.boss order by 1;`,
      ),
    ).toEqual(["Dua", "Eva"]);
    expect(
      await run(
        `select level as depth, count(*) from staff start with id = 10 connect by boss = prior id group by level order by 1;`,
      ),
    ).toEqual(["1|1", "2|2"]);
  });

  it("make rows of nothing, in a subquery too, where LEVEL of a condition is the new row's", async () => {
    expect(
      await run(
        `select to_varchar(dateadd(month, m, '2024-01-31'::date)) from (select level - 1 as m from dual connect by level <= 3) order by m;`,
      ),
    ).toEqual(["2024-01-31", "2024-02-29", "2024-03-31"]);
  });

  it("have each row that is reached by two ways twice, and start anywhere without START WITH", async () => {
    expect(await run("select count(*) from staff connect by boss = prior id;")).toEqual(["11"]);
  });

  it("that run in a circle are an error, and end by a condition on LEVEL", async () => {
    await run("update staff set boss = 101 where id = 1;");
    const error = await opened.client.fails("select id from staff start with id = 1 connect by boss = prior id");
    expect(error.message).toMatch(/CONNECT BY runs in a circle/);
    expect(await run("select count(*) from staff start with id = 1 connect by boss = prior id and level < 5;")).toEqual(
      ["6"],
    );
  });

  it("leave LEVEL to a column of that name", async () => {
    expect(
      await run(`create table graded (level text, id int, boss int); insert into graded values ('high', 1, null);
        select level from graded start with boss is null connect by boss = prior id;`),
    ).toEqual(["high"]);
  });
});

it("windows move over days, whatever rows the days have", async () => {
  expect(
    await run(`create table visits (day date, n int);
      insert into visits values ('2024-01-01', 1), ('2024-01-02', 2), ('2024-01-05', 4), ('2024-01-05', 8);
      select day::varchar, sum(n) over (order by day range between interval '3 days' preceding and current row),
        count(*) over (order by day::timestamp_ntz range between interval '1 day, 12 hours' preceding and interval '0 days' following)
      from visits order by day, n;`),
  ).toEqual(["2024-01-01|1|1", "2024-01-02|3|2", "2024-01-05|14|2", "2024-01-05|14|2"]);
});

it("a chain of statements reads the results before it", async () => {
  expect(
    await run(
      `show tables ->> select "name" as n from $1 where "rows" > 5 ->> select count(*) from $2 ->> select b.n, a.* from $1 a, $2 b;`,
    ),
  ).toEqual(["TAKINGS|2"]);
  expect((await opened.client.fails("select 1 ->> select * from $2")).code).toBe("002003");
});

it("plans are told as a table, JSON and text, of what writes too, and nothing is written", async () => {
  await run(
    "explain delete from takings; explain update takings set amount = 0; explain using text insert into staff select * from staff;",
  );
  const [json] = await run(
    "explain using json merge into takings t using staff s on t.house = s.id when matched then delete;",
  );
  expect(JSON.parse(String(json)).Operations[0]).toMatchObject([
    { id: 0, operation: "Merge" },
    { id: 1, parentOperators: [0], operation: "TableScan", objects: ["DB.REPORT.STAFF"] },
    { id: 2, operation: "TableScan", objects: ["DB.REPORT.TAKINGS"] },
  ]);
  expect(await run("select count(*), sum(amount) from takings;")).toEqual(["6|282"]);
});

it("sequences take a new step from the value after the next", async () => {
  expect(
    await run(`create sequence tickets start 5; select tickets.nextval; alter sequence tickets set increment by 10;
      select tickets.nextval; select tickets.nextval;`),
  ).toEqual(["16"]);
});

it("what no twin has is refused by name, and the script goes on", async () => {
  const names = [];
  for (const sql of [
    "create semantic view v tables (a as takings primary key (house)) metrics (a.m as sum(amount))",
    "create or replace cortex search service s on a attributes b warehouse = w target_lag = '1 day' as select 1 as a",
    "alter share s add accounts = a.b",
    "create masking policy m as (v string) returns string -> '*'",
    "select * from snowflake_sample_data.tpch_sf1.nation",
    "select * from snowflake.ml.anything",
  ]) {
    const error = await opened.client.fails(sql);
    expect([error.code, error.sqlState]).toEqual(["000002", "0A000"]);
    names.push(/'(.*?)'/.exec(error.message)?.[1]);
  }
  expect(names).toEqual([
    "CREATE SEMANTIC VIEW",
    "CREATE CORTEX SEARCH SERVICE",
    "ALTER SHARE",
    "CREATE MASKING POLICY",
    "the shared database SNOWFLAKE_SAMPLE_DATA",
    "the shared database SNOWFLAKE",
  ]);
});
