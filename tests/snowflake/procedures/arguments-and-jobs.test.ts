/** OUT arguments, child jobs, and what the history says of the statements within, through the driver. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Client, type Opened, openTwin } from "../driver.ts";

let opened: Opened;
let client: Client;
beforeAll(async () => {
  opened = await openTwin();
  client = opened.client;
});
afterAll(() => opened.close());
beforeEach(() => client.run("create or replace table t (a int)"));

const block = async (text: string) => (await client.row(text))[0];

describe("OUT arguments", () => {
  beforeAll(() =>
    client.run(
      `create procedure split (whole number(10, 2), out units int, inout trail varchar) returns varchar language sql
       as $$ begin units := floor(whole); trail := trail || '!'; return 'done'; end $$`,
    ),
  );

  test("give the caller's variables the values that the parameters had at the end", async () => {
    const text =
      "declare u int; t varchar default 'hey'; r varchar; begin call split(7.9, :u, :t) into :r; return u || t || r; end";
    expect(await block(text)).toBe("7hey!done");
  });

  test("leave the variables as they were when the procedure fails", async () => {
    await client.run(
      "create or replace procedure fails_late (out v int) returns int language sql as $$ begin v := 5; select 1 / 0; return 1; end $$",
    );
    const text = "declare u int default 1; begin call fails_late(:u); exception when other then return u; end";
    expect(await block(text)).toBe(1);
  });

  test("are refused where there is no variable to take them, in functions and in JavaScript", async () => {
    expect((await client.fails("call split(7.9, 1, 'x')")).message).toContain("needs a variable of a block");
    expect((await client.fails("create function f (out x int) returns int as $$ 1 $$")).code).toBe("000002");
    const js = "create procedure p (out x float) returns float language javascript as $$ return 1 $$";
    expect((await client.fails(js)).message).toContain("OUT arguments of LANGUAGE JAVASCRIPT");
  });

  test("are shown by DESCRIBE and GET_DDL", async () => {
    const signature = await client.rows("describe procedure split(number, int, varchar)");
    expect(signature[0]?.value).toBe("(WHOLE NUMBER, OUT UNITS NUMBER, INOUT TRAIL VARCHAR)");
    expect(String(await block("select get_ddl('procedure', 'split(number, number, varchar)')"))).toContain("OUT UNITS");
  });
});

describe("child jobs", () => {
  test("a job's exception comes when it is awaited, not when it is started", async () => {
    const text = `begin
      async (select 1 / 0); insert into t values (1);
      begin await all; exception when statement_error then return 'late ' || (select count(*) from t); end;
      return 'never';
    end`;
    expect(await block(text)).toBe("late 1");
  });

  test("a resultset has its rows after AWAIT", async () => {
    const text =
      "declare r resultset default async (select column1 as a from values (4), (5)); begin await r; let s := 0; let c cursor for r; for x in c do s := s + x.a; end for; return s; end";
    expect(await block(text)).toBe(9);
    const before = "declare r resultset default async (select 1 as a); begin return table(r); end";
    expect((await client.fails(before)).message).toContain("R");
  });
});

describe("QUERY_HISTORY", () => {
  test("has the statements within a procedure, with their rows and errors", async () => {
    await client.run(
      `create or replace procedure p () returns int language sql as $$
       begin insert into t values (1), (2); select * from t; select 1 / 0; return 1; exception when other then return 2; end $$`,
    );
    await client.run("call p()");
    const rows = await client.rows(
      "select query_text, execution_status, rows_produced, rows_inserted, error_code from table(information_schema.query_history_by_session(result_limit => 5)) where query_text not ilike '%query_history%'",
    );
    expect(rows.map((row) => Object.values(row))).toEqual([
      ["select 1 / 0", "FAILED_WITH_ERROR", 0, 0, "100051"],
      ["select * from t", "SUCCESS", 2, 0, null],
      ["insert into t values (1), (2)", "SUCCESS", 1, 2, null],
      ["call p()", "SUCCESS", 1, 0, null],
    ]);
  });
});
