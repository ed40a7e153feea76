/** UPDATE, DELETE, TRUNCATE, MERGE, through the driver. */
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
  await sql("create or replace table t (id int, name varchar(5), qty number(6,2))");
  await sql("insert into t values (1, 'a', 1), (2, 'b', 2), (3, 'c', 3)");
  await sql("create or replace table s (id int, name varchar, qty number(6,2))");
  await sql("insert into s values (2, 'B', 20), (3, 'C', 30), (4, 'D', 40)");
});
const all = () => sql("select id, name, qty from t order by id, name");

describe("UPDATE", () => {
  it("sets columns from expressions over the row as it was", async () => {
    expect(await sql("update t set qty = qty * 2 + id, name = name || id where id > 1")).toEqual(["2|0"]);
    expect(await all()).toEqual(["1|a|1", "2|b2|6", "3|c3|9"]);
    expect(await sql("update t x set x.qty = 0, name = default")).toEqual(["3|0"]);
    expect(await all()).toEqual(["1|∅|0", "2|∅|0", "3|∅|0"]);
  });

  it("takes values from other tables", async () => {
    expect(await sql("update t set name = s.name, qty = t.qty + s.qty from s where t.id = s.id")).toEqual(["2|0"]);
    expect(await all()).toEqual(["1|a|1", "2|B|22", "3|C|33"]);
    expect(await sql("update t set qty = (select max(qty) from s where s.id >= t.id) where id = 1")).toEqual(["1|0"]);
    expect((await all())[0]).toBe("1|a|40");
  });

  it("takes any one of several joined rows, and says how many rows had several", async () => {
    await sql("insert into s values (2, 'X', 99)");
    expect(await sql("update t set name = s.name from s where t.id = s.id")).toEqual(["2|1"]);
    expect(["B", "X"]).toContain((await sql("select name from t where id = 2"))[0]);
    await sql("alter session set error_on_nondeterministic_update = true");
    await expect(sql("update t set name = s.name from s where t.id = s.id")).rejects.toMatchObject({ code: "100090" });
    await sql("alter session unset error_on_nondeterministic_update");
  });

  it("refuses what the column does not take", async () => {
    await expect(sql("update t set name = 'abcdef'")).rejects.toMatchObject({ code: "100078" });
    await expect(sql("update t set nope = 1")).rejects.toMatchObject({ code: "000904" });
    await expect(sql("update t set id = 1, id = 2")).rejects.toThrow("duplicate column name");
    expect(await all()).toEqual(["1|a|1", "2|b|2", "3|c|3"]);
  });
});

describe("DELETE and TRUNCATE", () => {
  it("delete rows by condition, by other tables, by subquery", async () => {
    expect(await sql("delete from t where id = 1")).toEqual(["1"]);
    expect(await sql("delete from t using s where t.id = s.id and s.qty > 25")).toEqual(["1"]);
    expect(await all()).toEqual(["2|b|2"]);
    expect(await sql("delete from t where id in (select id from s)")).toEqual(["1"]);
    expect(await sql("delete from t")).toEqual(["0"]);
  });

  it("count a row once that several rows of USING meet", async () => {
    await sql("insert into s values (2, 'X', 99)");
    expect(await sql("delete from t using s where t.id = s.id")).toEqual(["2"]);
  });

  it("TRUNCATE empties the table", async () => {
    await sql("truncate table t");
    expect(await all()).toEqual([]);
    await sql("truncate table if exists nowhere");
    await expect(sql("truncate nowhere")).rejects.toMatchObject({ code: "002003" });
  });
});

describe("MERGE", () => {
  it("updates, deletes and inserts by the first clause that fits", async () => {
    const counts = await sql(`merge into t using s on t.id = s.id
      when matched and s.qty >= 30 then delete
      when matched then update set name = s.name, qty = t.qty + s.qty
      when not matched and s.id > 100 then insert (id) values (-1)
      when not matched then insert (id, name, qty) values (s.id, lower(s.name), s.qty)`);
    expect(counts).toEqual(["1|1|1"]);
    expect(await all()).toEqual(["1|a|1", "2|B|22", "4|d|40"]);
  });

  it("shows counts only of what its clauses do", async () => {
    expect(await sql("merge into t using s on t.id = s.id when matched then update set qty = 0")).toEqual(["2"]);
    expect(
      await sql("merge into t using s on t.id = s.id when not matched then insert values (s.id, s.name, s.qty)"),
    ).toEqual(["1"]);
  });

  it("takes a subquery as its source and conditions that are no equality", async () => {
    await sql("merge into t as x using (select max(id) as top from s) q on x.id < q.top - 1 when matched then delete");
    expect(await all()).toEqual(["3|c|3"]);
  });

  it("acts on rows of the target that no source row meets", async () => {
    await sql(`merge into t using s on t.id = s.id when matched then update set qty = s.qty
      when not matched by source and t.id = 1 then update set name = 'gone' when not matched by source then delete`);
    expect(await all()).toEqual(["1|gone|1", "2|b|20", "3|c|30"]);
  });

  it("refuses a row that two source rows would update with 100090 and the row's values", async () => {
    await sql("insert into s values (2, 'X', 99)");
    const twice = "merge into t using s on t.id = s.id when matched then update set qty = s.qty";
    await expect(sql(twice)).rejects.toMatchObject({
      code: "100090",
      message: expect.stringContaining('Duplicate row detected during DML action\nRow Values: [2, "b", 2'),
    });
    expect(await all()).toEqual(["1|a|1", "2|b|2", "3|c|3"]);
    await sql("alter session set error_on_nondeterministic_merge = false");
    expect(await sql(twice)).toEqual(["2"]);
    await sql("alter session unset error_on_nondeterministic_merge");
  });

  it("takes two source rows for one row when all of them delete it, or only one fits a clause", async () => {
    await sql("insert into s values (2, 'X', 99)");
    expect(
      await sql("merge into t using s on t.id = s.id when matched and s.name <> 'X' then update set qty = s.qty"),
    ).toEqual(["2"]);
    expect(await sql("merge into t using s on t.id = s.id when matched then delete")).toEqual(["2"]);
  });

  it("takes bare names of WHEN NOT MATCHED from the source, also where the target has them too", async () => {
    await sql(`merge into t using s on t.id = s.id
      when matched then update set name = s.name
      when not matched and qty > 30 then insert ("ID", name, qty) values ("ID", upper(name), (select max(qty) from t) + qty)`);
    expect(await all()).toEqual(["1|a|1", "2|B|2", "3|C|3", "4|D|43"]);
    await sql("create or replace table dated (id int, day date)");
    await sql(`merge into dated using (select 1 id, '2024-01-01'::date day) x on dated.id = x.id
      when not matched then insert values (id, dateadd(day, 1, day))`);
    expect(await sql("select id, day::varchar from dated")).toEqual(["1|2024-01-02"]);
    expect(
      await sql("merge into t using s on t.id = s.id when matched then update set qty = qty + 1").catch(String),
    ).toMatch(/ambiguous column name 'QTY'/);
  });

  it("inserts a source row each time it comes, and does not evaluate values of clauses that do not fit", async () => {
    await sql("insert into s values (4, 'D2', 0)");
    const counts = await sql(`merge into t using s on t.id = s.id
      when not matched and s.qty = 0 then insert (id, name) values (s.id, s.name)
      when not matched then insert (id, name, qty) values (s.id, s.name, 100 / s.qty)`);
    expect(counts).toEqual(["2"]);
    expect(await all()).toEqual(["1|a|1", "2|b|2", "3|c|3", "4|D|2.5", "4|D2|∅"]);
  });
});
