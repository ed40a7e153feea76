/** `reelhouse sql plan|deploy|teardown` on a twin: what runs, what is recorded, and that a failed deploy goes on from there. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { connectSnowflake, type SqlConnection } from "../../cli/sql/connection.ts";
import { deploySql, makePlan } from "../../cli/sql/deploy.ts";
import { isChange } from "../../cli/sql/plan.ts";
import { sqlFiles } from "../../cli/sql/steps.ts";
import { tearDown, teardownPlan } from "../../cli/sql/teardown.ts";
import { type SnowflakeTwin, startSnowflakeTwin } from "../../local/snowflake/server.ts";
import { s3Access } from "../snowflake/stages/session.ts";
import { startTinyS3, type TinyS3 } from "../snowflake/stages/tiny-s3.ts";

const checkout = join(import.meta.dirname, "../..");
const variables = { archive_url: "s3://archive/", integration_role_arn: "arn:aws:iam::000000000000:role/r" };
let root: string;
let s3: TinyS3;
let twin: SnowflakeTwin;
let connection: SqlConnection;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "reelhouse-deploy-"));
  s3 = await startTinyS3();
  twin = await startSnowflakeTwin({ port: 0, s3: s3Access(s3) });
  connection = await connectSnowflake({ accessUrl: twin.url, account: "a", username: "u", password: "p" });
  for (const file of ["sql/setup/10_database.sql", "sql/setup/15_deployed_steps.sql"]) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    copyFileSync(join(checkout, file), join(root, file));
  }
});

afterEach(async () => {
  await connection.close();
  await twin.close();
  await s3.close();
  rmSync(root, { recursive: true, force: true });
});

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
const deploy = (options = {}) => deploySql(connection, root, variables, options);
/** What a deploy would do, as `create TABLE REELHOUSE.RAW.FILMS`. */
const planned = async () =>
  (await makePlan(connection, root, variables)).steps
    .filter((step) => isChange(step) || step.action === "differs" || step.action === "again")
    .map(({ action, object, kind }) => `${action} ${object ? `${object.type} ${object.name}` : kind}`);
const one = async (sql: string) => (await connection.run(sql)).rows[0]?.[0];

it("plans everything, then nothing, then only what has changed", async () => {
  write("sql/movies/10_films.sql", "create table if not exists reelhouse.raw.films (id int);");
  write(
    "sql/movies/20_view.sql",
    "-- v1\ncreate or replace view reelhouse.silver.v as select id from reelhouse.raw.films;\ngrant select on view reelhouse.silver.v to role public;",
  );
  expect(await planned()).toContain("create TABLE REELHOUSE.RAW.FILMS");
  await deploy();
  expect(await planned()).toEqual([]);
  expect((await deploy()).files.reduce((sum, { statements }) => sum + statements, 0)).toBe(0);

  write(
    "sql/movies/20_view.sql",
    "/* v1, laid out anew */ CREATE OR REPLACE VIEW reelhouse.silver.v AS\n SELECT id FROM reelhouse.raw.films;\ngrant select on view reelhouse.silver.v to role public;",
  );
  expect(await planned()).toEqual([]);

  write(
    "sql/movies/20_view.sql",
    "create or replace view reelhouse.silver.v as select id + 1 as id from reelhouse.raw.films;\ngrant select on view reelhouse.silver.v to role public;",
  );
  expect(await planned()).toEqual(["replace VIEW REELHOUSE.SILVER.V", "again grant"]);
  await connection.run("insert into reelhouse.raw.films values (1)");
  await deploy();
  expect(await one("select id from reelhouse.silver.v")).toBe(2);
});

it("makes again what was dropped by hand", async () => {
  write("sql/movies/10_films.sql", "create table if not exists reelhouse.raw.films (id int);");
  await deploy();
  await connection.run("drop table reelhouse.raw.films");
  expect(await planned()).toEqual(["create TABLE REELHOUSE.RAW.FILMS"]);
  await deploy();
  expect(await one("select count(*) from reelhouse.raw.films")).toBe(0);
});

