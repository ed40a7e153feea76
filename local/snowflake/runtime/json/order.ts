/** The order of JSON values. */
import { byBytes, JsonNumber, type JsonValue, writeJson } from "./value.ts";

/** Numbers by value, everything else by kind and text. */
export function compare(a: JsonValue, b: JsonValue): number {
  if (a instanceof JsonNumber && b instanceof JsonNumber)
    return Number(a.text) - Number(b.text) || byBytes(a.text, b.text);
  if (typeof a === "string" && typeof b === "string") return byBytes(a, b);
  return rank(a) - rank(b) || byBytes(writeJson(a), writeJson(b));
}
const rank = (value: JsonValue): number =>
  value === null
    ? 5
    : typeof value === "boolean"
      ? 0
      : value instanceof JsonNumber
        ? 1
        : typeof value === "string"
          ? 2
          : Array.isArray(value)
            ? 3
            : 4;
