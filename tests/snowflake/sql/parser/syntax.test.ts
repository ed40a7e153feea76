/** What the tree says: precedence, names, paths, binds, positions; and what is refused, with Snowflake's text. */
import { describe, expect, it } from "vitest";
import type { Query, Select, Statement } from "../../../../local/snowflake/sql/ast/index.ts";
import { optionText, optionTexts } from "../../../../local/snowflake/sql/ast/read-options.ts";
import {
  parseExpression,
  parseRoutineBody,
  parseScript,
  parseStatement,
} from "../../../../local/snowflake/sql/parser/index.ts";

/** Every operator with its operands in parentheses. */
function grouped(sql: string): string {
  const show = (node: ReturnType<typeof parseExpression>): string => {
    if (node.kind === "binary") return `(${show(node.left)} ${node.operator} ${show(node.right)})`;
    if (node.kind === "unary") return `(${node.operator} ${show(node.operand)})`;
    if (node.kind === "isNull") return `(${show(node.operand)} is null)`;
    if (node.kind === "between") return `(${show(node.operand)} between ${show(node.low)} ${show(node.high)})`;
    if (node.kind === "cast") return `(${show(node.operand)}::${node.type.name})`;
    if (node.kind === "like") return `(${show(node.operand)} like ${show(node.pattern)})`;
    if (node.kind === "column") return node.parts.map(({ value }) => value.toLowerCase()).join(".");
    return node.kind === "number" ? node.text : node.kind;
  };
  return show(parseExpression(sql));
}

it.each([
  ["a or b and not c = d", "(a OR (b AND (NOT (c = d))))"],
  ["a + b * c - d", "((a + (b * c)) - d)"],
  ["a || b + c", "(a || (b + c))"],
  ["- a::int", "(- (a::INT))"],
  ["a between b and c and d", "((a between b c) AND d)"],
  ["a = b is null", "((a = b) is null)"],
  ["not a is null or b", "((NOT (a is null)) OR b)"],
  ["a like b || c and d", "((a like (b || c)) AND d)"],
  ["a / b / c % d", "(((a / b) / c) % d)"],
  ["a != b", "(a <> b)"],
])("groups %s as %s", (sql, expected) => {
  expect(grouped(sql)).toBe(expected);
});

const selectOf = (sql: string) => (parseStatement(sql) as Query).body as Select;

describe("names and paths", () => {
  it("are upper case unless quoted, and keep how they were written", () => {
    const { items } = selectOf('select a, "a" from db.."My t"');
    const names = items.map((item) =>
      item.kind === "selectExpression" && item.expression.kind === "column" ? item.expression.parts[0] : undefined,
    );
    expect(names).toMatchObject([
      { value: "A", text: "a", quoted: false },
      { value: "a", text: "a", quoted: true },
    ]);
    const { from } = selectOf('select a from db.."My t"');
    expect(from?.kind === "table" && from.name.parts.map(({ value }) => value)).toEqual(["DB", "", "My t"]);
  });

  it("keep the case of path keys, and take words of the language as keys", () => {
    expect(parseExpression('v:Order.select[0]["x"]."Y z"')).toMatchObject({
      kind: "path",
      base: { kind: "column" },
      segments: [
        { kind: "key", separator: ":", key: "Order", quoted: false },
        { kind: "key", separator: ".", key: "select" },
        { kind: "index", index: { kind: "number", text: "0" } },
        { kind: "index", index: { kind: "column" } },
        { kind: "key", key: "Y z", quoted: true },
      ],
    });
  });

  it.each([
    ["@~/a/b.csv", { stage: "user", path: "a/b.csv" }],
    ["@%t/x", { stage: "table", parts: [{ value: "T" }], path: "x" }],
    ['@db."S".st/p/', { stage: "named", parts: [{ value: "DB" }, { value: "S" }, { value: "ST" }], path: "p/" }],
    ["@db.s.%t", { stage: "table", parts: [{ value: "DB" }, { value: "S" }, { value: "T" }], path: "" }],
    ["'@st/a b.csv'", { stage: "named", parts: [{ value: "ST" }], path: "a b.csv", quoted: true }],
  ])("tell the stage of %s from its path", (text, expected) => {
    expect(parseStatement(`list ${text}`)).toMatchObject({ kind: "list", stage: expected });
  });

  it("may come from a value", () => {
    const from = selectOf("select 1 from identifier($t)").from;
    expect(from).toMatchObject({
      kind: "table",
      name: { parts: [], dynamic: { form: "identifier", argument: { name: "T" } } },
    });
  });
});

