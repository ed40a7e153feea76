/** The rules that the twin must hold, each with the test that fails when it is broken. */

/** A rule of types, expressions or functions: what a statement gives through the driver, its rows listed by `lines`. */
export interface ExpressionRule {
  rule: string;
  /** Where Snowflake says so, under https://docs.snowflake.com/en/sql-reference/. */
  page: string;
  /** Expression or query, and its first cell; or `error <code>`. */
  checks: readonly (readonly [sql: string, expected: string | null, type?: string])[];
}

const list = (expression: string, from: string) =>
  `select listagg(coalesce(x::varchar, 'NULL'), ' ') within group (order by n) from (select row_number() over (order by ${expression}) n, x from ${from})`;
const letters = "values ('b'), (null), ('A'), ('a') as t (x)";
const days = "values ('2024-02-28'::date), ('2024-02-29'::date), ('2024-03-01'::date) as t (d)";

export const expressionRules: readonly ExpressionRule[] = [
  {
    rule: "unquoted names are upper case, quoted names are as written",
    page: "identifiers-syntax",
    checks: [
      ['select "A" from (select 1 as a)', "1"],
      ['select a from (select 1 as "a")', "error 000904"],
      ['select "a" + A from (select 1 as "a", 2 as a)', "3"],
    ],
  },
  {
    rule: "whole and decimal literals are NUMBER of their digits; 39 digits are FLOAT",
    page: "data-types-numeric",
    checks: [
      ["12.50", "12.50", "NUMBER(4,2)"],
      ["1e3", "1000", "NUMBER(4,0)"],
      ["123456789012345678901234567890123456789", "1.2345678901234568e+38", "FLOAT"],
    ],
  },
  {
    rule: "the scale of a sum is the larger, its precision one digit more",
    page: "operators-arithmetic",
    checks: [["1.25::number(10,2) + 1.125::number(8,3)", "2.375", "NUMBER(12,3)"]],
  },
  {
    rule: "a product has the digits of both, its scale at most the larger of 12 and theirs",
    page: "operators-arithmetic",
    checks: [
      ["1.5::number(10,1) * 1.25::number(10,2)", "1.875", "NUMBER(20,3)"],
      ["1::number(20,10) * 1::number(18,9)", "1.000000000000", "NUMBER(31,12)"],
    ],
  },
  {
    rule: "a quotient has six digits more than the dividend, at most 12, and is rounded half away from zero",
    page: "operators-arithmetic",
    checks: [
      ["2 / 3", "0.666667", "NUMBER(7,6)"],
      ["-1 / 2000000", "-0.000001"],
      ["1::number(10,8) / 3", "0.333333333333", "NUMBER(14,12)"],
    ],
  },
  {
    rule: "division by zero is 100051",
    page: "operators-arithmetic",
    checks: [
      ["1 / 0", "error 100051"],
      ["1 % 0", "error 100051"],
      ["1.5::float / 0", "error 100051"],
    ],
  },
  {
    rule: "a NUMBER beyond 38 digits overflows with an error, never silently",
    page: "data-types-numeric",
    checks: [
      ["99999999999999999999999999999999999999 + 1", "error 100046"],
      ["1000::number(3,0)", "error 100039"],
    ],
  },
  {
    rule: "a sum has twelve digits more than its values, at most 38, and is exact",
    page: "functions/sum",
    checks: [
      [
        "select sum(x) from values (9007199254740993), (9007199254740993) as t (x)",
        "18014398509481986",
        "NUMBER(28,0)",
      ],
    ],
  },
  {
    rule: "casts to whole numbers round half away from zero",
    page: "data-type-conversion",
    checks: [
      ["cast(3.7 as int)", "4"],
      ["cast(2.5 as int)", "3"],
      ["cast(-2.5 as int)", "-3"],
      ["'3.5'::int", "4"],
    ],
  },
  {
    rule: "strings are converted where numbers are asked for, and refused when they are none",
    page: "data-type-conversion",
    checks: [
      ["'5' * 2 = 10", "true"],
      ["1 = '1.0'", "true"],
      ["'x' + 1", "error 100038"],
    ],
  },
  {
    rule: "types without a conversion are refused when compiled",
    page: "data-type-conversion",
    checks: [
      ["true + 1", "error 001044"],
      ["'2024-01-01'::date * 2", "error 001044"],
      ["try_cast(1 as date)", "error 001065"],
    ],
  },
  {
    rule: "NULLs are last when ascending, first when descending, and where NULLS says",
    page: "constructs/order-by",
    checks: [
      [list("x", letters), "A a b NULL"],
      [list("x desc", letters), "NULL b a A"],
      [list("x nulls first", letters), "NULL A a b"],
    ],
  },
  {
    rule: "strings compare by their bytes",
    page: "data-types-text",
    checks: [
      ["'Z' < 'a'", "true"],
      ["'a' = 'a '", "false"],
      ["'é' > 'z'", "true"],
    ],
  },
  {
    rule: "a collation is refused by name",
    page: "collation",
    checks: [["'a' collate 'en-ci' = 'A'", "error 000002"]],
  },
  {
    rule: "logic has three values",
    page: "operators-logical",
    checks: [
      ["null and true", null],
      ["null or true", "true"],
      ["1 in (2, null)", null],
      ["1 not in (2, null)", null],
    ],
  },
  {
    rule: "a cast cuts a string that is too long",
    page: "data-types-text",
    checks: [["'abc'::varchar(2)", "ab"]],
  },
  {
    rule: "DATE compares with TIMESTAMP as its midnight",
    page: "data-types-datetime",
    checks: [
      ["'2024-01-01'::date = '2024-01-01 00:00:00'::timestamp", "true"],
      ["'2024-01-01'::date < '2024-01-01 00:00:01'::timestamp", "true"],
    ],
  },
  {
    rule: "TIMESTAMP_TZ compares as an instant and keeps its offset; TIMESTAMP_LTZ follows the session's zone",
    page: "data-types-datetime",
    checks: [
      ["'2024-01-01 10:00:00 +01:00'::timestamp_tz = '2024-01-01 09:00:00 +00:00'::timestamp_tz", "true"],
      ["'2024-01-01 10:00:00 +01:00'::timestamp_tz", "2024-01-01 10:00:00.000 +0100"],
      ["'2024-07-01 12:00:00 +00:00'::timestamp_ltz", "2024-07-01 05:00:00.000 -0700"],
    ],
  },
  {
    rule: "months are added to the last day of a shorter month; leap days are days",
    page: "functions/dateadd",
    checks: [
      ["dateadd(month, 1, '2024-01-31'::date)", "2024-02-29"],
      ["dateadd(year, -1, '2024-02-29'::date)", "2023-02-28"],
      [`select datediff(day, min(d), max(d)) from ${days}`, "2"],
      ["last_day('1900-02-10'::date)", "1900-02-28"],
    ],
  },
  {
    rule: "DATEDIFF counts boundaries, not whole units",
    page: "functions/datediff",
    checks: [
      ["datediff(year, '2023-12-31'::date, '2024-01-01'::date)", "1"],
      ["datediff(hour, '2024-01-01 00:59:59'::timestamp, '2024-01-01 01:00:00'::timestamp)", "1"],
    ],
  },
  {
    rule: "weeks begin on Monday and are numbered by ISO 8601 unless WEEK_START and WEEK_OF_YEAR_POLICY say otherwise",
    page: "functions-date-time#calendar-weeks-and-weekdays",
    checks: [
      ["week('2021-01-03'::date)", "53"],
      ["yearofweek('2021-01-03'::date)", "2020"],
      ["dayofweek('2024-01-07'::date)", "0"],
      ["date_trunc(week, '2024-01-07'::date)", "2024-01-01"],
    ],
  },
  {
    rule: "the statement's time is one",
    page: "functions/current_timestamp",
    checks: [["current_timestamp() = getdate() and sysdate() is not null", "true"]],
  },
  {
    rule: "path keys keep their case, names do not",
    page: "../user-guide/querying-semistructured",
    checks: [
      ['parse_json(\'{"a":1,"A":2}\'):A', "2"],
      ['select V:a from (select parse_json(\'{"a":1,"A":2}\') as v)', "1"],
      ['parse_json(\'{"a":[{"b":5}]}\'):a[0].b', "5"],
    ],
  },
  {
    rule: "a JSON null is no SQL NULL until it is cast",
    page: "../user-guide/semistructured-considerations",
    checks: [
      ["parse_json('{\"a\":null}'):a is null", "false"],
      ["parse_json('{\"a\":null}'):a::varchar is null", "true"],
      ["parse_json('{}'):a is null", "true"],
    ],
  },
  {
    rule: "VARIANT numbers keep every digit, VARIANT text is quoted until it is cast",
    page: "data-types-semistructured",
    checks: [
      ["parse_json('12345678901234567890123456789012345678')", "12345678901234567890123456789012345678", "VARIANT"],
      ["parse_json('\"x\"')", '"x"'],
      ["parse_json('\"x\"')::varchar", "x"],
    ],
  },
  {
    rule: "FLATTEN gives elements in order, nothing for nothing, a row for nothing with OUTER",
    page: "functions/flatten",
    checks: [
      ["select listagg(value, ',') within group (order by index) from table(flatten([3, 1, 2]))", "3,1,2"],
      ["select count(*) from table(flatten([]))", "0"],
      ["select count(*) from table(flatten(input => [], outer => true))", "1"],
    ],
  },
  {
    rule: "aggregates skip NULLs; of no rows COUNT is 0, SUM is NULL, LISTAGG is empty, ARRAY_AGG is []",
    page: "functions-aggregation",
    checks: [
      ["select count(x) || ',' || sum(x) from values (1), (null), (2) as t (x)", "2,3"],
      ["select sum(x) from values (1) as t (x) where false", null],
      ["select listagg(x) from values ('a') as t (x) where false", ""],
      ["select array_size(array_agg(x)) from values ('a') as t (x) where false", "0"],
    ],
  },
  {
    rule: "a column that is not grouped is refused",
    page: "constructs/group-by",
    checks: [["select region, id from sales group by region", "error 000979"]],
  },
  {
    rule: "aggregates with ORDER BY in OVER run up to the current row, FIRST_VALUE and LAST_VALUE see the partition",
    page: "functions-window-syntax",
    checks: [
      ["select max(x) from (select sum(id) over (order by id) x from sales where id < 4 qualify id = 2)", "3"],
      ["select last_value(id) over (order by id) from sales order by id limit 1", "5"],
    ],
  },
  {
    rule: "QUALIFY filters by windows after HAVING",
    page: "constructs/qualify",
    checks: [["select id from sales qualify row_number() over (order by id desc) = 1", "5"]],
  },
  {
    rule: "PIVOT makes columns of values, UNPIVOT rows of columns",
    page: "constructs/pivot",
    checks: [
      [
        "select \"'east'\" from (select region, quantity from sales) pivot (sum(quantity) for region in ('east', 'west'))",
        "3",
      ],
      ["select sum(v) from (select 1 a, 2 b) unpivot (v for c in (a, b))", "3"],
    ],
  },
  {
    rule: "MATCH_RECOGNIZE is refused by name",
    page: "constructs/match_recognize",
    checks: [
      [
        "select * from sales match_recognize (order by id measures first(id) as f pattern (a+) define a as id > 0)",
        "error 000002",
      ],
    ],
  },
  {
    rule: "an alias of the select list can be used in it, a column of the same name comes first",
    page: "sql/select",
    checks: [
      ["select x + 1 from (select 5 as y, y * 2 as x)", "11"],
      ["select id + 1 from (select 1 as id) where id = 1", "2"],
    ],
  },
  {
    rule: "functions that the twin has not are refused by name, unknown ones with 002140",
    page: "functions-all",
    checks: [
      ["xmlget(1, 2)", "error 000002"],
      ["no_such_function(1)", "error 002140"],
    ],
  },
  {
    rule: "an unknown name is 000904 with its place",
    page: "identifiers",
    checks: [["select nothing from sales", "error 000904"]],
  },
];

