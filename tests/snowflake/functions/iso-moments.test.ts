/** The quick reader of timestamps says what Snowflake's list of formats says, or nothing. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { parseIso, parseListed } from "../../../local/snowflake/runtime/time/parse.ts";

const digits = (most: number) => fc.integer({ min: 0, max: most }).map((value) => String(value).padStart(2, "0"));
const maybe = (part: fc.Arbitrary<string>) => fc.option(part, { nil: "" });
const joined = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((each) => each.join(""));

const moment = joined(
  fc.integer({ min: 0, max: 9999 }).map((year) => String(year).padStart(4, "0")),
  fc.constantFrom("-", "-", "-", "/"),
  digits(13),
  fc.constantFrom("-", "-", "-", ""),
  digits(32),
  maybe(
    joined(
      fc.constantFrom("T", " ", "t", ""),
      digits(25),
      fc.constantFrom(":", ":", ""),
      digits(61),
      maybe(joined(fc.constant(":"), digits(61))),
      maybe(joined(fc.constant("."), fc.stringMatching(/^[0-9]{0,10}$/))),
      maybe(fc.constantFrom(" ", "  ")),
      maybe(fc.constantFrom("Z", "z", "+02:00", "-0530", "+01", "+1:00", "-12:3", "+9900", "UTC")),
    ),
  ),
);

it("reads what looks like ISO 8601 as the list of formats does", () => {
  let read = 0;
  fc.assert(
    fc.property(moment, (text) => {
      const quick = parseIso(text);
      if (quick === undefined) return;
      read += 1;
      expect(quick, text).toEqual(parseListed(text));
    }),
    { numRuns: 20_000, seed: 7 },
  );
  expect(read).toBeGreaterThan(1_000);
});

it("leaves to the formats what is no date", () => {
  expect(parseIso("2026-02-30 00:00:00")).toBeUndefined();
  expect(parseIso("2026-01-01 24:00:00")).toEqual(parseListed("2026-01-01 24:00:00"));
});
