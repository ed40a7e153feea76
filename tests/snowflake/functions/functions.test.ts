/** Every function of the table against the values that Snowflake's documentation gives, on one DuckDB. */
import { beforeAll, describe, expect, it } from "vitest";
import { functionTable } from "../../../local/snowflake/sql/functions/index.ts";
import { openTwinSql, type TwinSql } from "../sql/binder/twin-sql.ts";
import { aggregateCases } from "./aggregate.cases.ts";
import { type Case, queryOf } from "./cases.ts";
import { conditionalCases } from "./conditional.cases.ts";
import { conversionCases } from "./conversion.cases.ts";
import { dateCases } from "./date.cases.ts";
import { numberCases } from "./number.cases.ts";
import { semiStructuredCases } from "./semi-structured.cases.ts";
import { textCases } from "./text.cases.ts";

const areas: Readonly<Record<string, readonly Case[]>> = {
  strings: textCases,
  numbers: numberCases,
  conditions: conditionalCases,
  conversions: conversionCases,
  "dates and times": dateCases,
  "semi-structured data": semiStructuredCases,
  "aggregates and windows": aggregateCases,
};

let twin: TwinSql;
beforeAll(async () => {
  twin = await openTwinSql({
    SALES: {
      columns: {
        ID: "INT not null",
        REGION: "VARCHAR",
        AMOUNT: "NUMBER(10,2)",
        QUANTITY: "INT",
        SOLD: "DATE",
        ACTIVE: "BOOLEAN",
      },
      rows: `values (1, 'east', 10.00, 1, date '2024-01-01', true), (2, 'east', 20.50, 2, date '2024-01-02', false),
        (3, 'west', 30.25, null, date '2024-01-03', true), (4, 'west', null, 4, null, null), (5, null, 5.00, 5, date '2024-01-05', true)`,
    },
  });
});

describe.each(Object.entries(areas))("%s as in the documentation", (_, cases) => {
  it.each(cases)("%s gives %s", async (sql, expected) => {
    expect(await twin.value(queryOf(sql))).toBe(expected);
  });
});

describe("the function table", () => {
  it("has at least 350 names", () => {
    expect(functionTable.size).toBeGreaterThanOrEqual(350);
  });

  it.each([
    ["no_such_function(1)", "002140"],
    ["upper()", "000938"],
    ["upper('a', 'b')", "000939"],
    ["upper('a') over ()", "002069"],
    ["row_number()", "002070"],
    ["'abc'::int", "100038"],
    ["1 / 0", "100051"],
    ["5 % 0", "100051"],
    ["'x'::date", "100040"],
    ["'x'::timestamp", "100035"],
    ["'maybe'::boolean", "100037"],
    ["parse_json('{\"a\":')", "100069"],
    ["parse_json('\"abc\"')::int", "100071"],
    ["1000::number(3,0)", "100039"],
    ["'1000'::number(3,0)", "100039"],
    ["to_date('x', 'YYYY-MM-DD')", "100096"],
    ["date_trunc('lightyear', current_date)", "002151"],
    ["object_insert(object_construct('a', 1), 'a', 2)", "100104"],
    ["true + 1", "001044"],
    ["try_cast(1 as date)", "001065"],
    ["99999999999999999999999999999999999999 * 10", "100046"],
    ["conditional_change_event(1) over (order by 1)", "000002"],
  ])("%s fails with %s", async (sql, code) => {
    expect((await twin.error(queryOf(sql))).code).toBe(code);
  });
});
