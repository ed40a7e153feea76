/** Streams through the driver: every kind of consumption, views, time, and what is refused. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Running, type Sql, startTwin } from "../dml/twin.ts";

let running: Running;
let sql: Sql;
let other: Sql;
beforeAll(async () => {
  running = await startTwin();
  sql = await running.connect();
  other = await running.connect();
});
afterAll(() => running.close());
beforeEach(async () => {
  await sql("create or replace table src (id int, v varchar)");
  await sql("insert into src values (1, 'a'), (2, 'b')");
  await sql("create or replace stream st on table src");
  await sql("create or replace table sink (id int, v varchar, action varchar, is_update boolean)");
});
const see = (stream = "st") =>
  sql(`select id, v, metadata$action, metadata$isupdate from ${stream} order by id, metadata$action, v`);
const takeAll = "insert into sink select id, v, metadata$action, metadata$isupdate from st";

describe("reading a stream", () => {
  it("shows the source's columns and the three METADATA columns", async () => {
    await sql("update src set v = 'x' where id = 1");
    expect(await see()).toEqual(["1|a|DELETE|true", "1|x|INSERT|true"]);
    const [row] = await sql("select * from st where metadata$action = 'INSERT'");
    expect(row).toMatch(/^1\|x\|INSERT\|true\|[0-9a-f]{40}$/);
    const ids = await sql("select count(distinct metadata$row_id) from st");
    expect(ids).toEqual(["1"]);
  });

  it("can be joined, aggregated, and read twice in one query", async () => {
    await sql("insert into src values (3, 'c')");
    expect(await sql("select count(*), max(x.v) from st x join st y on x.id = y.id")).toEqual(["1|c"]);
  });
});

describe("consuming a stream", () => {
  beforeEach(async () => {
    await sql("insert into src values (3, 'c')");
    await sql("delete from src where id = 1");
  });
  const changes = ["1|a|DELETE|false", "3|c|INSERT|false"];

  it("INSERT moves the offset, SELECT does not", async () => {
    expect(await see()).toEqual(changes);
    expect(await sql(takeAll)).toEqual(["2"]);
    expect(await see()).toEqual([]);
    expect(await sql("select * from sink order by id")).toEqual(changes.map((line) => line));
  });

  it("INSERT moves it also when its WHERE lets nothing through", async () => {
    expect(await sql(`${takeAll} where false`)).toEqual(["0"]);
    expect(await see()).toEqual([]);
  });

  it("MERGE does, and applies the changes", async () => {
    await sql("insert into sink values (1, 'a', 'old', false), (2, 'b', 'old', false)");
    expect(
      await sql(`merge into sink using st on sink.id = st.id
        when matched and st.metadata$action = 'DELETE' and not st.metadata$isupdate then delete
        when matched and st.metadata$action = 'INSERT' then update set v = st.v
        when not matched and st.metadata$action = 'INSERT' then insert (id, v) values (st.id, st.v)`),
    ).toEqual(["1|0|1"]);
    expect(await sql("select id, v from sink order by id")).toEqual(["2|b", "3|c"]);
    expect(await see()).toEqual([]);
  });

  it("CREATE TABLE AS, UPDATE, DELETE and multi-table INSERT do", async () => {
    await sql("create or replace table made as select * from st");
    expect(await sql("select count(*) from made")).toEqual(["2"]);
    expect(await see()).toEqual([]);
    await sql("insert into src values (4, 'd')");
    await sql("update sink set v = st.v from st where sink.id = st.id");
    expect(await see()).toEqual([]);
    await sql("insert into src values (5, 'e')");
    await sql("delete from sink where id in (select id from st)");
    expect(await see()).toEqual([]);
    await sql("insert into src values (6, 'f')");
    await sql("insert all into sink (id) values (id) into made (id) values (id) select id from st");
    expect(await see()).toEqual([]);
    expect(await sql("select id from made where id = 6")).toEqual(["6"]);
  });

  it("a view over the stream consumes it too", async () => {
    await sql("create or replace view over_st as select id, v from st where metadata$action = 'INSERT'");
    expect(await sql("select * from over_st")).toEqual(["3|c"]);
    await sql("insert into sink (id, v) select * from over_st");
    expect(await see()).toEqual([]);
  });

  it("a failed statement and a ROLLBACK do not, a COMMIT does", async () => {
    await expect(sql("insert into sink (id) select id / 0 from st")).rejects.toThrow();
    expect(await see()).toEqual(changes);
    await sql("begin");
    await sql(takeAll);
    await sql("rollback");
    expect(await see()).toEqual(changes);
    await sql("begin");
    await sql(takeAll);
    expect(await see()).toEqual(changes);
    await sql("commit");
    expect(await see()).toEqual([]);
  });

  it("in a transaction every statement reads the stream as of its beginning", async () => {
    await sql("begin");
    await other("insert into src values (9, 'z')");
    await sql("insert into src values (8, 'y')");
    expect(await see()).toEqual(changes);
    await sql(takeAll);
    await sql("commit");
    expect(await see()).toEqual(["8|y|INSERT|false", "9|z|INSERT|false"]);
  });
});

describe("kinds of streams", () => {
  it("append-only gives inserts alone", async () => {
    await sql("create or replace stream ao on table src append_only = true");
    await sql("insert into src values (3, 'c')");
    await sql("update src set v = 'x'");
    await sql("delete from src where id = 3");
    expect(await see("ao")).toEqual(["3|c|INSERT|false"]);
  });

  it("show_initial_rows gives the rows there were, once", async () => {
    await sql("create or replace stream st on table src show_initial_rows = true");
    await sql("update src set v = 'x' where id = 1");
    expect(await see()).toEqual(["1|a|INSERT|false", "2|b|INSERT|false"]);
    await sql(takeAll);
    expect(await see()).toEqual(["1|a|DELETE|true", "1|x|INSERT|true"]);
  });

  it("can begin in the past, at another stream, or as a clone", async () => {
    running.clock.advance(60_000);
    await sql("insert into src values (3, 'c')");
    await sql("create or replace stream past on table src at (offset => -30)");
    expect(await see("past")).toEqual(["3|c|INSERT|false"]);
    await sql("create or replace stream same on table src at (stream => 'st')");
    expect(await see("same")).toEqual(["3|c|INSERT|false"]);
    await sql("create or replace stream copy clone st");
    await sql(takeAll);
    expect(await see("copy")).toEqual(["3|c|INSERT|false"]);
    expect(await see()).toEqual([]);
  });

  it("insert-only, on stages and on what is not there are refused", async () => {
    await expect(sql("create stream io on table src insert_only = true")).rejects.toThrow("INSERT_ONLY");
    await expect(sql("create stream io on table nowhere")).rejects.toMatchObject({ code: "002003" });
    await expect(sql("insert into st values (1)")).rejects.toThrow("Stream 'ST'");
  });
});

describe("streams on views", () => {
  beforeEach(async () => {
    await sql("create or replace table dim (id int, name varchar)");
    await sql("insert into dim values (1, 'one'), (2, 'two')");
  });

  it("follow projections and filters: a row that enters or leaves the filter is an insert or a delete", async () => {
    await sql("create or replace view w as select id * 10 as ten, upper(v) as u from src where v <> 'hidden'");
    await sql("create or replace stream sw on view w");
    await sql("update src set v = 'hidden' where id = 1");
    await sql("update src set v = 'c' where id = 2");
    const rows = "select ten, u, metadata$action, metadata$isupdate from sw order by 1, 3";
    expect(await sql(rows)).toEqual(["10|A|DELETE|false", "20|B|DELETE|true", "20|C|INSERT|true"]);
    await sql("create or replace table w_sink as select * from sw");
    expect(await sql(rows)).toEqual([]);
  });

  it("follow joins from either side, and UNION ALL", async () => {
    await sql("create or replace view j as select s.id, s.v, d.name from src s join dim d on s.id = d.id");
    await sql("create or replace stream sj on view j");
    await sql("create or replace view n as select id, v from src union all select id, name from dim");
    await sql("create or replace stream su on view n");
    await sql("update dim set name = 'uno' where id = 1");
    await sql("insert into src values (2, 'bb')");
    expect(await sql("select id, v, name, metadata$action, metadata$isupdate from sj order by 1, 4, 2")).toEqual([
      "1|a|one|DELETE|true",
      "1|a|uno|INSERT|true",
      "2|bb|two|INSERT|false",
    ]);
    expect(await see("su")).toEqual(["1|one|DELETE|true", "1|uno|INSERT|true", "2|bb|INSERT|false"]);
  });

  it("keep the rows apart that one row of a table gives to both sides of a UNION ALL", async () => {
    await sql(
      "create or replace view twice as select id, v from src union all select id, v || v from src where id = 1",
    );
    await sql("create or replace stream su on view twice");
    await sql("update src set v = 'x' where id = 1");
    expect(await see("su")).toEqual(["1|a|DELETE|true", "1|aa|DELETE|true", "1|x|INSERT|true", "1|xx|INSERT|true"]);
  });

  it("follow views over views and subqueries in FROM", async () => {
    await sql("create or replace view inner_view as select id, v from src where id < 100");
    await sql("create or replace view outer_view as select q.id, q.v from (select * from inner_view) q where q.id > 1");
    await sql("create or replace stream so on view outer_view");
    await sql("insert into src values (1, 'no'), (50, 'yes'), (500, 'no')");
    expect(await see("so")).toEqual(["50|yes|INSERT|false"]);
  });

  it("are refused by name where a row's change would change others", async () => {
    for (const [name, query] of [
      ["DISTINCT", "select distinct v from src"],
      ["GROUP BY", "select v, count(*) as n from src group by v"],
      ["the aggregate COUNT", "select count(*) as n from src"],
      ["a window function", "select id, row_number() over (order by id) as n from src"],
      ["LEFT JOIN", "select s.id from src s left join dim d on s.id = d.id"],
      ["LIMIT", "select id from src limit 1"],
    ]) {
      await sql(`create or replace view bad as ${query}`);
      await expect(sql("create or replace stream sb on view bad")).rejects.toThrow(name as string);
    }
  });
});

describe("around streams", () => {
  it("SYSTEM$STREAM_HAS_DATA tells without consuming", async () => {
    expect(await sql("select system$stream_has_data('ST')")).toEqual(["false"]);
    await sql("insert into src values (3, 'c')");
    expect(await sql("select system$stream_has_data('d.public.st')")).toEqual(["true"]);
    await sql("delete from src where id = 3");
    expect(await sql("select system$stream_has_data('st')")).toEqual(["false"]);
  });

  it("CHANGES reads a table's changes between two times without a stream", async () => {
    running.clock.advance(10_000);
    await sql("update src set v = 'x' where id = 1");
    running.clock.advance(10_000);
    await sql("insert into src values (3, 'c')");
    const changes = (clause: string) =>
      sql(`select id, v, metadata$action, metadata$isupdate from src changes (information => ${clause}) order by 1, 3`);
    expect(await changes("default) at (offset => -15")).toEqual([
      "1|a|DELETE|true",
      "1|x|INSERT|true",
      "3|c|INSERT|false",
    ]);
    expect(await changes("append_only) at (offset => -15")).toEqual(["3|c|INSERT|false"]);
    await sql("create or replace view w as select id, v from src where id > 1");
    expect(await sql("select id, metadata$action from w changes (information => default) at (offset => -15)")).toEqual([
      "3|INSERT",
    ]);
    await sql("create or replace table plain (x int)");
    await expect(sql("select * from plain changes (information => default) at (offset => -1)")).rejects.toMatchObject({
      code: "091930",
    });
    expect(await changes("default) at (offset => -15) end (offset => -5")).toEqual([
      "1|a|DELETE|true",
      "1|x|INSERT|true",
    ]);
  });

  it("a stream follows its table when that is renamed, and says so when it is replaced", async () => {
    await sql("insert into src values (3, 'c')");
    await sql("create or replace table keep (x int)");
    await sql("drop table keep");
    await sql("alter table src rename to keep");
    expect(await see()).toEqual(["3|c|INSERT|false"]);
    await sql("create or replace table keep (id int, v varchar)");
    await expect(see()).rejects.toThrow("dropped, cannot read from stream");
  });

  it("a stream goes stale after fourteen days without being consumed", async () => {
    await sql("insert into src values (3, 'c')");
    running.clock.advance(13 * 86_400_000);
    expect(await see()).toHaveLength(1);
    running.clock.advance(2 * 86_400_000);
    await expect(see()).rejects.toThrow("stale");
    expect(await sql("show streams like 'ST'")).toHaveLength(1);
  });

  it("a column added to the table is in the stream, NULL in older rows", async () => {
    await sql("insert into src values (3, 'c')");
    await sql("alter table src add column extra int");
    await sql("insert into src values (4, 'd', 4)");
    expect(await sql("select id, extra from st order by id")).toEqual(["3|∅", "4|4"]);
  });
});

describe("time travel and clones", () => {
  it("read a table as it was", async () => {
    running.clock.advance(60_000);
    await sql("delete from src where id = 1");
    running.clock.advance(60_000);
    await sql("update src set v = 'late'");
    expect(await sql("select id, v from src at (offset => -30)")).toEqual(["2|b"]);
    expect(await sql("select id, v from src before (offset => -60) order by id")).toEqual(["1|a", "2|b"]);
    const [id] = await sql("select last_query_id(-3)");
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    await sql("create or replace table was clone src at (offset => -90)");
    expect(await sql("select id from was order by id")).toEqual(["1", "2"]);
    await sql("insert into src select id + 100, v from was");
    expect(await sql("select count(*) from was")).toEqual(["2"]);
    await sql("delete from src where id = 2");
    await sql("set q = last_query_id()");
    await sql("insert into src values (77, 'after')");
    expect(await sql("select count(*) from src at (statement => $q)")).toEqual(["2"]);
    expect(await sql("select count(*) from src before (statement => $q)")).toEqual(["3"]);
    await expect(sql("select * from src at (offset => -9999999)")).rejects.toMatchObject({ code: "000707" });
  });
});
