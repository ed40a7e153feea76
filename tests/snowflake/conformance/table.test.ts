/** The published table says what the tests say. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { functionTable } from "../../../local/snowflake/sql/functions/index.ts";
import { refusedNames } from "../../../local/snowflake/sql/functions/not-in-twin.ts";
import { type Opened, openTwin } from "../driver.ts";
import { refusedFunctions } from "./refused-functions.ts";
import { conformanceTable } from "./table.ts";

let opened: Opened;
beforeAll(async () => {
  opened = await openTwin();
});
afterAll(() => opened.close());

it("is current in docs/conformance.md (npm run conformance writes it)", () => {
  expect(readFileSync(new URL("../../../docs/conformance.md", import.meta.url), "utf8")).toBe(conformanceTable());
});

it.each(Object.entries(refusedFunctions))("%s is refused by name", async (name, call) => {
  expect(functionTable.has(name)).toBe(true);
  expect((await opened.client.fails(`select ${call}`)).message).toContain(`Unsupported feature '${name}'`);
});

it.each(refusedNames)("%s is refused by name", async (name) => {
  expect((await opened.client.fails(`select ${name}(1)`)).message).toContain(`Unsupported feature '${name}'`);
});
