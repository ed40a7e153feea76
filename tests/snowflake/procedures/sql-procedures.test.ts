/** CREATE PROCEDURE … LANGUAGE SQL and CALL, through the driver. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Opened, openTwin } from "../driver.ts";

let opened: Opened;
beforeAll(async () => {
  opened = await openTwin();
  await opened.client.run("create table orders (id int, item varchar)");
  await opened.client.run("insert into orders values (1,'pen'), (2,'ink'), (3,'pad')");
});
afterAll(() => opened.close());

const run = (text: string) => opened.client.run(text);
const call = async (text: string) => (await opened.client.row(text))[0];

describe("CALL", () => {
  test("gives one row whose column has the procedure's name, in the type of RETURNS", async () => {
    await run("create procedure half(n int) returns number(10,1) language sql as $$ begin return n / 2; end $$");
    expect(await opened.client.rows("call half(5)")).toEqual([{ HALF: 2.5 }]);
    await run(
      "create procedure plain() returns varchar not null language sql execute as caller as begin return 'no quotes'; end",
    );
    expect(await call("call plain()")).toBe("no quotes");
    await run("create procedure quoted(a varchar) returns varchar language sql as 'begin return :a || ''!''; end'");
    expect(await call("call db.public.quoted('x')")).toBe("x!");
  });

  test("chooses the overload by the number and the types of the arguments", async () => {
    await run("create procedure over(a int) returns varchar language sql as $$ begin return 'int'; end $$");
    await run("create procedure over(a varchar) returns varchar language sql as $$ begin return 'text'; end $$");
    await run("create procedure over(a int, b int) returns varchar language sql as $$ begin return 'two'; end $$");
    expect(await call("call over(1)")).toBe("int");
    expect(await call("call over('1')")).toBe("text");
    expect(await call("call over(1, 2)")).toBe("two");
    expect((await opened.client.fails("call over(1, 2, 3)")).message).toContain(
      "Invalid argument types for function 'OVER': (NUMBER(1,0), NUMBER(1,0), NUMBER(1,0))",
    );
    expect((await opened.client.fails("call no_such(1)")).message).toContain("Unknown function NO_SUCH");
  });

  test("takes named arguments and defaults", async () => {
    await run(
      "create procedure d(a int, b int default 10, c varchar default upper('z')) returns varchar language sql as $$ begin return a || '-' || b || '-' || c; end $$",
    );
    expect(await call("call d(1)")).toBe("1-10-Z");
    expect(await call("call d(1, 2)")).toBe("1-2-Z");
    expect(await call("call d(c => 'q', a => 5)")).toBe("5-10-q");
    expect((await opened.client.fails("call d(b => 5)")).message).toContain("Invalid argument types");
  });

  test("takes binds, session variables and expressions as arguments", async () => {
    await run(
      "create procedure echo(a varchar, b number(10,2)) returns varchar language sql as $$ begin return a || b; end $$",
    );
    expect((await opened.client.row("call echo(?, ?)", ["x", 1.25]))[0]).toBe("x1.25");
    await run("set v = 'sv'");
    expect(await call("call echo($v, (select max(id) from orders) + 1)")).toBe("sv4.00");
  });

  test("changes tables with its arguments", async () => {
    await run(
      "create procedure add_order(id int, item varchar) returns varchar language sql as $$ begin insert into orders (id, item) values (:id, :item); return 'rows: ' || sqlrowcount; end $$",
    );
    expect(await call("call add_order(4, 'cap')")).toBe("rows: 1");
    expect(await opened.client.values("select item from orders where id = 4")).toEqual(["cap"]);
    await run("delete from orders where id = 4");
  });

  test("RETURNS TABLE gives rows under the declared names and types", async () => {
    await run(
      "create procedure upto(n int) returns table (k varchar, name varchar) language sql as $$ declare rs resultset; begin rs := (select id, item from orders where id <= :n order by id); return table(rs); end $$",
    );
    expect(await opened.client.rows("call upto(2)")).toEqual([
      { K: "1", NAME: "pen" },
      { K: "2", NAME: "ink" },
    ]);
    await run(
      "create procedure any_table() returns table () language sql as $$ begin let rs resultset := (select 1 as one); return table(rs); end $$",
    );
    expect(await opened.client.rows("call any_table()")).toEqual([{ ONE: 1 }]);
  });

  test("a table procedure may stand in FROM", async () => {
    expect(await opened.client.values("select name from table(upto(3)) where k > '1' order by 1")).toEqual([
      "ink",
      "pad",
    ]);
    expect(await call("begin let n int; let m := 2; select count(*) into :n from table(upto(:m)); return n; end")).toBe(
      2,
    );
  });

  test("a nested CALL stores its result with INTO", async () => {
    await run("create or replace procedure twice(n int) returns int language sql as $$ begin return n * 2; end $$");
    await run(
      "create or replace procedure thrice(n int) returns int language sql as $$ declare d int; begin call twice(:n) into :d; return d + n; end $$",
    );
    expect(await call("call thrice(5)")).toBe(15);
    expect(
      await call(
        "begin let r int; call thrice(1) into :r; let rs resultset := (call twice(21)); let c cursor for rs; let s int; open c; fetch c into s; return r + s; end",
      ),
    ).toBe(45);
  });

  test("recursion ends at the deepest level", async () => {
    await run(
      "create or replace procedure down(n int) returns int language sql as $$ declare r int; begin if (n = 0) then return 0; end if; call down(:n - 1) into :r; return r + 1; end $$",
    );
    expect(await call("call down(4)")).toBe(4);
    expect((await opened.client.fails("call down(100)")).message).toContain("levels deep");
  });
});

describe("rights and transactions", () => {
  test("with owner's rights names are looked up in the procedure's schema, and the session stays as it was", async () => {
    await run("create schema other");
    await run("use schema public");
    await run(
      "create procedure other.where_am_i() returns varchar language sql as $$ begin use schema public; use schema other; return current_schema(); end $$",
    );
    expect(await call("call other.where_am_i()")).toBe("OTHER");
    expect(await call("select current_schema()")).toBe("PUBLIC");
    await run(
      "create procedure other.caller_schema() returns varchar language sql execute as caller as $$ begin return current_schema(); end $$",
    );
    expect(await call("call other.caller_schema()")).toBe("PUBLIC");
  });

  test("session variables are the caller's: with caller's rights alone they are seen and set", async () => {
    await run("set mark = 'm'");
    await run(
      "create procedure see_caller() returns varchar language sql execute as caller as $$ begin set mark2 = 'n'; return $mark; end $$",
    );
    expect(await call("call see_caller()")).toBe("m");
    expect(await call("select $mark2")).toBe("n");
    await run("create procedure see_owner() returns varchar language sql as $$ begin return $mark; end $$");
    expect((await opened.client.fails("call see_owner()")).message).toContain("MARK");
  });

  test("a transaction left open by a procedure is rolled back and told", async () => {
    await run("create or replace table t (a int)");
    await run(
      "create procedure leaves_open() returns varchar language sql as $$ begin begin transaction; insert into t values (1); return 'x'; end $$",
    );
    expect((await opened.client.fails("call leaves_open()")).message).toBe(
      "Scoped transaction started in stored procedure is incomplete and it was rolled back.",
    );
    expect(await opened.client.values("select a from t")).toEqual([]);
  });

  test("a procedure may not end its caller's transaction", async () => {
    await run(
      "create procedure ends_it() returns varchar language sql as $$ begin insert into t values (7); commit; return 'x'; end $$",
    );
    await run("begin");
    expect((await opened.client.fails("call ends_it()")).message).toContain("different scope");
    await run("rollback");
    expect(await opened.client.values("select a from t")).toEqual([]);
  });

  test("an uncaught error names line and position of the body, level by level", async () => {
    await run(
      "create procedure fails_inside() returns int language sql as $$\nbegin\n  let x := 1;\n  insert into no_such values (1);\nend\n$$",
    );
    await run("create procedure fails_outside() returns int language sql as $$ begin call fails_inside(); end $$");
    const error = await opened.client.fails("call fails_outside()");
    expect(error.message).toMatch(
      /^Uncaught exception of type 'STATEMENT_ERROR' on line 1 at position 7 : Uncaught exception of type 'STATEMENT_ERROR' on line 4 at position 2 : SQL compilation error:/,
    );
    expect(String(error.code)).toBe("002003");
  });
});

describe("other forms", () => {
  test("WITH … AS PROCEDURE calls a procedure that is not kept", async () => {
    expect(
      await call("with p as procedure (a int) returns int language sql as $$ begin return a + 1; end $$ call p(41)"),
    ).toBe(42);
    expect((await opened.client.fails("call p(41)")).message).toContain("Unknown function P");
  });

  test("a procedure nested in DECLARE is called from its block", async () => {
    expect(
      await call(
        "declare n int; add_one procedure (a int) returns int as begin return a + 1; end; begin call add_one(4) into :n; return n; end",
      ),
    ).toBe(5);
  });

  test("STRICT procedures are not run for NULL", async () => {
    await run("create procedure strict_one(a int) returns int language sql strict as $$ begin return 1; end $$");
    expect(await call("call strict_one(null)")).toBe(null);
  });

  test("Python, Java and Scala are refused by name", async () => {
    for (const language of ["python", "java", "scala"]) {
      expect(
        (
          await opened.client.fails(
            `create procedure other_language() returns int language ${language} runtime_version = '1' packages = ('a') handler = 'h' as $$ x $$`,
          )
        ).message,
      ).toContain(`LANGUAGE ${language.toUpperCase()}`);
    }
  });
});

describe("describing without running", () => {
  test("a CALL has the columns of RETURNS, and changes nothing", async () => {
    await run("create or replace table described (a int)");
    await run(
      "create procedure describe_me() returns number(10,2) language sql as $$ begin insert into described values (1); return 1; end $$",
    );
    const answer = await opened.client.run("call describe_me()", undefined, { describeOnly: true });
    expect(
      answer.statement.getColumns()?.map((column) => [column.getName(), column.getType(), column.getScale()]),
    ).toEqual([["DESCRIBE_ME", "fixed", 2]]);
    expect(await opened.client.values("select count(*) from described")).toEqual([0]);
  });
});
