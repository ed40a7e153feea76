/** Every statement form of the conformance table, through the unmodified driver. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { splitScript } from "../../../cli/sql/run-script.ts";
import { type Opened, openTwin } from "../driver.ts";
import { readForms } from "./forms.ts";

const { forms, setups } = readForms();
let opened: Opened;

async function run(sql: string): Promise<void> {
  for (const { text } of splitScript(sql)) await opened.client.run(text);
}

it("lists each form once, at least 250 of them", () => {
  expect(new Set(forms.map(({ name }) => name)).size).toBe(forms.length);
  expect(forms.length).toBeGreaterThanOrEqual(250);
});

describe.each([...new Set(forms.map(({ area }) => area))])("%s", (area) => {
  beforeAll(async () => {
    opened = await openTwin();
    await run("create schema db.form");
    await run(setups.get(area) ?? "");
  });
  afterAll(() => opened.close());

  it.each(forms.filter((form) => form.area === area))("$name is $state", async ({ sql, state }) => {
    const outcome = await run(sql).then(
      () => "done",
      (error: { code?: string | number; message: string }) => `${error.code} ${error.message}`,
    );
    // 000002 is "Unsupported feature": refused by name, not failed.
    if (state === "refused") expect(outcome).toMatch(/^0*2 Unsupported feature/);
    else expect(outcome).toBe("done");
  });
});
