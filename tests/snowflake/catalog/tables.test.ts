import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Client, type Opened, openTwin } from "../driver.ts";

let opened: Opened;
let client: Client;

beforeAll(async () => {
  opened = await openTwin();
  client = opened.client;
});
afterAll(() => opened.close());
beforeEach(() => client.run("create or replace schema db.s"));

const described = async (table: string) =>
  (await client.rows(`describe table ${table}`)).map((row) => [row.name, row.type, row["null?"], row.default]);

describe("CREATE TABLE", () => {
  it("keeps every column type as Snowflake prints it", async () => {
    await client.run(`create table t (
      a int, b number(10,2), c float, d double precision, e varchar, f string(20), g char, h binary, i boolean, j date,
      k time, l timestamp, m timestamp_ltz(3), n timestamp_tz, o variant, p object, q array, r datetime, s text not null, u decimal)`);
    expect((await described("t")).map(([, type]) => type)).toEqual([
      "NUMBER(38,0)",
      "NUMBER(10,2)",
      "FLOAT",
      "FLOAT",
      "VARCHAR(16777216)",
      "VARCHAR(20)",
      "VARCHAR(1)",
      "BINARY(8388608)",
      "BOOLEAN",
      "DATE",
      "TIME(9)",
      "TIMESTAMP_NTZ(9)",
      "TIMESTAMP_LTZ(3)",
      "TIMESTAMP_TZ(9)",
      "VARIANT",
      "OBJECT",
      "ARRAY",
      "TIMESTAMP_NTZ(9)",
      "VARCHAR(16777216)",
      "NUMBER(38,0)",
    ]);
  });

  it("answers with the words of Snowflake, also for IF NOT EXISTS", async () => {
    expect(await client.values("create table t (a int)")).toEqual(["Table T successfully created."]);
    expect(await client.values("create table if not exists t (b int)")).toEqual([
      "T already exists, statement succeeded.",
    ]);
    expect((await client.fails("create table t (a int)")).message).toContain("Object 'DB.S.T' already exists.");
    expect(await client.values("create or replace table t (b int)")).toEqual(["Table T successfully created."]);
    expect(await described("t")).toEqual([["B", "NUMBER(38,0)", "Y", null]]);
  });

  it("tells upper case and quoted names apart", async () => {
    await client.run('create table "mixed" ("a" int, B int)');
    await client.run("create table mixed (c int)");
    await client.run('insert into "mixed" values (1, 2)');
    expect(await client.rows('select "a", b from s."mixed"')).toEqual([{ a: 1, B: 2 }]);
    expect((await client.fails('select a from "mixed"')).code).toBe("000904");
    expect(await client.values("select c from mixed")).toEqual([]);
    expect((await client.fails('create table t ("a" int, A int)')).message).toContain("differ in case alone");
  });

  it("fills defaults, identity columns and sequences", async () => {
    await client.run("create sequence seq start 10 increment 5");
    await client.run(
      `create table t (id int identity(100, 10), a int default 1 + 1, b varchar default 'x', c int default seq.nextval, d int)`,
    );
    await client.run("insert into t (d) values (1), (2)");
    await client.run("insert into t (d, a) values (3, null)");
    const rows = await client.rows("select id, a, b, c, d from t order by d");
    expect(rows).toEqual([
      { ID: 100, A: 2, B: "x", C: 10, D: 1 },
      { ID: 110, A: 2, B: "x", C: 15, D: 2 },
      { ID: 120, A: null, B: "x", C: 20, D: 3 },
    ]);
    expect((await described("t"))[0]).toEqual(["ID", "NUMBER(38,0)", "Y", "IDENTITY START 100 INCREMENT 10 NOORDER"]);
  });

  it("makes a table from a query, with names and types of the query or its own", async () => {
    await client.run("create table a as select 1 as i, 'x' as t, 2.50 as n, current_date() as d");
    expect((await described("a")).map(([name, type]) => [name, type])).toEqual([
      ["I", "NUMBER(1,0)"],
      ["T", "VARCHAR(1)"],
      ["N", "NUMBER(3,2)"],
      ["D", "DATE"],
    ]);
    await client.run("create table b (x varchar(10), y number(5,1)) as select i, n from a");
    expect(await client.rows("select * from b")).toEqual([{ X: "1", Y: 2.5 }]);
    expect((await client.fails("create table c (x int) as select 1, 2")).message).toContain("column");
  });

  it("copies the columns of LIKE, and the rows too of CLONE, which then live apart", async () => {
    await client.run("create table a (id int primary key, t varchar default 'd') comment = 'first'");
    await client.run("insert into a values (1, 'one')");
    await client.run("create table b like a");
    await client.run("create table c clone a");
    await client.run("insert into c (id) values (2)");
    expect(await client.values("select count(*) from b")).toEqual([0]);
    expect(await client.rows("select * from c order by id")).toEqual([
      { ID: 1, T: "one" },
      { ID: 2, T: "d" },
    ]);
    expect(await client.values("select count(*) from a")).toEqual([1]);
  });

  it("hides a permanent table behind a temporary one of the same name, in its session only", async () => {
    await client.run("create table t as select 'permanent' as w");
    await client.run("create temporary table t as select 'temporary' as w");
    expect(await client.values("select w from t")).toEqual(["temporary"]);
    await client.run("drop table t");
    expect(await client.values("select w from t")).toEqual(["permanent"]);
  });

  it("refuses what the twin does not have by name", async () => {
    for (const [sql, name] of [
      ["create external table x (a int) location = @st file_format = (type = csv)", "EXTERNAL TABLE"],
      ["create table x (a varchar collate 'en-ci')", "collation"],
      ["create table x (g geography)", "GEOGRAPHY"],
    ] as const) {
      const error = await client.fails(sql);
      expect(error.message).toContain(name);
      expect(error.sqlState).toBe("0A000");
    }
  });
});

