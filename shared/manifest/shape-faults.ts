/** Says in plain words where a manifest has not the shape that it must have. */
import type { z } from "zod";
import { type Fault, fault } from "../errors.ts";
import { MANIFEST } from "../keys.ts";
import { printable } from "../printable.ts";

type Issue = z.core.$ZodIssue;

/** `told` are places that have a more telling fault already. */
export function shapeFaults(issues: readonly Issue[], descriptor: unknown, told: ReadonlySet<string>): Fault[] {
  return issues
    .filter((issue) => !told.has(place(issue.path)))
    .map((issue) => {
      const at = place(issue.path);
      const value = valueAt(descriptor, issue.path);
      const expected = expectationOf(issue);
      if (value === undefined)
        return fault("MANIFEST_FIELD_MISSING", { entry: MANIFEST, message: `The manifest has no ${at}.`, expected });
      return fault("MANIFEST_FIELD_INVALID", {
        entry: MANIFEST,
        message: `The manifest's ${at} is not what it must be.`,
        found: printable(JSON.stringify(value)),
        expected,
      });
    });
}

const KINDS: Readonly<Record<string, string>> = {
  object: "an object",
  record: "an object",
  array: "a list",
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

/** What would have been right. Where it cannot be said of the value alone, the published schema is named. */
function expectationOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return KINDS[issue.expected] ?? issue.expected;
    case "invalid_value":
      return issue.values.map((value) => JSON.stringify(value)).join(" or ");
    case "invalid_format":
      return issue.format === "datetime" ? "a time with its zone, as 2026-01-31T06:00:00Z" : HASH;
    case "too_small":
      return issue.origin === "number" || issue.origin === "int" ? `at least ${issue.minimum}` : "not empty";
    case "too_big":
      return `at most ${issue.maximum}`;
    case "unrecognized_keys":
      return `no property ${issue.keys.map((key) => printable(key)).join(", ")}`;
    case "invalid_union":
      return "a Table Schema with fields, or contract:<dataset>/<table>";
    default:
      return "what contracts/manifest.schema.json says";
  }
}

/** The only pattern of the schema. */
const HASH = '"sha256:" and 64 hexadecimal digits';

/** As `resources[2].hash`. */
export const place = (path: readonly PropertyKey[]) =>
  path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "") || "content";

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
