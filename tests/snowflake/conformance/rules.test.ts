/** The rules of types, expressions and functions through the driver; the other rules name tests that are there. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Opened } from "../driver.ts";
import { cellOf } from "../functions/cases.ts";
import { openSales } from "../functions/twin.ts";
import { expressionRules, otherRules } from "./rules.ts";

let opened: Opened;
beforeAll(async () => {
  opened = await openSales();
});
afterAll(() => opened.close());

describe.each(expressionRules)("$rule", ({ checks }) => {
  for (const [sql, expected, type] of checks) {
    it(sql, async () => {
      const answer = await cellOf(opened.client, sql).catch((error: { code?: string | number }) => ({
        text: `error ${String(error.code).padStart(6, "0")}`,
        type: undefined,
      }));
      expect(answer.text).toBe(expected);
      if (type !== undefined) expect(answer.type).toBe(type);
    });
  }
});

it.each(otherRules)("%s has its test", (_, file, test) => {
  expect(readFileSync(new URL(`../${file}`, import.meta.url), "utf8")).toContain(test);
});
