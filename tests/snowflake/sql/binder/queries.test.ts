/** What a query means: names, joins, grouping, ordering, types of columns. Each runs on DuckDB and is checked against the binder's types. */
import { beforeAll, describe, expect, it } from "vitest";
import type { BindTexts } from "../../../../local/snowflake/sql/binder/catalog-view.ts";
import { openTwinSql, type TwinSql } from "./twin-sql.ts";

let twin: TwinSql;
beforeAll(async () => {
  twin = await openTwinSql({
    T: {
      columns: {
        ID: "INT not null",
        NAME: "VARCHAR(20)",
        D: "DATE",
        TS: "TIMESTAMP_NTZ",
        V: "VARIANT",
        AMOUNT: "NUMBER(10,2)",
        lower: "VARCHAR",
      },
      rows: `values (1, 'ann', date '2024-01-31', timestamp '2024-01-31 10:20:30', '{"a":[1,2],"s":"x"}', 10.50, 'l1'),
        (2, 'bob', date '2024-02-29', null, '[1,2,3]', 20.25, 'l2'), (3, null, null, null, null, null, null)`,
    },
    U: { columns: { ID: "INT", CITY: "VARCHAR" }, rows: "values (1, 'Rome'), (2, 'Oslo'), (4, 'Bonn')" },
    QUOTES: {
      columns: { SYM: "VARCHAR", AT: "INT", PRICE: "INT" },
      rows: "values ('A', 1, 10), ('A', 5, 50), ('B', 2, 20)",
    },
  });
});

