/** A query sent again answers from the tables, settings and definitions as they are then, whatever was kept of its last run. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ExecutionContext } from "../../../local/snowflake/engine/context.ts";
import { planQuery } from "../../../local/snowflake/engine/plan-cache.ts";
import { type SnowflakeTwin, startSnowflakeTwin } from "../../../local/snowflake/server.ts";
import type { Query } from "../../../local/snowflake/sql/ast/index.ts";
import { parseStatement } from "../../../local/snowflake/sql/parser/index.ts";
import { type Client, connect } from "../driver.ts";

let twin: SnowflakeTwin;
let client: Client;
let other: Client;

beforeAll(async () => {
  twin = await startSnowflakeTwin({ port: 0 });
  client = await connect(twin);
  other = await connect(twin);
  await client.run("create database plans");
  for (const each of [client, other]) await each.run("use schema plans.public");
});
beforeEach(async () => {
  await client.run("create or replace table t (a integer, b varchar)");
  await client.run("insert into t values (1, 'one'), (2, 'two')");
});
afterAll(async () => {
  await client.close();
  await other.close();
  await twin.close();
});

/** The query is run twice, then once more after `change`. */
async function changed(query: string, change: () => Promise<unknown>): Promise<unknown[]> {
  await client.values(query);
  await client.values(query);
  await change();
  return client.values(query);
}

describe("a repeated query", () => {
  it("sees rows that its session or another one wrote", async () => {
    expect(await changed("select a from t order by a", () => client.run("insert into t values (3, 'x')"))).toEqual([
      1, 2, 3,
    ]);
    expect(await changed("select a from t order by a", () => other.run("delete from t where a = 1"))).toEqual([2, 3]);
    expect(await changed("select a from t order by a", () => other.run("update t set a = a * 10"))).toEqual([20, 30]);
    expect(await changed("select a from t order by a", () => other.run("truncate table t"))).toEqual([]);
  });

  it("sees its transaction's own rows, and not after ROLLBACK", async () => {
    const query = "select count(*) from t";
    await client.values(query);
    await client.run("begin");
    await client.run("insert into t values (3, 'x')");
    expect(await client.values(query)).toEqual([3]);
    await client.run("rollback");
    expect(await client.values(query)).toEqual([2]);
  });

  it("follows a table that was replaced, renamed, altered or hidden by a temporary one", async () => {
    const query = "select * from t order by 1";
    expect(await changed(query, () => other.run("create or replace table t as select 'new' as z"))).toEqual(["new"]);
    await other.run("create or replace table t (a integer)");
    await other.run("insert into t values (7)");
    await client.rows(query);
    await other.run("alter table t add column c varchar default 'c'");
    expect(await client.rows(query)).toEqual([{ A: 7, C: "c" }]);
    await other.run("alter table t rename column a to d");
    expect(await client.rows(query)).toEqual([{ D: 7, C: "c" }]);
    expect(await changed(query, () => client.run("create temporary table t as select 9 as a"))).toEqual([9]);
    expect(await other.values(query)).toEqual([7]);
    expect(await changed(query, () => client.run("drop table t"))).toEqual([7]);
    await other.run("drop table t");
    expect((await client.fails(query)).message).toContain("does not exist");
  });

  it("follows a view and a function that were replaced", async () => {
    await client.run("create or replace view v as select a from t where a = 1");
    expect(
      await changed("select a from v", () => other.run("create or replace view v as select a from t where a = 2")),
    ).toEqual([2]);
    await client.run("create or replace function f(x integer) returns integer as 'x + 1'");
    expect(
      await changed("select f(a) from t where a = 1", () =>
        other.run("create or replace function f(x integer) returns integer as 'x + 100'"),
      ),
    ).toEqual([101]);
  });

  it("follows the session's schema, parameters, role and variables", async () => {
    await client.run("create schema if not exists second");
    await client.run("create or replace table plans.second.t as select 5 as a");
    await client.run("use schema plans.public");
    expect(await changed("select min(a) from t", () => client.run("use schema plans.second"))).toEqual([5]);
    await client.run("use schema plans.public");
    const week = "select dayofweek('2026-01-04'::date) from t limit 1";
    expect(await changed(week, () => client.run("alter session set week_start = 1"))).toEqual([7]);
    await client.run("alter session unset week_start");
    await client.run("set x = 1");
    expect(await changed("select $x from t limit 1", () => client.run("set x = 2"))).toEqual([2]);
    await client.run("create role if not exists reader");
    expect(await changed("select current_role() from t limit 1", () => client.run("use role reader"))).toEqual([
      "READER",
    ]);
    await client.run("use role accountadmin");
  });

  it("computes anew what is not the same twice, through views too", async () => {
    await client.run("create or replace sequence s");
    await client.run("create or replace view ids as select last_query_id() as id from t");
    for (const query of [
      "select s.nextval from t limit 1",
      "select uuid_string() from t limit 1",
      "select id from ids limit 1",
    ]) {
      const seen = new Set([
        ...(await client.values(query)),
        ...(await client.values(query)),
        ...(await client.values(query)),
      ]);
      expect(seen.size, query).toBe(3);
    }
  });

  it("reads a stream's new changes and a result anew", async () => {
    await client.run("create or replace stream st on table t");
    expect(await changed("select count(*) from st", () => other.run("insert into t values (3, 'x')"))).toEqual([1]);
    const consume = () => client.run("create or replace temporary table taken as select a from st");
    expect(await changed("select count(*) from st", consume)).toEqual([0]);
    const history = "select count(*) from table(information_schema.query_history(result_limit => 10000))";
    const [first] = await client.values(history);
    expect(await client.values(history)).toEqual([Number(first) + 1]);
    expect(
      await changed("select count(*) from table(result_scan(last_query_id()))", () => client.rows("select * from t")),
    ).toEqual([3]);
  });
});

