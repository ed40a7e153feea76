/** Ways to break a field that the rules find, and what the rules call each. */

import { csvField } from "./csv.ts";
import type { Fault } from "./delivery.ts";
import type { Dice } from "./random.ts";

const at = (columns: readonly string[], name: string) => {
  const index = columns.indexOf(name);
  if (index < 0) throw new Error(`There is no column ${name}: a defect of Reelhouse.`);
  return index;
};

const put = (columns: readonly string[], name: string, word: string, text: (dice: Dice) => string): Fault => ({
  reason: `${name}_${word}`,
  plant(fields, dice) {
    fields[at(columns, name)] = csvField(text(dice));
  },
});

/** Faults of one table's columns. */
export const faultsOf = (columns: readonly string[]) => ({
  missing: (name: string) => put(columns, name, "missing", () => ""),
  tooLong: (name: string, most: number) => put(columns, name, "too_long", () => "x".repeat(most + 1)),
  unknown: (name: string) => put(columns, name, "unknown", (dice) => dice.pick(["?", "other", "n/a", "UNKNOWN"])),
  notANumber: (name: string, word = "not_a_number") =>
    put(columns, name, word, (dice) => dice.pick(["n/a", "12x", "--", "1;5", "NaN"])),
  notATime: (name: string) =>
    put(columns, name, "not_a_utc_time", (dice) =>
      dice.pick(["yesterday", "2026-02-30T10:00:00Z", "2026-01-05 10:00:00", "2026-13-01T00:00:00Z", "25:61"]),
    ),
  outOfRange: (name: string, texts: readonly string[]) =>
    put(columns, name, "out_of_range", (dice) => dice.pick(texts)),
  other: (name: string, word: string, texts: readonly string[]) => put(columns, name, word, (dice) => dice.pick(texts)),
  /** Only where the row has a value. */
  ifGiven: (name: string, fault: Fault): Fault => ({ ...fault, fits: (fields) => fields[at(columns, name)] !== "" }),
});