const cases: readonly (readonly [title: string, sql: string, rows: (string | null)[][]])[] = [
  ["unquoted names are upper case", "select Id from T where NAME = 'ann'", [["1"]]],
  ["quoted names keep their case", `select "lower" from t where id = 1`, [["l1"]]],
  ["full names find the column", "select db.public.t.id from db.public.t where t.id = 1", [["1"]]],
  [
    "an alias can be used in the select list",
    "select id as a, a + 1 as b, b * 2 from t where id = 1",
    [["1", "2", "4"]],
  ],
  ["an alias can be used in WHERE", "select id * 10 as x from t where x = 20", [["20"]]],
  ["a column comes before an alias of its name", "select id + 1 as id from t where id = 1", [["2"]]],
  ["NULLs are last when ascending", "select name from t order by name", [["ann"], ["bob"], [null]]],
  ["NULLs are first when descending", "select name from t order by name desc", [[null], ["bob"], ["ann"]]],
  ["NULLS FIRST says otherwise", "select name from t order by name nulls first limit 1", [[null]]],
  ["ordering by position", "select id, name from t order by 1 desc limit 1", [["3", null]]],
  [
    "ordering by what is not selected",
    "select name from t order by amount desc nulls last",
    [["bob"], ["ann"], [null]],
  ],
  ["ORDER BY ALL", "select name, id from t order by all limit 1", [["ann", "1"]]],
  ["ordering by a path goes by number", "select id from t order by v:a[0] nulls last, id", [["1"], ["2"], ["3"]]],
  ["TOP", "select top 1 id from t order by id", [["1"]]],
  ["FETCH and OFFSET", "select id from t order by id offset 1 rows fetch next 1 rows only", [["2"]]],
  [
    "inner join",
    "select t.id, city from t join u on t.id = u.id order by 1",
    [
      ["1", "Rome"],
      ["2", "Oslo"],
    ],
  ],
  [
    "left join",
    "select t.id, city from t left join u on t.id = u.id order by 1",
    [
      ["1", "Rome"],
      ["2", "Oslo"],
      ["3", null],
    ],
  ],
  [
    "USING shows the column once",
    "select * from (select id from t) a join u using (id) order by id",
    [
      ["1", "Rome"],
      ["2", "Oslo"],
    ],
  ],
  [
    "FULL JOIN USING takes whichever side is there",
    "select id from (select id from t) a full join u using (id) order by id",
    [["1"], ["2"], ["3"], ["4"]],
  ],
  [
    "NATURAL JOIN",
    "select * from (select id from t) natural join u order by 1",
    [
      ["1", "Rome"],
      ["2", "Oslo"],
    ],
  ],
  ["comma join", "select count(*) from t, u where t.id = u.id", [["2"]]],
  ["cross join", "select count(*) from t cross join u", [["9"]]],
  [
    "ASOF join",
    "select t.id, price from t asof join quotes q match_condition (t.id >= q.at) where q.sym = 'A' or q.sym is null order by 1",
    [["1", "10"]],
  ],
  [
    "lateral subquery",
    "select t.id, x.n from t, lateral (select count(*) as n from u where u.id <= t.id) x order by 1",
    [
      ["1", "1"],
      ["2", "2"],
      ["3", "2"],
    ],
  ],
  [
    "FLATTEN keeps the order of the elements",
    "select id, f.value from t, lateral flatten(input => v) f where id = 2",
    [
      ["2", "1"],
      ["2", "2"],
      ["2", "3"],
    ],
  ],
  [
    "FLATTEN of FLATTEN",
    "select f.key, g.value from t, lateral flatten(v) f, lateral flatten(f.value) g where id = 1",
    [
      ["a", "1"],
      ["a", "2"],
    ],
  ],
  [
    "CTEs see those before them",
    "with a as (select 1 as x), b as (select x + 1 as y from a) select * from a, b",
    [["1", "2"]],
  ],
  ["a CTE with names for its columns", "with a (p, q) as (select 1, 2) select q, p from a", [["2", "1"]]],
  [
    "a recursive CTE",
    "with recursive r (n) as (select 1 union all select n + 1 from r where n < 4) select listagg(n, ',') within group (order by n) from r",
    [["1,2,3,4"]],
  ],
  [
    "a correlated subquery",
    "select (select max(city) from u where u.id = t.id) from t order by t.id",
    [["Rome"], ["Oslo"], [null]],
  ],
  ["EXISTS", "select id from t where not exists (select 1 from u where u.id = t.id)", [["3"]]],
  ["IN with a subquery", "select id from t where id in (select id from u) order by 1", [["1"], ["2"]]],
  [
    "GROUP BY an alias",
    "select month(d) as m, count(*) from t group by m order by m",
    [
      ["1", "1"],
      ["2", "1"],
      [null, "1"],
    ],
  ],
  [
    "GROUP BY a position",
    "select name, count(*) from t group by 1 order by 1",
    [
      ["ann", "1"],
      ["bob", "1"],
      [null, "1"],
    ],
  ],
  [
    "GROUP BY ALL",
    "select name, sum(amount) from t group by all order by 1",
    [
      ["ann", "10.50"],
      ["bob", "20.25"],
      [null, null],
    ],
  ],
  ["HAVING with an alias", "select name, sum(amount) as s from t group by name having s > 15", [["bob", "20.25"]]],
  [
    "GROUPING SETS",
    "select name, count(*) from t where id < 3 group by grouping sets ((name), ()) order by 1",
    [
      ["ann", "1"],
      ["bob", "1"],
      [null, "2"],
    ],
  ],
  ["QUALIFY", "select id from t qualify row_number() over (order by id desc) = 1", [["3"]]],
  ["QUALIFY by an alias", "select id, rank() over (order by id) as r from t qualify r = 2", [["2", "2"]]],
  [
    "a named window",
    "select id, sum(id) over w from t window w as (order by id) order by 1",
    [
      ["1", "1"],
      ["2", "3"],
      ["3", "6"],
    ],
  ],
  [
    "an aggregate inside a window function",
    "select name, rank() over (order by sum(amount) desc) from t where id < 3 group by name order by 2",
    [
      ["bob", "1"],
      ["ann", "2"],
    ],
  ],
  ["UNION takes the common type", "select 1 union all select 2.5 order by 1", [["1.0"], ["2.5"]]],
  ["UNION without ALL removes duplicates", "select 1 union select 1", [["1"]]],
  ["EXCEPT and INTERSECT", "select id from t minus select id from u intersect select id from u", [["3"]]],
  [
    "UNION ALL BY NAME",
    "select 1 as a, 2 as b union all by name select 3 as b order by b",
    [
      ["1", "2"],
      [null, "3"],
    ],
  ],
  ["VALUES", "select column2 from values (1, 'x'), (2, 'y') order by column1 desc", [["y"], ["x"]]],
  ["$n names a column of VALUES", "select $2 from (values (1, 'x')) v", [["x"]]],
  [
    "columns of a file",
    "select t.$1, t.$2::varchar, metadata$filename from @stage/path t",
    [
      ["a", "1", "f.csv"],
      ["b", "x", "f.csv"],
    ],
  ],
  [
    "* EXCLUDE, REPLACE, RENAME",
    "select * exclude (v, ts, d) replace (id * 10 as id) rename (name as who) from t where id = 1",
    [["10", "ann", "10.50", "l1"]],
  ],
  ["* ILIKE", "select * ilike '%name%' from t where id = 1", [["ann"]]],
  ["t.*", "select u.*, 1 from t join u on t.id = u.id where t.id = 1", [["1", "Rome", "1"]]],
  ["DISTINCT", "select distinct name is null from t order by 1", [["0"], ["1"]]],
  [
    "PIVOT",
    "select * from (select sym, price from quotes) pivot (sum(price) for sym in ('A', 'B')) as p",
    [["60", "20"]],
  ],
  [
    "UNPIVOT",
    "select * from (select 1 as id, 10 as jan, 20 as feb) unpivot (amount for month in (jan, feb)) order by amount",
    [
      ["1", "JAN", "10"],
      ["1", "FEB", "20"],
    ],
  ],
  ["RESULT_SCAN", "select a from table(result_scan(last_query_id()))", [["7"]]],
  ["identifier()", "select identifier('name') from identifier('t') where id = 1", [["ann"]]],
  ["SAMPLE of everything", "select count(*) from t sample (100)", [["3"]]],
  [
    "a timestamp with zone is ordered by its instant",
    "select column1::varchar from values ('2024-01-01 10:00:00 +05:00'::timestamp_tz), ('2024-01-01 06:00:00 +00:00'::timestamp_tz) order by column1",
    [["2024-01-01 10:00:00.000 +0500"], ["2024-01-01 06:00:00.000 +0000"]],
  ],
  ["a long IN list with mixed types", "select id from t where id in ('1', 2.0) order by 1", [["1"], ["2"]]],
];

