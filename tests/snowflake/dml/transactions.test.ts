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