it("says which objects differ and leaves them alone until they are adopted", async () => {
  write("sql/movies/10_films.sql", "create table if not exists reelhouse.raw.films (id int);");
  await deploy();
  await connection.run("insert into reelhouse.raw.films values (7)");
  write("sql/movies/10_films.sql", "create table if not exists reelhouse.raw.films (id int, title varchar);");
  expect(await planned()).toEqual(["differs TABLE REELHOUSE.RAW.FILMS"]);
  for (const options of [{}, { all: true }])
    expect((await deploy(options)).differs).toEqual(["TABLE REELHOUSE.RAW.FILMS (sql/movies/10_films.sql)"]);
  expect(await one("select id from reelhouse.raw.films")).toBe(7);
  await connection.run("alter table reelhouse.raw.films add column title varchar");
  expect((await deploy({ adopt: true })).differs).toEqual([]);
  expect(await planned()).toEqual([]);
});

it("records a failed step and goes on from there", async () => {
  write("sql/movies/10_log.sql", "create table if not exists reelhouse.raw.log (n int);");
  write(
    "sql/movies/20_steps.sql",
    "create or replace sequence reelhouse.raw.s;\ninsert into reelhouse.raw.log values (1);\ncreate or replace view reelhouse.raw.v as\n  select * from reelhouse.raw.nowhere;\ninsert into reelhouse.raw.log values (2);",
  );
  await expect(deploy()).rejects.toThrow(/sql\/movies\/20_steps\.sql, line 4, statement 3 \(createView\): .*NOWHERE/s);
  expect(
    await one("select error like '%NOWHERE%' from reelhouse.monitoring.deployed_steps where outcome = 'failed'"),
  ).toBe(true);
  expect(await planned()).toEqual(["again insert", "retry VIEW REELHOUSE.RAW.V", "run insert"]);
  await connection.run("create table reelhouse.raw.nowhere (id int)");
  await deploy();
  expect(await planned()).toEqual([]);
  // The sequence was made once; what makes no object runs again with its file.
  expect(await one("select listagg(n, ' ') within group (order by n) from reelhouse.raw.log")).toBe("1 1 2");
});

it("runs statements again whose variables have changed, and names what no file makes any more", async () => {
  write(
    "sql/movies/10_films.sql",
    "create table if not exists reelhouse.raw.films (id int);\nset c = 'alter table reelhouse.raw.films set comment = ''' || $archive_url || '''';\nexecute immediate $c;",
  );
  await deploy();
  const elsewhere = await makePlan(connection, root, { ...variables, archive_url: "s3://other/" });
  expect(elsewhere.steps.filter(isChange).map(({ kind }) => kind)).toEqual(["executeImmediate"]);
  rmSync(join(root, "sql/movies/10_films.sql"));
  expect((await deploy()).orphans).toEqual([
    { file: "sql/movies/10_films.sql", type: "TABLE", name: "REELHOUSE.RAW.FILMS" },
  ]);
});

it("refuses a file that is no SQL, with its place", async () => {
  write("sql/movies/10_films.sql", "select 1;\nselect from where;");
  await expect(deploy()).rejects.toThrow(/sql\/movies\/10_films\.sql, line 2: /);
});

it("deploys the project's own files twice, plans nothing the second time, and tears down to nothing", async () => {
  const before = (await connection.run("show databases")).rows.length;
  await deploySql(connection, checkout, variables);
  const plan = await makePlan(connection, checkout, variables);
  expect(plan.steps.filter((step) => isChange(step) || step.action === "differs").map(({ key }) => key)).toEqual([]);
  expect(new Set(plan.steps.map(({ file }) => file))).toEqual(new Set(sqlFiles(checkout)));
  await tearDown(connection, checkout, teardownPlan(checkout, []));
  expect((await connection.run("show databases")).rows.length).toBe(before);
  for (const kind of ["roles", "warehouses", "integrations"])
    expect((await connection.run(`show ${kind} like 'REELHOUSE%'`)).rows).toEqual([]);
}, 60_000);
