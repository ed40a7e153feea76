/** Dynamic tables by a clock that is moved by hand, through the unmodified driver. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createClock } from "../../../local/snowflake/clock.ts";
import { type Client, type Opened, openTwin } from "../driver.ts";

const clock = createClock(Date.parse("2026-01-05T09:00:00Z"));
const minute = 60_000;
let opened: Opened;
let client: Client;
let round = 0;

beforeAll(async () => {
  opened = await openTwin({ clock });
  client = opened.client;
});
afterAll(() => opened.close());
beforeEach(async () => {
  await clock.advance(1000);
  round += 1;
  await client.run(`create schema db.d${round}`);
  await client.run("create table sales (id int, shop varchar, amount number(10, 2))");
  await client.run("insert into sales values (1, 'a', 10), (2, 'a', 5), (3, 'b', 7)");
});

// What is left would be refreshed in the tests that follow.
afterEach(() => client.run(`drop schema db.d${round}`));

const make = (name: string, query: string, options = "target_lag = '1 minute'") =>
  client.run(`create dynamic table ${name} ${options} warehouse = wh as ${query}`);
const history = (name?: string) =>
  client.rows(
    `select name, state, state_message, refresh_action, refresh_trigger, statistics:numInsertedRows::int as inserted, statistics:numDeletedRows::int as deleted,
       data_timestamp from table(information_schema.dynamic_table_refresh_history(${name === undefined ? "" : `name => '${name}'`}))
     where schema_name = current_schema() order by data_timestamp, refresh_start_time, name`,
  );
const actions = async (name: string) => (await history(name)).map((row) => row.REFRESH_ACTION ?? row.STATE);

describe("a dynamic table", () => {
  it("has its query's rows when it is made, and again after its lag", async () => {
    await make("totals", "select shop, sum(amount) as total from sales group by shop");
    expect(await client.rows("select * from totals order by shop")).toEqual([
      { SHOP: "a", TOTAL: 15 },
      { SHOP: "b", TOTAL: 7 },
    ]);
    await client.run("insert into sales values (4, 'c', 1)");
    await client.run("delete from sales where shop = 'b'");
    await clock.advance(59_000);
    expect(await client.values("select shop from totals order by shop")).toEqual(["a", "b"]);
    await client.run("alter system set clock = '+1 second'");
    expect(await client.values("select shop from totals order by shop")).toEqual(["a", "c"]);
    expect(await history("totals")).toMatchObject([
      { REFRESH_ACTION: "INCREMENTAL", REFRESH_TRIGGER: "CREATION", INSERTED: 2 },
      { REFRESH_ACTION: "INCREMENTAL", REFRESH_TRIGGER: "SCHEDULED", INSERTED: 1, DELETED: 1, STATE: "SUCCEEDED" },
    ]);
  });

  it("is not refreshed when nothing above it changed", async () => {
    await make("copy", "select * from sales");
    await clock.advance(3 * minute);
    expect(await actions("copy")).toEqual(["INCREMENTAL", "NO_DATA", "NO_DATA", "NO_DATA"]);
    const [shown] = await client.rows("show dynamic tables like 'copy'");
    expect(shown).toMatchObject({
      refresh_mode: "INCREMENTAL",
      refresh_mode_reason: null,
      scheduling_state: "ACTIVE",
      rows: 3,
    });
    expect(new Date(String(shown?.data_timestamp)).getTime()).toBe(clock.now());
  });

  it("is full where the query does not allow increments, and says why", async () => {
    await make("top", "select * from sales order by amount desc limit 1");
    await client.run("insert into sales values (9, 'z', 99)");
    await clock.advance(minute);
    expect(await client.values("select id from top")).toEqual([9]);
    expect(await actions("top")).toEqual(["FULL", "FULL"]);
    expect(await client.rows("show dynamic tables like 'top'")).toMatchObject([
      { refresh_mode: "FULL", refresh_mode_reason: "Change tracking is not supported on queries with LIMIT." },
    ]);
  });

  it.each([
    ["select * from sales minus select * from sales where id = 1", "EXCEPT"],
    ["select * from sales where id in (select max(id) from sales)", "subqueries outside FROM"],
    ["select id, current_timestamp as at from sales", "change by themselves"],
    ["select * from sales limit 1", "LIMIT"],
    ["select a.id from sales a left join sales b on a.id < b.id", "without an equality"],
  ])("refuses REFRESH_MODE = INCREMENTAL for %s", async (query, text) => {
    const error = await client.fails(
      `create dynamic table t target_lag = '1 minute' warehouse = wh refresh_mode = incremental as ${query}`,
    );
    expect(error.message).toContain(text);
    expect(await client.rows("show dynamic tables")).toEqual([]);
  });

  it("over a view whose values change by themselves is refreshed in full, and never skipped", async () => {
    await client.run("create view stamped as select id, current_timestamp() as seen_at from sales");
    await client.run("create view above as select id, seen_at from stamped");
    await make("seen", "select id, seen_at from above");
    const seen = () => client.values("select distinct seen_at::varchar from seen");
    const first = await seen();
    await clock.advance(minute);
    expect(await actions("seen")).toEqual(["FULL", "FULL"]);
    expect(await seen()).not.toEqual(first);
    await expect(
      make("never", "select id, seen_at from above", "target_lag = '1 minute' refresh_mode = incremental"),
    ).rejects.toThrow(/REFRESH_MODE = INCREMENTAL/);
  });

  it("follows a view that was replaced by one whose values change by themselves", async () => {
    await client.run("create view stamped as select id, '2000-01-01'::timestamp_ltz as seen_at from sales");
    await make("seen", "select id, seen_at from stamped");
    await client.run("create or replace view stamped as select id, current_timestamp() as seen_at from sales");
    await client.run("insert into sales values (4, 'c', 1)");
    await clock.advance(minute);
    expect(await client.values("select count(distinct seen_at) from seen")).toEqual([1]);
  });

  it("waits for its schedule with INITIALIZE = ON_SCHEDULE", async () => {
    await make("later", "select * from sales", "target_lag = '1 hour' initialize = on_schedule");
    expect((await client.fails("select * from later")).message).toContain("not initialized");
    await clock.advance(1000);
    expect(await client.values("select count(*) from later")).toEqual([3]);
  });

  it("takes no DML, and is dropped and brought back", async () => {
    await make("copy", "select * from sales");
    for (const sql of [
      "insert into copy values (1, 'a', 1)",
      "delete from copy",
      "update copy set id = 1",
      "truncate table copy",
    ]) {
      expect((await client.fails(sql)).message).toMatch(/Dynamic table|dynamic table|does not exist/i);
    }
    await client.run("drop dynamic table copy");
    await clock.advance(minute);
    await client.run("undrop dynamic table copy");
    await client.run("insert into sales values (4, 'c', 1)");
    await clock.advance(minute);
    expect(await client.values("select count(*) from copy")).toEqual([4]);
  });

  it("gives a stream the net change", async () => {
    await make("copy", "select id, amount from sales");
    await client.run("create stream st on dynamic table copy");
    await client.run("insert into sales values (4, 'c', 1)");
    await client.run("delete from sales where id = 1");
    await clock.advance(minute);
    expect(await client.rows("select id, metadata$action as action from st order by id")).toEqual([
      { ID: 1, ACTION: "DELETE" },
      { ID: 4, ACTION: "INSERT" },
    ]);
  });
});

it("is no source of a stream when it is refreshed in full", async () => {
  await make("top", "select * from sales order by id limit 1");
  expect((await client.fails("create stream st on dynamic table top")).message).toContain("in full");
});

describe("a chain", () => {
  it("has one data timestamp, and DOWNSTREAM tables follow those below", async () => {
    await make("first", "select id, shop, amount * 2 as double from sales", "target_lag = downstream");
    await make("second", "select shop, sum(double) as total from first group by shop", "target_lag = '2 minutes'");
    await client.run("insert into sales values (4, 'b', 3)");
    await clock.advance(2 * minute);
    expect(await client.rows("select * from second order by shop")).toEqual([
      { SHOP: "a", TOTAL: 30 },
      { SHOP: "b", TOTAL: 20 },
    ]);
    const last = (await history()).slice(-2);
    expect(last.map(({ NAME }) => NAME)).toEqual(["FIRST", "SECOND"]);
    expect(String(last[0]?.DATA_TIMESTAMP)).toBe(String(last[1]?.DATA_TIMESTAMP));
    await clock.advance(minute);
    expect((await history()).length).toBe(5);
  });

  it("marks what is below a failure, and suspends after five in a row", async () => {
    await client.run("create table raw (v varchar)");
    await client.run("insert into raw values ('1')");
    await make("first", "select v::int as n from raw", "target_lag = downstream");
    await make("second", "select sum(n) as total from first");
    await client.run("insert into raw values ('x')");
    await clock.advance(minute);
    expect((await history()).slice(-2)).toMatchObject([
      { NAME: "FIRST", STATE: "FAILED", STATE_MESSAGE: "Numeric value 'x' is not recognized" },
      { NAME: "SECOND", STATE: "UPSTREAM_FAILED" },
    ]);
    expect(await client.values("select total from second")).toEqual([1]);
    await clock.advance(10 * minute);
    expect((await history("first")).filter(({ STATE }) => STATE === "FAILED")).toHaveLength(5);
    expect((await client.rows("show dynamic tables")).map((row) => row.scheduling_state)).toEqual([
      "SUSPENDED",
      "SUSPENDED",
    ]);
    await client.run("delete from raw where v = 'x'");
    await client.run("insert into raw values ('2')");
    await client.run("alter dynamic table first resume");
    await clock.advance(minute);
    expect(await client.values("select total from second")).toEqual([3]);
  });

  it("is refreshed by hand with all above it; suspended with all below it", async () => {
    await make("first", "select id from sales", "target_lag = '1 hour'");
    await make("second", "select count(*) as n from first", "target_lag = '1 hour'");
    await client.run("insert into sales values (4, 'b', 3)");
    await client.run("alter dynamic table second refresh");
    expect(await client.values("select n from second")).toEqual([4]);
    await client.run("alter dynamic table first suspend");
    expect(
      await client.rows(
        "select name, scheduling_state:reason_code::varchar as why from table(information_schema.dynamic_tables()) where schema_name = current_schema() order by name",
      ),
    ).toEqual([
      { NAME: "FIRST", WHY: "USER_SUSPENDED" },
      { NAME: "SECOND", WHY: "UPSTREAM_USER_SUSPENDED" },
    ]);
    await client.run("insert into sales values (5, 'b', 3)");
    await clock.advance(180 * minute);
    expect(await client.values("select n from second")).toEqual([4]);
    await client.run("alter dynamic table first resume");
    await client.run("alter dynamic table second set target_lag = '1 minute'");
    await clock.advance(minute);
    expect(await client.values("select n from second")).toEqual([5]);
  });

  it("is made anew when a base table was replaced", async () => {
    await make("copy", "select id from sales");
    await client.run("create or replace table sales (id int, shop varchar, amount number(10, 2))");
    await client.run("insert into sales values (7, 'q', 1)");
    await clock.advance(minute);
    expect(await client.values("select id from copy")).toEqual([7]);
    expect(await actions("copy")).toEqual(["INCREMENTAL", "REINITIALIZE"]);
  });
});

describe("statements about dynamic tables", () => {
  it("need a lag and a warehouse, and give their text back", async () => {
    expect((await client.fails("create dynamic table t warehouse = wh as select 1 as a")).message).toContain(
      "TARGET_LAG",
    );
    expect((await client.fails("create dynamic table t target_lag = '1 minute' as select 1 as a")).message).toContain(
      "WAREHOUSE",
    );
    expect(
      (await client.fails("create dynamic table t target_lag = '10 seconds' warehouse = wh as select 1 as a")).message,
    ).toContain("minimum");
    expect(
      (await client.fails("create dynamic table t target_lag = '1 minute' warehouse = wh as select * from nowhere"))
        .message,
    ).toContain("NOWHERE");
    await make("t (n)", "select id from sales");
    expect(await client.rows("describe dynamic table t")).toMatchObject([{ name: "N" }]);
    expect(await client.values("select get_ddl('dynamic_table', 't')")).toEqual([
      "create dynamic table t (n) target_lag = '1 minute' warehouse = wh as select id from sales;",
    ]);
    const inputs = await client.values(
      "select inputs[0]:name::varchar from table(information_schema.dynamic_table_graph_history()) where schema_name = current_schema()",
    );
    expect(inputs).toEqual([`DB.D${round}.SALES`]);
  });
});
