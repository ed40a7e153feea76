/** NULL for any argument of a scalar function gives NULL, but for those whose page in Snowflake's documentation says otherwise. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseStatement } from "../../../local/snowflake/sql/parser/index.ts";
import type { Opened } from "../driver.ts";
import { areas } from "./all-cases.ts";
import { type Case, cellOf, queryOf } from "./cases.ts";
import { openSales } from "./twin.ts";

/** They make something of NULL. */
const knowNull = new Set(
  `COALESCE NVL IFNULL NVL2 NULLIF ZEROIFNULL DECODE IFF EQUAL_NULL BOOLOR BOOLAND DIV0NULL GREATEST_IGNORE_NULLS LEAST_IGNORE_NULLS
  SYSTEM$TYPEOF ARRAY_CONSTRUCT ARRAY_CONSTRUCT_COMPACT OBJECT_CONSTRUCT OBJECT_CONSTRUCT_KEEP_NULL`.split(/\s+/),
);
/** Of these, only NULL for the first argument gives NULL: the others are elements, keys, constants or formats. */
const firstOnly = new Set(
  `OBJECT_INSERT OBJECT_DELETE OBJECT_PICK ARRAY_APPEND ARRAY_PREPEND ARRAY_INSERT REDUCE AS_NUMBER ROUND TO_CHAR TO_VARCHAR TO_NUMBER TO_DECIMAL
  TO_NUMERIC TRY_TO_DECIMAL TRY_TO_NUMERIC TRY_TO_NUMBER TO_BINARY TRY_TO_BINARY TO_DATE DATE TO_TIME TIME TO_TIMESTAMP TO_TIMESTAMP_NTZ TRY_TO_DATE LAST_DAY
  TIME_SLICE`.split(/\s+/),
);
/** Their first argument is a part of a date. */
const afterPart = new Set(
  "DATEADD TIMEADD TIMESTAMPADD DATEDIFF TIMEDIFF TIMESTAMPDIFF DATE_TRUNC DATE_PART".split(" "),
);

interface Call {
  key: string;
  sql: string;
}

/** The case with NULL in the place of each argument that must be known. */
function withNull([text]: Case): Call[] {
  const query = queryOf(text);
  const statement = parseStatement(query);
  const select = statement.kind === "query" && statement.body.kind === "select" ? statement.body : undefined;
  const item = select?.items[0];
  const call = item !== undefined && "expression" in item ? item.expression : undefined;
  if (call?.kind !== "functionCall") return [];
  const name = call.name.parts[0]!.value;
  if (knowNull.has(name)) return [];
  return call.arguments.flatMap((argument, at) => {
    if (argument.kind === "lambda" || argument.kind === "star") return [];
    if ((firstOnly.has(name) && at > 0) || (afterPart.has(name) && at === 0)) return [];
    const { start, end } = argument.span;
    return [{ key: `${name} argument ${at + 1}`, sql: `${query.slice(0, start)}null${query.slice(end)}` }];
  });
}

const scalars = Object.entries(areas).filter(([area]) => !["aggregates", "windows", "context"].includes(area));
const calls = new Map<string, string>();
for (const each of scalars.flatMap(([, cases]) => cases)) {
  if (each[1] === null || /^(select|with)\s/i.test(each[0])) continue;
  for (const { key, sql } of withNull(each)) if (!calls.has(key)) calls.set(key, sql);
}

let opened: Opened;
beforeAll(async () => {
  opened = await openSales();
});
afterAll(() => opened.close());

it("looks at some hundred arguments", () => {
  expect(calls.size).toBeGreaterThan(350);
});

it.each([...calls])("%s: %s", async (_, sql) => {
  expect((await cellOf(opened.client, sql)).text).toBe(null);
});
