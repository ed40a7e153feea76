/** BEGIN, COMMIT, ROLLBACK and AUTOCOMMIT between two sessions of the driver. */
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type Running, type Sql, startTwin } from "./twin.ts";

let running: Running;
let a: Sql;
let b: Sql;
beforeAll(async () => {
  running = await startTwin();
  a = await running.connect();
  b = await running.connect();
});
afterAll(() => running.close());
beforeEach(async () => {
  await a("create or replace table t (id int, v varchar)");
  await a("insert into t values (1, 'a')");
});
const count = (sql: Sql) => sql("select count(*) from t");

it("changes of a transaction are its own until COMMIT", async () => {
  await a("begin transaction");
  await a("insert into t values (2, 'b')");
  await a("update t set v = 'x' where id = 1");
  expect(await a("select v from t order by id")).toEqual(["x", "b"]);
  expect(await b("select v from t order by id")).toEqual(["a"]);
  await b("insert into t values (3, 'c')");
  expect(await count(a)).toEqual(["3"]);
  await a("commit");
  expect(await count(b)).toEqual(["3"]);
});

it("ROLLBACK takes everything back, a failed statement only its own", async () => {
  await a("begin");
  await a("insert into t values (2, 'b')");
  await expect(a("insert into t select 1/0, 'x'")).rejects.toMatchObject({ code: "100051" });
  expect(await count(a)).toEqual(["2"]);
  await a("rollback");
  expect(await count(a)).toEqual(["1"]);
});

it("DDL commits what is open", async () => {
  await a("begin");
  await a("insert into t values (2, 'b')");
  await a("create or replace table other (x int)");
  await a("rollback");
  expect(await count(b)).toEqual(["2"]);
});

it("with AUTOCOMMIT off the first DML begins a transaction", async () => {
  await a("alter session set autocommit = false");
  await a("insert into t values (2, 'b')");
  expect(await count(b)).toEqual(["1"]);
  await a("commit");
  expect(await count(b)).toEqual(["2"]);
  await a("delete from t");
  await a("rollback");
  await a("alter session set autocommit = true");
  expect(await count(a)).toEqual(["2"]);
});

it("an update waits for the other's, no longer than LOCK_TIMEOUT", async () => {
  await a("begin");
  await a("update t set v = v || 'A'");
  const waiting = b("update t set v = v || 'B'");
  await new Promise((resolve) => setTimeout(resolve, 50));
  await a("commit");
  expect(await waiting).toEqual(["1|0"]);
  expect(await a("select v from t")).toEqual(["aAB"]);
  await b("alter session set lock_timeout = 1");
  await a("begin");
  await a("delete from t");
  await expect(b("delete from t")).rejects.toMatchObject({ code: "000625" });
  await a("rollback");
});

it("CURRENT_TRANSACTION names the open one", async () => {
  expect(await a("select current_transaction()")).toEqual(["∅"]);
  await a("begin name mine");
  expect((await a("select current_transaction()"))[0]).toMatch(/^\d{19}$/);
  await a("rollback");
});

it("statements of one transaction change rows that it wrote itself, of every kind", async () => {
  await a("create or replace stream st on table t");
  await a("create or replace stream ao on table t append_only = true");
  await a("begin");
  await a("insert into t values (2, 'b'), (3, 'c'), (4, 'd')");
  await a("update t set v = v || v where id <> 4");
  await a(`merge into t using (select column1 as id from values (1), (3), (5)) s on t.id = s.id
    when matched and t.id = 3 then delete when matched then update set v = v || '!' when not matched then insert values (s.id, 'e')`);
  await a("update t set v = 'E' from (select 5 as id) s where t.id = s.id");
  await a("delete from t where id = 4");
  expect(await a("select id, v from t order by id")).toEqual(["1|aa!", "2|bb", "5|E"]);
  expect(await b("select id, v from t order by id")).toEqual(["1|a"]);
  await a("commit");
  expect(await b("select id, v from t order by id")).toEqual(["1|aa!", "2|bb", "5|E"]);
  expect(await b("select id, v, metadata$action, metadata$isupdate from st order by id, 3")).toEqual([
    "1|a|DELETE|true",
    "1|aa!|INSERT|true",
    "2|bb|INSERT|false",
    "5|E|INSERT|false",
  ]);
  expect(await b("select id, v from ao order by id")).toEqual(["2|bb", "5|E"]);
});

it("INSERT OVERWRITE and TRUNCATE in a transaction are undone by ROLLBACK", async () => {
  await a("begin");
  await a("insert into t values (2, 'b')");
  await a("insert overwrite into t select id + 10, v from t");
  expect(await a("select id from t order by id")).toEqual(["11", "12"]);
  await a("truncate table t");
  expect(await count(a)).toEqual(["0"]);
  await a("insert into t values (7, 'g')");
  await a("rollback");
  expect(await a("select id, v from t")).toEqual(["1|a"]);
});

it("twenty sessions inserting and updating through the driver lose nothing", async () => {
  const sessions = await Promise.all(Array.from({ length: 20 }, () => running.connect()));
  await Promise.all(
    sessions.map(async (sql, index) => {
      await sql(`insert into t values (${index + 100}, 'x')`);
      await sql("update t set v = v || '+' where id = 1");
    }),
  );
  expect(await a("select count(*), max(length(v)) from t")).toEqual(["21|21"]);
  await Promise.all(sessions.map((sql) => sql.close()));
});
