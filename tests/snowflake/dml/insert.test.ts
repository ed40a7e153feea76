/** INSERT in all its forms, through the driver. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Running, type Sql, startTwin } from "./twin.ts";

let running: Running;
let sql: Sql;
beforeAll(async () => {
  running = await startTwin();
  sql = await running.connect();
});
afterAll(() => running.close());
beforeEach(async () => {
  await sql("create or replace table t (id int not null, name varchar(5), price number(6,2) default 1.5, at date)");
});

describe("INSERT", () => {
  it("takes rows of VALUES and counts them", async () => {
    expect(await sql("insert into t values (1, 'a', 2.345, '2026-01-31'), (2, null, 3, null)")).toEqual(["2"]);
    expect(await sql("select id, name, price, at::varchar from t order by id")).toEqual([
      "1|a|2.35|2026-01-31",
      "2|∅|3|∅",
    ]);
  });

  it("fills columns that are not named with their default or NULL", async () => {
    await sql("insert into t (name, id) values ('a', 1)");
    expect(await sql("select id, name, price, at from t")).toEqual(["1|a|1.5|∅"]);
  });

  it("takes DEFAULT in the place of a value, row by row", async () => {
    await sql("insert into t (id, price) values (1, default), (2, 9), (3, default)");
    expect(await sql("select id, price from t order by id")).toEqual(["1|1.5", "2|9", "3|1.5"]);
  });

  it("takes the rows of a query, also of the table itself", async () => {
    await sql("insert into t (id, name) values (1, 'a'), (2, 'b')");
    expect(await sql("insert into t (id, name) select id + 10, upper(name) from t")).toEqual(["2"]);
    expect(await sql("select id, name from t order by id")).toEqual(["1|a", "2|b", "11|A", "12|B"]);
    expect(await sql("insert into t (id) with w as (select 7 as x) select x from w")).toEqual(["1"]);
  });

  it("refuses NULL where a column takes none with 100072, and leaves nothing", async () => {
    await expect(sql("insert into t (id) values (1), (null)")).rejects.toMatchObject({ code: "100072" });
    await expect(sql("insert into t (name) values ('x')")).rejects.toMatchObject({ code: "100072" });
    expect(await sql("select count(*) from t")).toEqual(["0"]);
  });

  it("refuses a string that is too long with 100078", async () => {
    await expect(sql("insert into t (id, name) values (1, 'abcdef')")).rejects.toMatchObject({
      code: "100078",
      message: expect.stringContaining("String 'abcdef' is too long and would be truncated"),
    });
  });

  it("refuses a number that does not fit", async () => {
    await expect(sql("insert into t (id, price) values (1, 12345.6)")).rejects.toThrow(
      /out of range|not representable/i,
    );
  });

  it("refuses a value that is no number with 100038", async () => {
    await expect(sql("insert into t (id) select column1 from values ('1x')")).rejects.toMatchObject({ code: "100038" });
  });

  it("refuses the wrong number of values with 002020 and an unknown column with 000904", async () => {
    await expect(sql("insert into t (id, name) values (1)")).rejects.toMatchObject({ code: "002020" });
    await expect(sql("insert into t (id, nope) values (1, 2)")).rejects.toMatchObject({ code: "000904" });
    await expect(sql("insert into nowhere values (1)")).rejects.toMatchObject({ code: "002003" });
  });

  it("numbers rows of an AUTOINCREMENT column, and takes a given number", async () => {
    await sql("create or replace table n (id int autoincrement start 10 increment 5, v varchar)");
    await sql("insert into n (v) values ('a'), ('b')");
    await sql("insert into n values (1, 'c'), (default, 'd')");
    expect(await sql("select id, v from n order by v")).toEqual(["10|a", "15|b", "1|c", "20|d"]);
  });

  it("takes values of a sequence, by default and by name", async () => {
    await sql("create or replace sequence s start 100");
    await sql("create or replace table n (id int default s.nextval, v varchar)");
    await sql("insert into n (v) values ('a'), ('b')");
    await sql("insert into n select s.nextval, 'c'");
    expect(await sql("select id, v from n order by v")).toEqual(["100|a", "101|b", "102|c"]);
  });

  it("takes binds, and lists of binds as so many rows", async () => {
    await sql("insert into t (id, name) values (?, ?)", [1, "a"]);
    expect(
      await sql("insert into t (id, name, price) values (?, ?, ?)", [
        [2, "b", 2.5],
        [3, "c", 3.5],
      ] as never),
    ).toEqual(["2"]);
    expect(await sql("select id, name, price from t order by id")).toEqual(["1|a|1.5", "2|b|2.5", "3|c|3.5"]);
  });

  it("OVERWRITE replaces all rows, reading the table before", async () => {
    await sql("insert into t (id) values (1), (2), (3)");
    expect(await sql("insert overwrite into t (id) select id * 10 from t where id > 1")).toEqual(["2"]);
    expect(await sql("select id from t order by id")).toEqual(["20", "30"]);
  });

  it("refuses a view as its target", async () => {
    await sql("create or replace view v as select id from t");
    await expect(sql("insert into v values (1)")).rejects.toThrow("cannot be the target");
  });
});

describe("multi-table INSERT", () => {
  beforeEach(async () => {
    await sql("create or replace table a (x int, y varchar)");
    await sql("create or replace table b (x int, y varchar default 'dflt')");
  });

  it("without conditions puts every row into every table", async () => {
    expect(
      await sql("insert all into a into b (x) values (n) select n, 'v' as y from (select 1 as n union all select 2)"),
    ).toEqual(["2|2"]);
    expect(await sql("select * from a order by x")).toEqual(["1|v", "2|v"]);
    expect(await sql("select * from b order by x")).toEqual(["1|dflt", "2|dflt"]);
  });

  it("ALL takes every branch that holds, FIRST the first, ELSE the rest", async () => {
    const branches = `when n > 2 then into a values (n, 'big') when n > 1 then into b values (n, 'mid') else into a values (n, 'small')
      select column1 as n from values (1), (2), (3), (null)`;
    expect(await sql(`insert all ${branches}`)).toEqual(["3|2"]);
    expect(await sql("select * from a order by x nulls last, y")).toEqual(["1|small", "3|big", "∅|small"]);
    expect(await sql("select * from b order by x")).toEqual(["2|mid", "3|mid"]);
    expect(await sql(`insert overwrite first ${branches}`)).toEqual(["3|1"]);
    expect(await sql("select * from b order by x")).toEqual(["2|mid"]);
  });

  it("evaluates a branch's values only where the branch is taken", async () => {
    await sql(
      "insert first when n = 0 then into a values (n, 'zero') else into a values (10 / n, 'rest') select column1 as n from values (0), (5)",
    );
    expect(await sql("select * from a order by x")).toEqual(["0|zero", "2|rest"]);
  });
});
