/** LANGUAGE JAVASCRIPT procedures, through the driver. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Opened, openTwin } from "../driver.ts";

let opened: Opened;
beforeAll(async () => {
  opened = await openTwin();
  await opened.client.run(
    "create table orders (id int, item varchar, price number(10,2), made timestamp_ntz, v variant)",
  );
  await opened.client.run(
    "insert into orders select 1, 'pen', 1.5, '2026-01-01 10:00:00.123'::timestamp_ntz, parse_json('{\"a\":[1,2]}') union all select 2, 'ink', 20.25, null, null",
  );
});
afterAll(() => opened.close());

let made = 0;
/** Makes a procedure and calls it. */
async function js(body: string, { returns = "variant", parameters = "", args = "" } = {}): Promise<unknown> {
  made += 1;
  await opened.client.run(
    `create procedure js${made}(${parameters}) returns ${returns} language javascript as $$${body}$$`,
  );
  return (await opened.client.row(`call js${made}(${args})`))[0];
}

describe("statements", () => {
  test("snowflake.execute reads rows by name and by number", async () => {
    expect(
      await js(`
        const rs = snowflake.execute({sqlText: "select id, item, price from orders order by id"});
        const out = [];
        while (rs.next()) out.push([rs.getColumnValue(1), rs.getColumnValue("ITEM"), rs.getColumnValue(3)]);
        return out;`),
    ).toEqual([
      [1, "pen", 1.5],
      [2, "ink", 20.25],
    ]);
  });

  test("createStatement with binds; counts, names and types of the result", async () => {
    expect(
      await js(`
        var stmt = snowflake.createStatement({sqlText: "select id as n, item from orders where id >= ? and item = :2", binds: [1, 'ink']});
        var rs = stmt.execute();
        rs.next();
        return [stmt.getRowCount(), stmt.getColumnCount(), stmt.getColumnName(1), stmt.getColumnType(1), stmt.getColumnSqlType(2), rs.getColumnValue("N"), stmt.getSqlText().length > 10, typeof rs.getQueryId()];`),
    ).toEqual([1, 2, "N", "number", "TEXT", 2, true, "string"]);
  });

  test("values have JavaScript's types", async () => {
    expect(
      await js(`
        var rs = snowflake.execute({sqlText: "select made, v, null, true, to_binary('0aff','hex'), '10:11:12'::time, '2026-02-03'::date from orders where id = 1"});
        rs.next();
        var made = rs.getColumnValue(1);
        return [made instanceof Date, made.getTime(), rs.getColumnValue(2).a[1], rs.getColumnValue(3) === null, rs.getColumnValue(4), Array.from(rs.getColumnValue(5)), rs.getColumnValue(6), rs.getColumnValue(7).toISOString()];`),
    ).toEqual([
      true,
      Date.UTC(2026, 0, 1, 10, 0, 0, 123),
      2,
      true,
      true,
      [10, 255],
      "10:11:12",
      "2026-02-03T00:00:00.000Z",
    ]);
  });

  test("DML counts, DDL, and what was changed is there afterwards", async () => {
    expect(
      await js(`
        snowflake.execute({sqlText: "create or replace table made_by_js (a int, b varchar, c timestamp_ntz)"});
        var st = snowflake.createStatement({sqlText: "insert into made_by_js values (?, ?, ?), (2, 'y', null)", binds: [1, null, new Date(Date.UTC(2026, 4, 1))]});
        st.execute();
        var up = snowflake.createStatement({sqlText: "update made_by_js set b = 'z' where a > 0"});
        up.execute();
        return [st.getNumRowsAffected(), st.getNumRowsInserted(), up.getNumRowsUpdated()];`),
    ).toEqual([2, 2, 2]);
    expect(await opened.client.rows("select a, b, c::varchar as c from made_by_js order by a")).toEqual([
      { A: 1, B: "z", C: "2026-05-01 00:00:00.000" },
      { A: 2, B: "z", C: null },
    ]);
  });

  test("transactions of the body commit and roll back", async () => {
    await opened.client.run("create or replace table t (a int)");
    await js(`snowflake.execute({sqlText: "begin"}); snowflake.execute({sqlText: "insert into t values (1)"}); snowflake.execute({sqlText: "rollback"});
      snowflake.execute({sqlText: "begin"}); snowflake.execute({sqlText: "insert into t values (2)"}); snowflake.execute({sqlText: "commit"});`);
    expect(await opened.client.values("select a from t")).toEqual([2]);
  });

  test("a body calls other procedures", async () => {
    await opened.client.run(
      "create procedure inner_js(X float) returns float language javascript as $$ return X * 2; $$",
    );
    expect(
      await js(
        `var rs = snowflake.execute({sqlText: "call inner_js(?)", binds: [21]}); rs.next(); return rs.getColumnValue(1);`,
      ),
    ).toBe(42);
  });
});