/** Every other rule, by the file and the name of the test. */
export const otherRules: readonly (readonly [rule: string, file: string, test: string])[] = [
  ["bind values carry their type, `?` and `:1`", "wire/driver.test.ts", "binds by position with ? and with :1"],
  ["session variables carry their type", "sql/binder/queries.test.ts", "session variables carry theirs"],
  [
    "the session's zone and week start are followed",
    "sql/binder/queries.test.ts",
    "the session's time zone and week start are followed",
  ],
  [
    "every token reaches the tree or raises an error",
    "sql/parser/token-loss.test.ts",
    "refuses or keeps every token when one is changed",
  ],
  [
    "a statement printed parses to the same tree",
    "sql/parser/round-trip.test.ts",
    "prints every statement of %s as text that parses to the same tree",
  ],
  [
    "an error tells code, state, line and position",
    "wire/driver.test.ts",
    "tells a syntax error's code, state, line and position",
  ],
  [
    "RESULT_SCAN gives an earlier result",
    "wire/driver.test.ts",
    "gives the result of an earlier query again, by its id and through RESULT_SCAN",
  ],
  ["LAST_QUERY_ID counts back", "engine/session.test.ts", "knows its last query ids"],
  ["DDL commits what is open", "dml/transactions.test.ts", "DDL commits what is open"],
  [
    "MERGE refuses a row that two source rows would update",
    "dml/change.test.ts",
    "refuses a row that two source rows would update with 100090",
  ],
  ["a column refuses a string that is too long", "dml/insert.test.ts", "refuses a string that is too long with 100078"],
  [
    "a column refuses NULL where it takes none",
    "dml/insert.test.ts",
    "refuses NULL where a column takes none with 100072",
  ],
  [
    "a stream's update is DELETE and INSERT with ISUPDATE; two updates are one pair",
    "streams/net-change.test.ts",
    "gives an update as DELETE and INSERT with ISUPDATE, two updates as one pair",
  ],
  [
    "a stream's offset moves on COMMIT of DML, not on SELECT or ROLLBACK",
    "streams/net-change.test.ts",
    "does not move on SELECT or ROLLBACK, moves on COMMIT",
  ],
  ["views over streams consume them", "streams/streams.test.ts", "a view over the stream consumes it too"],
  [
    "a pipe does not load a changed file again under its name",
    "stages/pipes.test.ts",
    "does not load a changed file again under the same name for 14 days",
  ],
  ["COPY loads a file once", "stages/copy-into-table.test.ts", "loads a file once, tells so when FILES names it"],
  [
    "tasks run graphs in order, the finalizer last",
    "tasks/tasks.test.ts",
    "runs children after their predecessors and the finalizer last",
  ],
  ["a task does not overlap itself", "tasks/overlap.test.ts", "is left out, unless it allows to overlap"],
  [
    "a dynamic table's rows equal its query at its data timestamp",
    "dynamic-tables/equals-query.test.ts",
    "after random changes, refresh by refresh",
  ],
  [
    "time travel and CLONE read the past",
    "storage/history.test.ts",
    "reads a table as it was at a time, and at and before a statement",
  ],
  ["no commit is lost by a crash", "storage/history.test.ts", "after kill -9 has every committed statement whole"],
];