describe("ALTER TABLE", () => {
  it("adds, renames and drops columns, and rows keep their values", async () => {
    await client.run("create table t (a int, b varchar)");
    await client.run("insert into t values (1, 'x')");
    await client.run("alter table t add column c int default 7, d date");
    await client.run("alter table t rename column b to bb");
    await client.run("alter table t drop column a");
    expect(await client.rows("select * from t")).toEqual([{ BB: "x", C: 7, D: null }]);
    expect((await client.fails("alter table t drop column nope")).code).toBe("000904");
    await client.run("alter table t drop column if exists nope");
    await client.run("alter table t add column if not exists c int");
  });

  it("widens types and refuses what Snowflake refuses", async () => {
    await client.run("create table t (a varchar(5), b number(5,2), c varchar not null)");
    await client.run("alter table t alter column a set data type varchar(50), column b set data type number(12,2)");
    await client.run("alter table t alter c drop not null");
    expect((await described("t")).map(([, type, nullable]) => [type, nullable])).toEqual([
      ["VARCHAR(50)", "Y"],
      ["NUMBER(12,2)", "Y"],
      ["VARCHAR(16777216)", "Y"],
    ]);
    expect((await client.fails("alter table t alter a type varchar(2)")).message).toContain("reducing the byte-length");
    expect((await client.fails("alter table t alter b type number(12,3)")).message).toContain("cannot change column B");
  });

  it("refuses NOT NULL where there are nulls, and a NOT NULL column without default on rows", async () => {
    await client.run("create table t (a int)");
    await client.run("insert into t values (null)");
    expect((await client.fails("alter table t alter a set not null")).message).toContain("contains null values");
    expect((await client.fails("alter table t add column b int not null")).message).toContain(
      "cannot be added to non-empty table",
    );
    expect((await client.fails("insert into t (a) select a from nowhere")).code).toBe("002003");
  });

  it("renames and swaps tables with their rows", async () => {
    await client.run("create table a as select 'a' as w");
    await client.run("create table b as select 'b' as w");
    await client.run("alter table a swap with b");
    expect([await client.values("select w from a"), await client.values("select w from b")]).toEqual([["b"], ["a"]]);
    await client.run("alter table a rename to db.public.moved");
    expect(await client.values("select w from db.public.moved")).toEqual(["b"]);
    expect((await client.fails("alter table b rename to db.public.moved")).code).toBe("002002");
    await client.run("drop table db.public.moved");
  });
});

describe("DROP and UNDROP", () => {
  it("bring back the newest table of the name with its rows", async () => {
    await client.run("create table t as select 1 as v");
    await client.run("drop table t");
    await client.run("create table t as select 2 as v");
    expect(await client.values("drop table t")).toEqual(["T successfully dropped."]);
    expect(await client.values("undrop table t")).toEqual(["Table T successfully restored."]);
    expect(await client.values("select v from t")).toEqual([2]);
    expect((await client.fails("undrop table t")).code).toBe("002002");
    await client.run("alter table t rename to newer");
    await client.run("undrop table t");
    expect(await client.values("select v from t")).toEqual([1]);
  });

  it("bring back a schema with all that was in it", async () => {
    await client.run("create schema gone");
    await client.run("create table gone.t as select 5 as v");
    await client.run("create view gone.v as select v from gone.t");
    await client.run("drop schema gone");
    expect((await client.fails("select * from gone.t")).code).toBe("002003");
    await client.run("undrop schema gone");
    expect(await client.values("select v from gone.v")).toEqual([5]);
  });

  it("tell the wrong kind of object and what is not there", async () => {
    await client.run("create or replace table db.s.t (a int)");
    expect((await client.fails("drop view db.s.t")).message).toContain("not specified type 'VIEW'");
    expect(await client.values("drop table if exists db.s.missing")).toEqual([
      "Drop statement executed successfully (MISSING already dropped).",
    ]);
    const error = await client.fails("drop table db.s.missing");
    expect(error.message).toContain("Table 'DB.S.MISSING' does not exist or not authorized.");
  });
});

describe("views", () => {
  it("answer from their tables, rename columns, and keep their own schema", async () => {
    await client.run("create table t (a int, b varchar)");
    await client.run("insert into t values (1, 'x'), (2, 'y')");
    await client.run("create view v (id comment 'key', w) as select a, upper(b) from t where a > 1");
    await client.run("use schema db.public");
    expect(await client.rows("select * from db.s.v")).toEqual([{ ID: 2, W: "Y" }]);
    await client.run("use schema db.s");
    await client.run("insert into t values (3, 'z')");
    expect(await client.values("select count(*) from v")).toEqual([2]);
  });

  it("say so when their query no longer fits", async () => {
    await client.run("create table t (a int)");
    await client.run("create view v as select * from t");
    await client.run("alter table t add column b int");
    expect((await client.fails("select * from v")).message).toContain(
      "declared 1 column(s), but view query produces 2 column(s)",
    );
    expect((await client.fails("create view w as select nope from t")).code).toBe("000904");
  });
});

describe("time travel", () => {
  it("reads a table as it was at a time, before a statement, and clones it so", async () => {
    await client.run("create table t (a int)");
    await client.run("insert into t values (1)");
    const { statement } = await client.run("insert into t values (2)");
    const before = `before(statement => '${statement.getQueryId()}')`;
    expect(await client.values(`select a from t ${before}`)).toEqual([1]);
    await client.run(`create table old clone t ${before}`);
    expect(await client.values("select a from old")).toEqual([1]);
    const error = await client.fails("select a from t at(offset => -86400 * 10)");
    expect(error.message).toContain("Time travel data is not available");
  });
});
