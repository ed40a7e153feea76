/** Every function of the table through the unmodified driver, against the values of Snowflake's documentation. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { functionTable } from "../../../local/snowflake/sql/functions/index.ts";
import { refusedFunctions } from "../conformance/refused-functions.ts";
import type { Opened } from "../driver.ts";
import { areas } from "./all-cases.ts";
import { cellOf, namesIn, queryOf } from "./cases.ts";
import { errorCases } from "./error.cases.ts";
import { openSales } from "./twin.ts";

let opened: Opened;
beforeAll(async () => {
  opened = await openSales();
});
afterAll(() => opened.close());

describe.each(Object.entries(areas))("%s as in the documentation", (_, cases) => {
  for (const [sql, expected, type] of cases) {
    it(`${sql} gives ${expected}`, async () => {
      const cell = await cellOf(opened.client, sql);
      expect(cell.text).toBe(expected);
      if (type !== undefined) expect(cell.type).toBe(type);
    });
  }
});

describe("errors", () => {
  it.each(errorCases)("%s fails with %s", async (sql, code) => {
    const error = await opened.client.fails(queryOf(sql));
    expect(String(error.code).padStart(6, "0")).toBe(code);
  });
});

describe("the function table", () => {
  it("has at least 350 names that the twin supports", () => {
    expect(functionTable.size - Object.keys(refusedFunctions).length).toBeGreaterThanOrEqual(350);
  });

  it("has a case here for each of them", () => {
    const called = new Set(Object.values(areas).flatMap((cases) => cases.flatMap(([sql]) => [...namesIn(sql)])));
    const missing = [...functionTable.keys()].filter((name) => !called.has(name) && !(name in refusedFunctions));
    expect(missing).toEqual([]);
  });
});
