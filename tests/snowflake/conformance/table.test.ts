/** The published table says what the tests say. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { functionTable } from "../../../local/snowflake/sql/functions/index.ts";
import { type Opened, openTwin } from "../driver.ts";
import { refusedFunctions } from "./refused-functions.ts";
import { conformanceTable, untestedFunctions } from "./table.ts";

let opened: Opened;
beforeAll(async () => {
  opened = await openTwin();
});
afterAll(() => opened.close());

it("is current in docs/conformance.md (npm run conformance writes it)", () => {
  expect(readFileSync(new URL("../../../docs/conformance.md", import.meta.url), "utf8")).toBe(conformanceTable());
});

it("lists at least 350 functions, each called by a test", () => {
  expect(functionTable.size - Object.keys(refusedFunctions).length).toBeGreaterThanOrEqual(350);
  expect(untestedFunctions()).toEqual([]);
});

it.each(Object.entries(refusedFunctions))("%s is refused by name", async (name, call) => {
  expect(functionTable.has(name)).toBe(true);
  expect((await opened.client.fails(`select ${call}`)).message).toContain(`Unsupported feature '${name}'`);
});
