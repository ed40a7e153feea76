/** Snowflake Scripting in anonymous blocks, through the driver. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Opened, openTwin } from "../driver.ts";

let opened: Opened;
beforeAll(async () => {
  opened = await openTwin();
  await opened.client.run("create table orders (id int, item varchar, price number(10,2), on_day date)");
  await opened.client.run(
    "insert into orders values (1,'pen',1.50,'2026-01-01'), (2,'ink',20.25,'2026-01-02'), (3,'pad',3,'2026-02-01')",
  );
});
afterAll(() => opened.close());

const block = async (text: string) => (await opened.client.row(text))[0];

describe("variables", () => {
  test("a block returns one value in a column called anonymous block", async () => {
    expect(await opened.client.rows("begin let x := 1; x := x + 41; return x; end")).toEqual([
      { "anonymous block": 42 },
    ]);
  });

  test("a block without RETURN gives NULL", async () => {
    expect(await opened.client.rows("begin let x := 1; end;")).toEqual([{ "anonymous block": null }]);
  });

  test("EXECUTE IMMEDIATE runs a block in dollar quotes", async () => {
    expect(await block("execute immediate $$\ndeclare a int default 2; begin return a * :a; end;\n$$")).toBe(4);
  });

  test("a declared type converts what is assigned", async () => {
    expect(await block("declare p number(10,2); begin p := '12.345'; return p; end")).toBe(12.35);
    expect(await block("declare d date default '2026-01-31'; begin return dateadd(day, 1, d)::varchar; end")).toBe(
      "2026-02-01",
    );
    expect(await block("declare v varchar(3); begin v := 12; return v || '!'; end")).toBe("12!");
    expect((await opened.client.fails("declare v varchar(3); begin v := 'abcd'; return v; end")).message).toContain(
      "'EXPRESSION_ERROR' on line 1 at position 28",
    );
  });

  test("dates, times, timestamps, binaries and semi-structured values keep their value", async () => {
    const text = `declare
      d date := '2026-03-01'; t time := '10:11:12.5'; n timestamp_ntz := '2026-03-01 10:11:12.345678';
      z timestamp_tz := '2026-03-01 10:00:00 +02:00'; b binary := to_binary('0aff', 'hex');
      v variant := parse_json('{"a":[1,2]}'); a array := array_construct(1, 'x'); o object := object_construct('k', true);
    begin
      return object_construct('d', d, 't', t::varchar, 'n', n::varchar, 'z', z::varchar, 'b', b::varchar,
        'v', v:a[1], 'a', a[1], 'o', o:k, 'size', array_size(a));
    end`;
    expect(await block(text)).toEqual({
      a: "x",
      b: "0AFF",
      d: "2026-03-01",
      n: "2026-03-01 10:11:12.345",
      o: true,
      size: 2,
      t: "10:11:12",
      v: 2,
      z: "2026-03-01 10:00:00.000 +0200",
    });
  });

  test("a variable of an inner block hides the outer one and ends with its block", async () => {
    expect(await block("begin let x := 1; begin let x := 2; x := 3; end; return x; end")).toBe(1);
    expect(await block("begin let x := 1; begin x := 2; end; return x; end")).toBe(2);
    expect((await opened.client.fails("begin begin let y := 2; end; return y; end")).message).toContain(
      "invalid identifier 'Y'",
    );
  });

  test("in a statement a variable needs its colon: a bare name is a column", async () => {
    expect(
      await block("begin let id := 2; let n int; select count(*) into :n from orders where id = :id; return n; end"),
    ).toBe(1);
    expect(
      await block("begin let id := 2; let n int; select count(*) into :n from orders where id = id; return n; end"),
    ).toBe(3);
    expect((await opened.client.fails("begin let k := 2; select * from orders where id = k; end")).message).toContain(
      "invalid identifier 'K'",
    );
  });

  test("SELECT INTO sets several variables and refuses other than one row", async () => {
    expect(
      await block(
        "declare a varchar; b number(10,2); begin select item, price into :a, :b from orders where id = 2; return a || b; end",
      ),
    ).toBe("ink20.25");
    expect((await opened.client.fails("declare a int; begin select id into :a from orders; end")).message).toContain(
      "A SELECT INTO statement expects exactly 1 returned row, but got 3.",
    );
  });

  test("a subquery in an expression takes variables with a colon", async () => {
    expect(
      await block("begin let m := 2; let s := (select sum(price) from orders where id <= :m); return s; end"),
    ).toBe(21.75);
  });

  test("identifier() and table() take names from variables", async () => {
    expect(
      await block("begin let t := 'orders'; let n int; select count(*) into :n from identifier(:t); return n; end"),
    ).toBe(3);
    expect(
      await block("begin let t := 'ORDERS'; let n int; select count(*) into :n from table(:t); return n; end"),
    ).toBe(3);
  });

  test("client binds reach the statements of a block", async () => {
    expect(
      (
        await opened.client.row(
          "begin let a := ?; let n int; select count(*) into :n from orders where id > ?; return a + n; end",
          [10, 1],
        )
      )[0],
    ).toBe(12);
  });
});

describe("control flow", () => {
  test("IF, ELSEIF, ELSE; NULL is not true", async () => {
    const text = (x: string) =>
      `declare x int default ${x}; begin if (x > 10) then return 'big'; elseif (x > 5) then return 'middle'; else return 'small'; end if; end`;
    expect(await block(text("11"))).toBe("big");
    expect(await block(text("6"))).toBe("middle");
    expect(await block(text("1"))).toBe("small");
    expect(await block(text("null"))).toBe("small");
  });

  test("CASE with and without an operand", async () => {
    expect(
      await block(
        "begin let x := 2; case (x) when 1 then return 'one'; when 2 then return 'two'; else return 'many'; end; end",
      ),
    ).toBe("two");
    expect(await block("begin let x := 7; case when x < 5 then return 'few'; else return 'many'; end case; end")).toBe(
      "many",
    );
  });

  test("FOR over a range counts up, and down with REVERSE", async () => {
    expect(await block("begin let s := ''; for i in 1 to 4 do s := s || i; end for; return s; end")).toBe("1234");
    expect(await block("begin let s := ''; for i in reverse 1 to 4 loop s := s || i; end loop; return s; end")).toBe(
      "4321",
    );
    expect(await block("begin let s := ''; for i in 3 to 1 do s := s || i; end for; return s; end")).toBe("");
  });

  test("WHILE, REPEAT and LOOP with BREAK and CONTINUE", async () => {
    expect(await block("begin let i := 0; while (i < 5) do i := i + 2; end while; return i; end")).toBe(6);
    expect(await block("begin let i := 0; repeat i := i + 1; until (i >= 3) end repeat; return i; end")).toBe(3);
    expect(
      await block(
        "begin let i := 0; let s := 0; loop i := i + 1; if (i = 3) then continue; end if; if (i > 5) then break; end if; s := s + i; end loop; return s; end",
      ),
    ).toBe(12);
  });

  test("labels leave or go on with an outer loop", async () => {
    expect(
      await block(`begin let s := '';
        for i in 1 to 3 do
          for j in 1 to 3 do
            if (j = 2) then continue outside; end if;
            if (i = 3) then break outside; end if;
            s := s || i || j || ' ';
          end for;
        end for outside;
        return s; end`),
    ).toBe("11 21 ");
  });
});

describe("cursors and resultsets", () => {
  test("FOR walks a cursor's rows by column name", async () => {
    expect(
      await block(
        "declare c cursor for select id, price from orders order by id; total number(10,2) default 0; begin for r in c do total := total + r.price; end for; return total; end",
      ),
    ).toBe(24.75);
  });

  test("OPEN with binds, FETCH, CLOSE; after the last row NULL", async () => {
    expect(
      await block(`declare c cursor for select item from orders where id >= ? and id <= ? order by id; a varchar; b varchar; d varchar;
        begin open c using (1, 2); fetch c into a; fetch c into b; fetch c into d; close c; return a || b || coalesce(d, '-'); end`),
    ).toBe("penink-");
    expect(
      (await opened.client.fails("declare c cursor for select 1; a int; begin fetch c into a; end")).message,
    ).toContain("not open");
  });

  test("a resultset is returned as a table, read by cursors and queried", async () => {
    expect(
      await opened.client.rows(
        "declare rs resultset default (select id, item from orders where id < 3 order by id); begin return table(rs); end",
      ),
    ).toEqual([
      { ID: 1, ITEM: "pen" },
      { ID: 2, ITEM: "ink" },
    ]);
    expect(
      await block(
        "begin let rs resultset := (select id from orders); let c cursor for rs; let n := 0; for r in c do n := n + r.id; end for; return n; end",
      ),
    ).toBe(6);
    expect(
      await block(
        "begin let rs resultset := (select id from orders); let n int; select sum(id) into :n from table(rs); return n; end",
      ),
    ).toBe(6);
    expect(
      await block(
        "begin let rs resultset := (select id from orders); let n := 0; for r in rs do n := n + r.id; end for; return n; end",
      ),
    ).toBe(6);
  });

  test("a resultset from dynamic SQL with USING", async () => {
    expect(
      await opened.client.values(
        "declare q varchar default 'select item from orders where id > ? and price > ? order by 1'; low int default 1; rs resultset; begin rs := (execute immediate :q using (low, 2)); return table(rs); end",
      ),
    ).toEqual(["ink", "pad"]);
  });

  test("RETURN TABLE takes a query, types and all", async () => {
    expect(
      await opened.client.rows(
        "begin return table(select on_day, price, parse_json('{\"a\":1}') as v from orders where id = 1); end",
      ),
    ).toEqual([{ ON_DAY: new Date("2026-01-01"), PRICE: 1.5, V: { a: 1 } }]);
  });

  test("RESULT_SCAN reads the statement before, inside the block", async () => {
    expect(
      await block(
        "begin show tables; let n int; select count(*) into :n from table(result_scan(last_query_id())) where \"name\" = 'ORDERS'; return n; end",
      ),
    ).toBe(1);
    expect(
      await block(
        "begin select id from orders; let q := sqlid; let n int; select sum(id) into :n from table(result_scan(:q)); return n; end",
      ),
    ).toBe(6);
  });
});

describe("exceptions", () => {
  test("a handler sees SQLCODE, SQLERRM and SQLSTATE of a failed statement", async () => {
    expect(
      await block(
        "begin select * from no_such; exception when statement_error then return object_construct('code', sqlcode, 'state', sqlstate, 'text', sqlerrm); end",
      ),
    ).toEqual({ code: 2003, state: "42S02", text: expect.stringContaining("NO_SUCH' does not exist") });
  });

  test("an expression that fails is an EXPRESSION_ERROR", async () => {
    expect(
      await block(
        "begin let x := 1; x := x / 0; exception when statement_error then return 's'; when expression_error then return 'e ' || sqlerrm; end",
      ),
    ).toBe("e Division by zero");
  });

  test("declared exceptions are raised, handled by name, raised again", async () => {
    const declare = "declare mine exception (-20002, 'It is mine.'); ";
    expect(
      await block(`${declare} begin raise mine; exception when mine then return sqlcode || sqlerrm || sqlstate; end`),
    ).toBe("-20002It is mine.P0001");
    expect(await block(`${declare} begin raise mine; exception when other then return 'other'; end`)).toBe("other");
    expect(
      await block(
        `${declare} begin begin raise mine; exception when mine then raise; end; exception when mine then return 'again'; end`,
      ),
    ).toBe("again");
  });

  test("what nobody handles is told with line and position", async () => {
    const own = await opened.client.fails(
      "declare\n  mine exception (-20002, 'It is mine.');\nbegin\n  let x := 1;\n  raise mine;\nend",
    );
    expect(own.message).toBe("Uncaught exception of type 'MINE' on line 5 at position 2 : It is mine.");
    expect(String(own.code)).toBe("-20002");
    expect(own.sqlState).toBe("P0001");
    const failed = await opened.client.fails(
      "execute immediate $$\nbegin\n  select 1;\n  select a from orders;\nend\n$$",
    );
    expect(failed.message).toContain(
      "Uncaught exception of type 'STATEMENT_ERROR' on line 4 at position 2 : SQL compilation error: error line 1 at position 7\ninvalid identifier 'A'",
    );
  });

  test("a CONTINUE handler goes on after the statement that failed", async () => {
    expect(
      await block(
        "begin let s := 'a'; select * from no_such; s := s || 'b'; return s; exception when statement_error continue then s := s || 'h'; end",
      ),
    ).toBe("ahb");
  });

  test("a handler's own exception goes outwards", async () => {
    expect(
      await block(
        "begin begin select * from no_such; exception when other then select * from no_other; end; exception when other then return sqlerrm; end",
      ),
    ).toContain("NO_OTHER");
  });
});

describe("statements", () => {
  test("SQLROWCOUNT, SQLFOUND and SQLNOTFOUND tell of the last DML, and NULL after another statement", async () => {
    await opened.client.run("create or replace table t (a int)");
    expect(await block("begin insert into t values (1), (2), (3); return sqlrowcount; end")).toBe(3);
    expect(
      await block(
        "begin update t set a = a + 1 where a > 100; return array_construct(sqlrowcount, sqlfound, sqlnotfound); end",
      ),
    ).toEqual([0, false, true]);
    expect(await block("begin delete from t; select 1; return sqlrowcount; end")).toBe(null);
  });

  test("a transaction inside a block commits and rolls back", async () => {
    await opened.client.run("create or replace table t (a int)");
    await block(
      "begin begin transaction; insert into t values (1); rollback; begin transaction; insert into t values (2); commit; end",
    );
    expect(await opened.client.values("select a from t")).toEqual([2]);
  });

  test("DDL and MERGE with variables", async () => {
    expect(
      await block(`begin
        create or replace temporary table target (id int, n int);
        for i in 1 to 3 do insert into target select :i, 0; end for;
        let two := 2;
        merge into target t using (select :two as id) s on t.id = s.id when matched then update set n = 5;
        let r int; select sum(n) into :r from target; return r; end`),
    ).toBe(5);
  });

  test("EXECUTE IMMEDIATE takes text from variables, USING binds, and blocks", async () => {
    expect(
      await block(
        "begin let q := 'select count(*) from orders where on_day >= ?'; let d := '2026-01-02'::date; let rs resultset := (execute immediate q using (d)); let c cursor for rs; open c; let n int; fetch c into n; return n; end",
      ),
    ).toBe(2);
    expect(
      await block(
        "begin let q := 'begin return 5; end'; execute immediate :q; let n int; select * into :n from table(result_scan(last_query_id())); return n; end",
      ),
    ).toBe(5);
  });
});