describe("arguments and results", () => {
  test("arguments are upper case unless quoted", async () => {
    expect(
      await js("return A + b + C;", {
        returns: "varchar",
        parameters: 'a varchar, "b" varchar, C varchar',
        args: "'x', 'y', 'z'",
      }),
    ).toBe("xyz");
    expect(
      String(
        await js("return a;", { returns: "varchar", parameters: "a varchar", args: "'x'" }).catch(
          (error) => error.message,
        ),
      ),
    ).toContain("ReferenceError: a is not defined");
  });

  test("each type arrives and returns as itself", async () => {
    expect(await js("return F + 0.5", { returns: "float", parameters: "f float", args: "2" })).toBe(2.5);
    expect(await js("return !B", { returns: "boolean", parameters: "b boolean", args: "false" })).toBe(true);
    expect(await js("return D", { returns: "date", parameters: "d date", args: "'2026-02-03'::date" })).toEqual(
      new Date("2026-02-03"),
    );
    expect(
      await js("return new Date(T.getTime() + 1000)", {
        returns: "timestamp_ntz",
        parameters: "t timestamp_ntz",
        args: "'2026-02-03 04:05:06.5'::timestamp_ntz",
      }),
    ).toEqual(new Date("2026-02-03T04:05:07.5Z"));
    expect(
      await js("return [V.a, A.length, O.k]", {
        returns: "array",
        parameters: "v variant, a array, o object",
        args: "parse_json('{\"a\":1}'), array_construct(1,2), object_construct('k','w')",
      }),
    ).toEqual([1, 2, "w"]);
    expect(await js("return {b: 1, a: [undefined, null, {d: true}]}", { returns: "object" })).toEqual({
      a: [null, null, { d: true }],
      b: 1,
    });
    expect(await js("return {n: 1}", { returns: "variant" })).toEqual({ n: 1 });
  });

  test("NULL arrives as undefined, and undefined and null return as NULL", async () => {
    expect(
      await js("return A === undefined ? 'undefined' : 'other'", {
        returns: "varchar",
        parameters: "a varchar",
        args: "null",
      }),
    ).toBe("undefined");
    expect(await js("return null", { returns: "varchar" })).toBe(null);
    expect(await js("", { returns: "float" })).toBe(null);
  });

  test("NUMBER is refused: JavaScript has FLOAT", async () => {
    expect(
      (await opened.client.fails("create procedure n(a number) returns varchar language javascript as $$ return 1; $$"))
        .message,
    ).toContain("Language JAVASCRIPT does not support type 'NUMBER(38,0)' for argument or return type.");
  });
});

describe("errors", () => {
  test("a caught error has code, state, message and stackTraceTxt", async () => {
    expect(
      await js(`
        try { snowflake.execute({sqlText: "select * from no_such"}); }
        catch (err) { return [err.code, err.state, err.message.includes("NO_SUCH"), err.stackTraceTxt]; }`),
    ).toEqual([2003, "42S02", true, "At Snowflake.execute, line 2 position 24"]);
  });

  test("an uncaught SQL error and an uncaught exception end the call", async () => {
    await expect(js(`snowflake.execute({sqlText: "select * from no_such"});`)).rejects.toThrow(
      /^Execution error in store procedure JS\d+:\nSQL compilation error:/,
    );
    await expect(js("\nfoo();")).rejects.toThrow(
      /^JavaScript execution error: Uncaught ReferenceError: foo is not defined in JS\d+ at 'foo\(\);' position 0\nstackstrace: \nJS\d+ line: 2$/,
    );
    await expect(js("throw 'mine'")).rejects.toThrow(/^JavaScript execution error: Uncaught mine in JS\d+/);
    await expect(js("return (;")).rejects.toThrow(/^JavaScript compilation error: Uncaught SyntaxError/);
  });

  test("an exception of JavaScript is caught in a SQL block", async () => {
    await opened.client.run(
      "create procedure throws_js() returns varchar language javascript as $$ throw new Error('from js'); $$",
    );
    expect(
      (await opened.client.row("begin call throws_js(); exception when statement_error then return sqlerrm; end"))[0],
    ).toContain("from js");
  });
});