describe("queries", () => {
  it.each(cases)("%s: %s", async (_, sql, rows) => {
    expect(await twin.rows(sql)).toEqual(rows);
  });
});

describe("columns of a result", () => {
  it("are named by alias, by column, or by the text of the expression in upper case", () => {
    expect(twin.names("select id, id as x, count(*) over (), 'a' || name, t.name as \"Mixed\" from t")).toEqual([
      "ID",
      "X",
      "COUNT(*) OVER ()",
      "'A' || NAME",
      "Mixed",
    ]);
  });

  it.each([
    [
      "select 1, 1.50, 'ab', true, null",
      "NUMBER(1,0) NOT NULL|NUMBER(3,2) NOT NULL|VARCHAR(2) NOT NULL|BOOLEAN NOT NULL|NULL",
    ],
    [
      "select id, name, d, ts, v, amount from t",
      "NUMBER(38,0) NOT NULL|VARCHAR(20)|DATE|TIMESTAMP_NTZ(9)|VARIANT|NUMBER(10,2)",
    ],
    ["select city, t.id from t left join u on t.id = u.id", "VARCHAR(16777216)|NUMBER(38,0) NOT NULL"],
    ["select t.id from t right join u on t.id = u.id", "NUMBER(38,0)"],
    [
      "select count(*), sum(amount), avg(amount), max(d) from t",
      "NUMBER(18,0) NOT NULL|NUMBER(22,2)|NUMBER(38,8)|DATE",
    ],
    ["select amount * 2, amount + id, amount / 3 from t", "NUMBER(11,2)|NUMBER(38,2)|NUMBER(16,8)"],
    ["select name || 'x', coalesce(name, 'none') from t", "VARCHAR(21)|VARCHAR(20) NOT NULL"],
    [
      "select v:a, v:a::int, current_timestamp, array_agg(id) over () from t",
      "VARIANT|NUMBER(38,0)|TIMESTAMP_LTZ(9) NOT NULL|ARRAY NOT NULL",
    ],
  ])("%s has types %s", async (sql, types) => {
    expect((await twin.types(sql)).join("|")).toBe(types);
  });
});

