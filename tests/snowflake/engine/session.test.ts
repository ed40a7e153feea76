import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSnowflakeTwin } from "../../../local/snowflake/server.ts";
import { type Client, connect, type Opened, openTwin } from "../driver.ts";

let opened: Opened;
let client: Client;

beforeAll(async () => {
  opened = await openTwin();
  client = opened.client;
});
afterAll(() => opened.close());

describe("a session", () => {
  it("is in the database and schema that were created or used last", async () => {
    const where = () => client.row("select current_database(), current_schema(), current_warehouse(), current_role()");
    await client.run("create schema db.a");
    expect(await where()).toEqual(["DB", "A", null, "ACCOUNTADMIN"]);
    await client.run("use database db");
    expect(await where()).toEqual(["DB", "PUBLIC", null, "ACCOUNTADMIN"]);
    await client.run("use schema a");
    await client.run("use warehouse compute_wh");
    await client.run("use role sysadmin");
    expect(await where()).toEqual(["DB", "A", "COMPUTE_WH", "SYSADMIN"]);
    expect((await client.fails("use schema nowhere")).code).toBe("002043");
    await client.run("use role accountadmin");
    await client.run("drop schema a");
    expect(await where()).toEqual(["DB", null, "COMPUTE_WH", "ACCOUNTADMIN"]);
    expect((await client.fails("create table t (a int)")).code).toBe("090106");
    await client.run("use schema public");
  });

  it("starts where the login says", async () => {
    const other = await connect(opened.twin, {
      database: "db",
      schema: "public",
      warehouse: "compute_wh",
      role: "sysadmin",
    });
    expect(await other.row("select current_database(), current_schema(), current_warehouse(), current_role()")).toEqual(
      ["DB", "PUBLIC", "COMPUTE_WH", "SYSADMIN"],
    );
    await other.close();
  });

  it("keeps variables with their types", async () => {
    await client.run("set (n, t, d) = (1 + 1, 'it''s', '2026-01-31'::date)");
    expect(await client.row("select $n + 1, $t, dateadd('day', 1, $d)::varchar")).toEqual([3, "it's", "2026-02-01"]);
    await client.run("set n = (select max(column1) from values (5), (7))");
    expect(await client.values("select $n")).toEqual([7]);
    await client.run("create or replace table named (a int)");
    await client.run("set tname = 'named'");
    await client.run("insert into identifier($tname) values (9)");
    expect(await client.values("select a from identifier($tname)")).toEqual([9]);
    await client.run("unset n");
    expect((await client.fails("select $n")).message).toContain("$N");
  });

  it("sets and shows parameters, and refuses unknown names and values", async () => {
    await client.run("alter session set timezone = 'America/New_York', lock_timeout = 5");
    expect((await client.rows("show parameters like 'lock_timeout'"))[0]).toMatchObject({
      value: "5",
      default: "43200",
      level: "SESSION",
    });
    await client.run("alter session unset timezone, lock_timeout");
    expect((await client.fails("alter session set nonsense = 1")).message).toContain("invalid parameter 'NONSENSE'");
    expect((await client.fails("alter session set timezone = 'Mars/Olympus'")).message).toContain(
      "invalid value [Mars/Olympus]",
    );
  });

  it("rolls back and commits, and DDL commits what is open", async () => {
    await client.run("create or replace table t (a int)");
    await client.run("begin");
    await client.run("insert into t values (1)");
    await client.run("rollback");
    expect(await client.values("select count(*) from t")).toEqual([0]);
    await client.run("begin transaction");
    await client.run("insert into t values (2)");
    expect(await client.values("select current_transaction() is not null")).toEqual([true]);
    await client.run("create or replace table u (a int)");
    await client.run("rollback");
    expect(await client.values("select a from t")).toEqual([2]);
  });

  it("keeps an explicit transaction open when a statement in it fails", async () => {
    await client.run("create or replace table t (a int)");
    await client.run("begin");
    await client.run("insert into t values (1)");
    expect((await client.fails("insert into t select 'x'::int")).code).toBe("100038");
    await client.run("insert into t values (2)");
    await client.run("commit");
    expect(await client.values("select a from t order by a")).toEqual([1, 2]);
  });

  it("gives DML counts in Snowflake's columns", async () => {
    await client.run("create or replace table t (a int, b int)");
    expect(await client.rows("insert into t values (1, 1), (2, 2), (3, 3)")).toEqual([
      { "number of rows inserted": 3 },
    ]);
    expect(await client.rows("update t set b = 0 where a > 1")).toEqual([
      { "number of rows updated": 2, "number of multi-joined rows updated": 0 },
    ]);
    expect(await client.rows("delete from t where a = 1")).toEqual([{ "number of rows deleted": 1 }]);
    const { statement } = await client.run(
      "merge into t using (select 2 as a union all select 9) s on t.a = s.a when matched then update set b = 5 when not matched then insert values (s.a, 1)",
    );
    expect(statement.getNumUpdatedRows()).toBe(2);
  });

  it("knows its last query ids", async () => {
    const { statement } = await client.run("select 'this one'");
    expect(await client.values("select last_query_id()")).toEqual([statement.getQueryId()]);
  });

  it("moves the twin's clock by hand", async () => {
    await client.run("alter system set clock = '2026-03-01 12:00:00'");
    expect(await client.values("select current_timestamp()::timestamp_ntz::varchar")).toEqual([
      "2026-03-01 12:00:00.000",
    ]);
    await client.run("alter system set clock = '+2 days'");
    expect(await client.values("select current_date()::varchar")).toEqual(["2026-03-03"]);
    await client.run("alter system set clock = 'real'");
  });

  it("refuses statements that the twin does not execute by name", async () => {
    const error = await client.fails("create masking policy p as (v string) returns string -> v");
    expect(error.message).toContain("CREATE MASKING POLICY");
    expect(error.sqlState).toBe("0A000");
  });
});

describe("a data directory", () => {
  it("keeps objects, rows, grants, dropped tables and sequences over a restart", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "twin-test-"));
    const first = await openTwin({ dataDir });
    for (const sql of [
      "create sequence s start 5",
      "create table t (id int default s.nextval, v variant)",
      "insert into t (v) select parse_json('{\"a\": 1}')",
      "create view v as select id, v:a::int as a from t",
      "create table lost as select 1 as x",
      "drop table lost",
      "create temporary table temporary_one (a int)",
      "grant select on table t to role public",
    ]) {
      await first.client.run(sql);
    }
    await first.close();
    const twin = await startSnowflakeTwin({ port: 0, dataDir });
    const client = await connect(twin, { database: "DB" });
    expect(await client.rows("select * from v")).toEqual([{ ID: 5, A: 1 }]);
    await client.run("insert into t (v) values (null)");
    expect(await client.values("select max(id) from t")).toEqual([6]);
    await client.run("undrop table lost");
    expect(await client.values("select x from lost")).toEqual([1]);
    expect(await client.rows("show grants on table t")).toHaveLength(1);
    expect((await client.fails("select * from temporary_one")).code).toBe("002003");
    await client.close();
    await twin.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
});
