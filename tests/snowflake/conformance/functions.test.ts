/** Functions through the unmodified driver, whose values other tests do not hold against the documentation. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Opened, openTwin } from "../driver.ts";
import { queryOf } from "../functions/cases.ts";
import { moreCases } from "./functions.cases.ts";

let opened: Opened;
beforeAll(async () => {
  opened = await openTwin();
});
afterAll(() => opened.close());

it.each(moreCases)("%s gives %s", async (sql, expected) => {
  const [value] = await opened.client.row(queryOf(sql));
  expect(value === null ? null : typeof value === "object" ? JSON.stringify(value) : String(value)).toBe(expected);
});
