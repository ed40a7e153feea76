/** JavaScript functions and table functions in queries, through the driver. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Opened, openTwin } from "../driver.ts";

let opened: Opened;
beforeAll(async () => {
  opened = await openTwin();
  await opened.client.run("create table t (a float, b varchar, d date, v variant)");
  await opened.client.run(
    "insert into t select 1.5, 'x', '2026-01-01'::date, parse_json('{\"n\":[1,2]}') union all select null, null, null, null union all select 3, 'z', '2026-12-31'::date, parse_json('null')",
  );
});
afterAll(() => opened.close());

const run = (text: string) => opened.client.run(text);
const value = async (text: string) => (await opened.client.row(text))[0];

describe("functions", () => {
  test("are called for every row, with NULL as undefined", async () => {
    await run(
      "create function describe_js(a float, b varchar) returns varchar language javascript as $$ return typeof A + ':' + (B === undefined ? 'none' : B); $$",
    );
    expect(await opened.client.values("select describe_js(a, b) from t order by a nulls last")).toEqual([
      "number:x",
      "number:z",
      "undefined:none",
    ]);
    expect(await opened.client.values("select b from t where describe_js(a, b) like '%x'")).toEqual(["x"]);
  });

  test("STRICT functions give NULL for NULL without being run", async () => {
    await run("create function strict_js(a float) returns float language javascript strict as $$ return 1; $$");
    expect(await opened.client.values("select strict_js(a) from t order by a nulls first")).toEqual([null, 1, 1]);
  });

  test("take and give dates, timestamps, booleans, binaries and semi-structured values", async () => {
    await run(
      "create function day_after(d date) returns date language javascript as $$ if (D === undefined) return null; D.setUTCDate(D.getUTCDate() + 1); return D; $$",
    );
    expect(await opened.client.values("select day_after(d)::varchar from t order by d nulls last")).toEqual([
      "2026-01-02",
      "2027-01-01",
      null,
    ]);
    await run(
      "create function second_later(t timestamp_ntz) returns timestamp_ntz language javascript as $$ return new Date(T.getTime() + 1000); $$",
    );
    expect(await value("select second_later('1969-12-31 23:59:58.25'::timestamp_ntz)::varchar")).toBe(
      "1969-12-31 23:59:59.250",
    );
    await run(
      "create function keys_of(v variant) returns array language javascript as $$ return V === undefined ? ['sql null'] : V === null ? ['json null'] : Object.keys(V); $$",
    );
    expect(await opened.client.values("select keys_of(v) from t order by a nulls first")).toEqual([
      ["sql null"],
      ["n"],
      ["json null"],
    ]);
    await run("create function obj(a float) returns object language javascript as $$ return {z: A, a: [A, 'q']}; $$");
    expect(await value("select obj(2):a[1]::varchar || obj(2):z")).toBe("q2");
    await run("create function flip(b boolean) returns boolean language javascript as $$ return !B; $$");
    expect(await value("select flip(true)")).toBe(false);
    await run(
      "create function rev(b binary) returns binary language javascript as $$ return Uint8Array.from(B).reverse(); $$",
    );
    expect(await value("select rev(to_binary('0aff', 'hex'))::varchar")).toBe("FF0A");
  });

  test("convert arguments, take defaults, and stand in aggregates, views and other functions", async () => {
    await run(
      "create function times(a float, b float default 2) returns float language javascript as $$ return A * B; $$",
    );
    expect(await value("select times('3')")).toBe(6);
    expect(await value("select sum(times(a, 10)) from t where a is not null")).toBe(45);
    await run("create view w as select times(a) as twice from t");
    expect(await opened.client.values("select twice from w order by 1 limit 2")).toEqual([3, 6]);
    await run("create function outer_sql(a float) returns float as $$ times(a) + 1 $$");
    expect(await value("select outer_sql(4)")).toBe(9);
  });

  test("may be recursive inside, and keep their values over thousands of rows", async () => {
    await run(
      "create function fact(n float) returns float language javascript as $$ function f(n) { return n < 2 ? 1 : n * f(n - 1); } return f(N); $$",
    );
    expect(await value("select fact(5)")).toBe(120);
    await run("create function twice_js(n float) returns float language javascript as $$ return N * 2; $$");
    expect(
      await value(
        "select count_if(twice_js(s) = s * 2) from (select seq4() as s from table(generator(rowcount => 5000)))",
      ),
    ).toBe(5000);
  });

  test("an exception is the query's error, with the function's name", async () => {
    await run("create function broken(a float) returns float language javascript as $$ return A.b.c; $$");
    expect((await opened.client.fails("select broken(1)")).message).toMatch(
      /^JavaScript execution error: Uncaught TypeError: .* in BROKEN at/,
    );
    await run("create function wrong(a float) returns float language javascript as $$ return 'abc'; $$");
    expect((await opened.client.fails("select wrong(1)")).message).toContain("Failed to cast");
  });

  test("cannot run statements and have no way out", async () => {
    await run(
      "create function reach() returns varchar language javascript as $$ return [typeof snowflake, typeof process, typeof require].join(); $$",
    );
    expect(await value("select reach()")).toBe("undefined,undefined,undefined");
    await run(
      "create function escape_js() returns varchar language javascript as $$ return this.constructor.constructor('return process')().pid; $$",
    );
    expect((await opened.client.fails("select escape_js()")).message).toContain("JavaScript execution error");
  });

  test("NUMBER is refused", async () => {
    expect(
      (await opened.client.fails("create function num(a number) returns float language javascript as $$ return 1; $$"))
        .message,
    ).toContain("Language JAVASCRIPT does not support type 'NUMBER(38,0)'");
  });
});

describe("table functions", () => {
  test("write rows for the arguments of one call", async () => {
    await run(`create function upto_js(n float) returns table (i float, name varchar) language javascript as $$
      { processRow: function (row, rowWriter, context) { for (let i = 1; i <= row.N; i++) rowWriter.writeRow({I: i, NAME: 'n' + i}); } } $$`);
    expect(await opened.client.rows("select * from table(upto_js(2))")).toEqual([
      { I: 1, NAME: "n1" },
      { I: 2, NAME: "n2" },
    ]);
    expect(await value("select count(*) from table(upto_js(5::float)) u where u.i > 2")).toBe(3);
  });

  test("are joined to the rows of a table", async () => {
    expect(
      await opened.client.values("select t.b || u.name from t, table(upto_js(t.a)) u where t.a is not null order by 1"),
    ).toEqual(["xn1", "zn1", "zn2", "zn3"]);
  });

  test("initialize and finalize surround the rows", async () => {
    await run(`create function around(n float) returns table (s varchar) language javascript as $$
      { initialize: function (info, context) { context.total = 10; },
        processRow: function (row, rowWriter, context) { context.total += row.N; },
        finalize: function (rowWriter, context) { rowWriter.writeRow({S: 'total ' + context.total}); } } $$`);
    expect(await opened.client.values("select s from table(around(5))")).toEqual(["total 15"]);
    expect((await opened.client.fails("select s from t, table(around(t.a))")).message).toContain("finalize");
  });
});
