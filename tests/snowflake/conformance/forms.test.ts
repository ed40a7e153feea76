/** Every statement form of the conformance table, through the unmodified driver: the columns, rows, status text, counts or error it answers with. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Opened } from "../driver.ts";
import { answerOf, openArea, readAnswers } from "./answers.ts";
import { readForms } from "./forms.ts";

const { forms } = readForms();

it("lists each form once, at least 250 of them", () => {
  expect(new Set(forms.map(({ name }) => name)).size).toBe(forms.length);
  expect(forms.length).toBeGreaterThanOrEqual(250);
});

describe.each([...new Set(forms.map(({ area }) => area))])("%s", (area) => {
  const answers = readAnswers(area);
  const own = forms.filter((form) => form.area === area);
  let opened: Opened;
  beforeAll(async () => {
    opened = await openArea(area);
  });
  afterAll(() => opened.close());

  it.each(own)("$name is $state", async (form) => {
    const answer = await answerOf(opened.client, form);
    // 000002 is "Unsupported feature": refused by name, not failed.
    if (form.state === "refused") expect(answer).toMatch(/^error 000002 0A000\nUnsupported feature /);
    else expect(answer).not.toMatch(/^error /);
    expect(answer, "npm run conformance -- --answers writes it: read it against the documentation").toBe(
      answers.get(form.name),
    );
  });

  it("has an answer for its forms and no others", () => {
    expect([...answers.keys()]).toEqual(own.map(({ name }) => name));
  });
});