describe("values from outside the statement", () => {
  const binds: BindTexts = new Map([
    ["1", { type: "FIXED", value: "2" }],
    ["2", { type: "TEXT", value: "o'b" }],
    ["3", { type: "DATE", value: "1706659200000" }],
    ["4", { type: "BOOLEAN", value: "true" }],
    ["5", { type: "TIMESTAMP_NTZ", value: "1706659200123456789" }],
  ]);
  it("binds carry their value's type", async () => {
    expect(await twin.rows("select ?, ?, ?, ?, ?", binds)).toEqual([
      ["2", "o'b", "2024-01-31", "1", "2024-01-31 00:00:00.123456"],
    ]);
    expect(await twin.rows("select id from t where id = :1", binds)).toEqual([["2"]]);
  });

  it("session variables carry theirs", async () => {
    twin.variables.set("LEAST", { type: { kind: "number", precision: 1, scale: 0 }, value: "2" });
    expect(await twin.rows("select id from t where id >= $least order by 1")).toEqual([["2"], ["3"]]);
  });

  it("the session's time zone and week start are followed", async () => {
    twin.parameters.set("TIMEZONE", "Europe/Berlin");
    twin.parameters.set("WEEK_START", 7);
    try {
      expect(await twin.value("select current_timestamp::varchar")).toBe("2026-05-17 20:30:15.250 +0200");
      expect(await twin.value("select date_trunc('week', '2024-01-10'::date)")).toBe("2024-01-07");
      expect(await twin.value("select dayofweek('2024-01-07'::date)")).toBe("1");
    } finally {
      twin.parameters.set("TIMEZONE", "America/Los_Angeles");
      twin.parameters.delete("WEEK_START");
    }
  });
});

describe("mistakes are refused with Snowflake's code", () => {
  it.each([
    ["select nosuch from t", "000904", "error line 1 at position 7\ninvalid identifier 'NOSUCH'"],
    ["select 1\nfrom t\nwhere t.nosuch = 1", "000904", "error line 3 at position 6\ninvalid identifier 'T.NOSUCH'"],
    ["select * from nosuch", "002003", "Object 'NOSUCH' does not exist or not authorized."],
    ["select id from t, u", "002028", "ambiguous column name 'ID'"],
    ["select nosuch(1)", "002140", "Unknown function NOSUCH"],
    ["select id, name from t group by id", "000979", "'NAME' is not a valid group by expression"],
    ["select id from t where sum(id) > 1", "002035", "Invalid aggregate function in where clause"],
    ["select sum(sum(id)) from t", "002080", "cannot be nested"],
    ["select 1 union select 1, 2", "001789", "invalid number of result columns"],
    ["select $nosuch", "001008", "Session variable '$NOSUCH' does not exist"],
    ["select (select id, name from t)", "002057", "Scalar subquery"],
    ["select d + name from t", "001044", "Invalid argument types for function '+'"],
    ["select * from t match_recognize (pattern (a) define a as true)", "000002", "MATCH_RECOGNIZE"],
    ["select 'a' collate 'en-ci'", "000002", "collation 'en-ci'"],
    ["select max(id) over (order by id groups 1 preceding) from t", "000002", "GROUPS"],
    ["select prior id from t", "001003", "PRIOR belongs into a CONNECT BY condition"],
    ["select connect_by_root id from t", "001003", "CONNECT_BY_ROOT belongs into a query with CONNECT BY"],
    ["select sys_connect_by_path(id, '/') from t", "002140", "Unknown function SYS_CONNECT_BY_PATH"],
    [
      "select count(*) over (order by d rows between interval '1 day' preceding and current row) from t",
      "002303",
      "an interval needs a RANGE frame",
    ],
  ])("%s: %s", async (sql, code, message) => {
    const error = await twin.error(sql);
    expect(error.message).toContain(message);
    expect(error.code).toBe(code);
  });
});

it("the same statement always gives the same text, so that plans can be kept", () => {
  const sql = "with a as (select id, name from t) select a.*, row_number() over (order by id) from a join u using (id)";
  expect(twin.text(sql)).toBe(twin.text(sql));
});