it("numbers question marks per statement", () => {
  const ordinals = parseScript("select ?, ?; select ?").map((statement) =>
    JSON.stringify(statement).match(/"ordinal":\d/g),
  );
  expect(ordinals).toEqual([['"ordinal":1', '"ordinal":2'], ['"ordinal":1']]);
});

it("gives every statement of a script its place", () => {
  const text = "-- first\nselect 1;;\n  begin\n let a := 1; return a;\nend;\nbegin;\ncommit";
  const spans = parseScript(text).map(({ kind, span }) => [
    kind,
    span.line,
    span.column,
    text.slice(span.start, span.end),
  ]);
  expect(spans).toEqual([
    ["query", 2, 0, "select 1"],
    ["block", 3, 2, "begin\n let a := 1; return a;\nend"],
    ["begin", 6, 0, "begin"],
    ["commit", 7, 0, "commit"],
  ]);
});

it("keeps the text of a task's body as it was written", () => {
  const task = parseStatement("create task t schedule = '1 minute' as\n  insert into u  values (1) -- end");
  expect(task).toMatchObject({ kind: "createTask", body: { kind: "insert" }, bodyText: "insert into u  values (1)" });
});

it("reads options by name, the last one winning", () => {
  const stage = parseStatement(
    "create stage s url = 's3://a' URL = 's3://b' comment = '' file_format = (null_if = ('', 'x'))",
  );
  if (stage.kind !== "createStage") throw new Error(stage.kind);
  expect(optionText(stage.options, "URL")).toBe("s3://b");
  expect(optionText(stage.options, "COMMENT")).toBe("");
  expect(optionText(stage.options, "MISSING")).toBeUndefined();
  const format = stage.options.find(({ name }) => name === "FILE_FORMAT")?.value;
  expect(format?.kind === "optionGroup" && optionTexts(format.options, "NULL_IF")).toEqual(["", "x"]);
});

it.each([
  ["begin return 1; end", "block"],
  ["select a from t", "query"],
  ["a + 1", "binary"],
  [" declare x int; begin return x; end; ", "block"],
])("reads %s as the body of a routine", (sql, kind) => {
  expect(parseRoutineBody(sql).kind).toBe(kind);
});

it("binds INTERSECT more strongly than UNION", () => {
  const { body } = parseStatement("select 1 union select 2 intersect select 3") as Query;
  expect(body).toMatchObject({ operator: "UNION", right: { operator: "INTERSECT" } });
});

const kinds: [string, Statement["kind"]][] = [
  ["begin transaction", "begin"],
  ["begin; ", "begin"],
  ["begin work", "begin"],
  ["begin null; end", "block"],
  ["with a as (select 1) select * from a", "query"],
  ["with p as procedure () returns int as begin return 1; end call p()", "call"],
  ["copy into @s from t", "copyIntoLocation"],
  ["copy into t from @s", "copyIntoTable"],
];

it.each(kinds)("takes %s for a statement of kind %s", (sql, kind) => {
  expect(parseStatement(sql).kind).toBe(kind);
});

it.each([
  ["select a from\nwhere b", 2, 0, "where"],
  ["select 1 +", 1, 10, "<EOF>"],
  ["selec 1", 1, 0, "selec"],
  ["select (1", 1, 9, "<EOF>"],
  ["select 1) from t", 1, 8, ")"],
  ["select a. .b from t", 1, 8, "."],
  ["create table t (a int,, b int)", 1, 22, ","],
  ["create tabel t (a int)", 1, 7, "tabel"],
  ["insert t values (1)", 1, 7, "t"],
  ["select * from a join", 1, 20, "<EOF>"],
  ["select order from t", 1, 7, "order"],
  ["select 1 as 'x'", 1, 12, "'x'"],
  ["select case end", 1, 15, "<EOF>"],
  ["update t set a = 1 where", 1, 24, "<EOF>"],
  ["drop table", 1, 10, "<EOF>"],
  ["select 1 select 2", 1, 9, "select"],
  ["merge into t using s on a = b when matched then insert values (1)", 1, 48, "insert"],
  ["create transient role r", 1, 17, "role"],
  ["select t.1 from t", 1, 8, "."],
  ["alter table t", 1, 13, "<EOF>"],
  ["select a from t where a in ()", 1, 28, ")"],
  ["begin let x := 1 end", 1, 17, "end"],
  ["grant select on table t", 1, 23, "<EOF>"],
])("refuses %j at line %i position %i, unexpected %s", (sql, line, column, found) => {
  const message = `SQL compilation error:\nsyntax error line ${line} at position ${column} unexpected '${found}'.`;
  expect(() => parseStatement(sql)).toThrowError(
    expect.objectContaining({ code: "001003", sqlState: "42000", message, position: { line, column } }),
  );
});
