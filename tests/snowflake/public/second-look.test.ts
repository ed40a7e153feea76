/** What scripts on documentation pages showed to be missing or wrong, each as the page prints it. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Client, type Opened, openTwin } from "../driver.ts";

let opened: Opened;
let client: Client;

beforeEach(async () => {
  opened = await openTwin();
  client = opened.client;
});
afterEach(() => opened.close());

const code = async (sqlText: string) => {
  const { code: number, message } = await client.fails(sqlText);
  return `${number}: ${message.replaceAll("\n", " ")}`;
};

// https://docs.snowflake.com/en/sql-reference/functions/try_parse_json
it("reads the keywords of JSON in any case", async () => {
  expect(
    await client.row(`select try_parse_json('[-1, FALSE, True, NULL]')::string, parse_json('NULL')::string`),
  ).toEqual(["[-1,false,true,null]", null]);
  expect(await client.values(`select check_json('{"bad": TRUEST}')`)).toEqual([`unknown keyword "TRUEST", pos 9`]);
});

// https://docs.snowflake.com/en/sql-reference/constructs/unpivot
it("unpivots a record in the order of the columns that were listed", async () => {
  await client.run("create table sales (empid int, jan int, feb int, mar int)");
  await client.run("insert into sales values (1, 100, 200, 300), (2, 100, null, 150)");
  const rows = await client.rows("select * from sales unpivot (amount for month in (jan as january, feb, mar))");
  expect(rows.map((row) => Object.values(row).join(" "))).toEqual([
    "1 JANUARY 100",
    "1 FEB 200",
    "1 MAR 300",
    "2 JANUARY 100",
    "2 MAR 150",
  ]);
});

// https://docs.snowflake.com/en/sql-reference/sql/create-task (CREATE OR ALTER TASK)
it("alters a task by CREATE OR ALTER, which keeps its state and takes what is not said away", async () => {
  await client.run("create or alter task root schedule = '1 minute' as select 1");
  await client.run("create or alter task child after root comment = 'first' as select 2");
  await client.run("alter task child resume");
  const [before] = await client.rows("show tasks like 'child'");
  expect(await client.values("create or alter task child after root as select 3")).toEqual([
    "CHILD successfully altered.",
  ]);
  const [after] = await client.rows("show tasks like 'child'");
  expect(after).toMatchObject({ id: before?.id, state: "started", comment: "", definition: "select 3" });
  await client.run("alter task root resume");
  expect(await code("create or alter task child after root as select 4")).toMatch(/^091089: .*ROOT.* is not suspended/);
  expect(await code("create or alter task root schedule = '2 minutes' as select 4")).toMatch(/^091089/);
});

// https://docs.snowflake.com/en/sql-reference/sql/alter-stream
it("gives a stream a comment and tags, and no other settings", async () => {
  await client.run("create table t (a int)");
  await client.run("create stream s on table t");
  await client.run("alter stream s set comment = 'changes of t'");
  expect(await client.rows("show streams")).toMatchObject([{ comment: "changes of t" }]);
  await client.run("alter stream s unset comment");
  expect(await client.rows("show streams")).toMatchObject([{ comment: "" }]);
  await client.run("alter stream if exists nope set comment = 'x'");
  expect(await code("alter stream s set append_only = true")).toMatch(/^000002: .*ALTER STREAM/);
  expect(await code("alter stream s rename to s2")).toMatch(/^000002: .*ALTER STREAM/);
});

it("selects from dual in a session without a database", async () => {
  await client.run("drop database db");
  expect(await client.values("select 1 + 1 from dual")).toEqual([2]);
  expect(await code("select * from other")).toMatch(/^090105/);
});

// https://docs.snowflake.com/en/sql-reference/sql/execute-immediate
it("gives EXECUTE IMMEDIATE the session's variables by their names", async () => {
  await client.run("set (low, high) = (1, 7)");
  expect(await client.values("execute immediate 'select ? + ?' using (low, high)")).toEqual([8]);
  expect(await code("execute immediate 'select ?' using (nope)")).toMatch(/^000904: .*'NOPE'/);
});

it("knows the user of the session, whom no statement created", async () => {
  expect(await client.rows("describe user tester")).toMatchObject([{ name: "TESTER", default_role: null }]);
  await client.run("alter user tester set default_role = SYSADMIN");
  await client.run("set me = current_user()");
  expect(await client.rows("describe user identifier($me)")).toMatchObject([{ default_role: "SYSADMIN" }]);
  expect(await code("describe user somebody")).toMatch(/^002003/);
});

it.each([
  ["use schema snowflake_sample_data.tpch_sf1", "the shared database SNOWFLAKE_SAMPLE_DATA"],
  ["use database snowflake", "the shared database SNOWFLAKE"],
  ["grant database role db.reader to role sysadmin", "DATABASE ROLE"],
  ["select system$pipe_force_resume('p')", "SYSTEM$PIPE_FORCE_RESUME"],
  ["select system$stream_get_table_timestamp('s')", "SYSTEM$STREAM_GET_TABLE_TIMESTAMP"],
  ["select * from table(information_schema.tag_references('t', 'table'))", "INFORMATION_SCHEMA.TAG_REFERENCES"],
])("refuses %s by name", async (statement, name) => {
  expect(await code(statement)).toContain(`000002: Unsupported feature '${name}' in the twin.`);
});

it("refuses a masking policy of a tag by name", async () => {
  await client.run("create tag cost");
  for (const word of ["set", "unset"]) {
    expect(await code(`alter tag cost ${word} masking policy hide`)).toMatch(/^000002: .*'policies on tags'/);
  }
});

// The first lines of the published guide to streams and tasks, and what it reports at its end.
it("records the privileges that scripts take on the database SNOWFLAKE, and shows there what was loaded and run", async () => {
  await client.run("create role lab");
  await client.run("grant imported privileges on database snowflake to role lab");
  await client.run("grant database role snowflake.object_viewer to role lab");
  const grants = await client.rows("show grants to role lab");
  expect(grants.map(({ privilege, granted_on, name }) => [privilege, granted_on, name])).toEqual(
    expect.arrayContaining([
      ["IMPORTED PRIVILEGES", "DATABASE", "SNOWFLAKE"],
      ["USAGE", "DATABASE_ROLE", "SNOWFLAKE.OBJECT_VIEWER"],
    ]),
  );

  await client.run("create stage lab_stage");
  await client.run("create table staging (v variant)");
  await client.run(
    "copy into @lab_stage/a.json from (select object_construct('n', 1)) file_format = (type = json) single = true",
  );
  await client.run("create task load as copy into staging from @lab_stage file_format = (type = json)");
  await client.run("execute task load");
  await expect
    .poll(() => client.rows("select name, state from snowflake.account_usage.task_history"))
    .toEqual([{ NAME: "LOAD", STATE: "SUCCEEDED" }]);
  const loads = "select catalog_name, schema_name, table_name, row_count from snowflake.account_usage.load_history";
  expect(await client.row(`${loads} where schema_name = current_schema()`)).toEqual(["DB", "PUBLIC", "STAGING", 1]);
});