describe("planQuery", () => {
  const contextOf = (text: string, change: Partial<ExecutionContext> = {}) => {
    let compiled = 0;
    const committed = {};
    const context = {
      text,
      binds: new Map(),
      session: { role: "R", parameters: new Map(), storage: {} },
      storage: { committedState: () => committed },
      compileQuery: () => {
        compiled += 1;
        return {
          sql: "select 1",
          columns: [],
          reads: [{ columns: [], from: "t", source: { kind: "table" } }],
          isDeterministic: true,
        };
      },
      ...change,
    } as unknown as ExecutionContext;
    return { context, run: () => planQuery(context, parseStatement(text) as Query), compiled: () => compiled };
  };

  it("compiles a plain query once", () => {
    const { run, compiled } = contextOf("select a from t;");
    expect([run().lastRun, run().lastRun, compiled()]).toEqual([{}, {}, 1]);
  });

  it.each([
    ["binds", "select a from t where a = ?", { binds: new Map([["1", { type: "FIXED", value: "1" }]]) }],
    ["a session variable", "select $x from t", {}],
    ["the past", "select a from t at(offset => -60)", {}],
    ["a name that is computed", "select a from identifier('t')", {}],
  ])("keeps nothing of a query with %s", (_name, text, change) => {
    const { run, compiled } = contextOf(text, change);
    expect([run().lastRun, run().lastRun, compiled()]).toEqual([undefined, undefined, 2]);
  });

  it("forgets the least recently used", () => {
    const { context, compiled } = contextOf("select 0 from t");
    const run = (text: string) => planQuery({ ...context, text }, parseStatement(text) as Query);
    run("select 0 from t");
    run("select 1 from t");
    for (let other = 2; other < 101; other += 1) {
      run("select 1 from t");
      run(`select ${other} from t`);
    }
    expect(compiled()).toBe(101);
    run("select 1 from t");
    expect(compiled()).toBe(101);
    run("select 0 from t");
    expect(compiled()).toBe(102);
  });
});
