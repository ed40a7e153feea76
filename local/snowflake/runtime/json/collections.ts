/** Stored ARRAYs and OBJECTs taken apart, and OBJECTs put together. */
import { fault } from "../scalar-function.ts";
import { type JsonObject, type JsonValue, readStored, writeJson } from "./value.ts";

/** Elements of an ARRAY; none of anything else. */
export const itemsOf = (json: string): JsonValue[] => {
  const value = readStored(json);
  return Array.isArray(value) ? value : [];
};
/** Entries of an OBJECT; none of anything else. */
export const membersOf = (json: string): JsonObject => {
  const value = readStored(json);
  return value instanceof Map ? value : new Map();
};

/** Keys and values in turn; an entry with a NULL on either side is left out. Throws 100104 when a key comes twice. */
export function objectOf(list: readonly (string | null)[]): string {
  const entries: JsonObject = new Map();
  for (let at = 0; at + 1 < list.length; at += 2) {
    const key = list[at];
    const value = list[at + 1];
    if (key === null || key === undefined || value === null || value === undefined) continue;
    if (entries.has(key)) throw fault("100104", "22000", `Duplicate field key '${key}'`);
    entries.set(key, readStored(value));
  }
  return writeJson(entries);
}
