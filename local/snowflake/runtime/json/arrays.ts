/** Run-time helpers of ARRAY. */
import { DuckDBListValue } from "@duckdb/node-api";
import { fault, type Helper, helper } from "../scalar-function.ts";
import { itemsOf, objectOf } from "./collections.ts";
import { compare } from "./order.ts";
import { plainText } from "./texts.ts";
import { type JsonValue, writeJson } from "./value.ts";

function sorted(json: string, ascending: boolean, nullsFirst: boolean): string {
  const all = itemsOf(json);
  const nulls = all.filter((item) => item === null);
  const rest = all.filter((item) => item !== null).sort((a, b) => (ascending ? compare(a, b) : compare(b, a)));
  return writeJson(nullsFirst ? [...nulls, ...rest] : [...rest, ...nulls]);
}

const texts = (json: string): string[] => itemsOf(json).map(writeJson);
const list = (all: readonly string[]): string => `[${all.join(",")}]`;

/** Every element of `take` takes one equal element away. */
function multisetSplit(from: string, take: string): { kept: string[]; taken: string[] } {
  const counts = new Map<string, number>();
  for (const text of texts(take)) counts.set(text, (counts.get(text) ?? 0) + 1);
  const kept: string[] = [];
  const taken: string[] = [];
  for (const text of texts(from)) {
    const left = counts.get(text) ?? 0;
    if (left > 0) {
      counts.set(text, left - 1);
      taken.push(text);
    } else kept.push(text);
  }
  return { kept, taken };
}

function slice(json: string, from: bigint, to: bigint): string {
  return list(texts(json).slice(Number(from), Number(to)));
}

function insertAt(json: string, at: bigint, value: string): string {
  const all = texts(json);
  const position = Number(at) < 0 ? all.length + Number(at) : Number(at);
  while (all.length < position) all.push("null");
  all.splice(position, 0, value);
  return list(all);
}

const extreme =
  (sign: 1 | -1) =>
  (json: string): string | null => {
    const all = itemsOf(json).filter((item) => item !== null);
    if (all.length === 0) return null;
    return writeJson(all.reduce((best, item) => (compare(item, best) * sign > 0 ? item : best)));
  };

/** One level; NULL when an element is NULL. https://docs.snowflake.com/en/sql-reference/functions/array_flatten */
function flatten(json: string): string | null {
  const all = itemsOf(json);
  if (all.includes(null)) return null;
  if (!all.every((item) => Array.isArray(item)))
    throw fault("100107", "22000", "Not an array: 'Input argument to ARRAY_FLATTEN is not an array of arrays'");
  return writeJson(all.flat());
}

/** Objects of the elements in the same place, NULL where a list is shorter. https://docs.snowflake.com/en/sql-reference/functions/arrays_zip */
function zip(lists: readonly (string | null)[]): string | null {
  if (lists.includes(null)) return null;
  const all = lists.map((json) => texts(json!));
  const length = Math.max(...all.map((each) => each.length));
  const row = (at: number) => `{${all.map((each, n) => `"$${n + 1}":${each[at] ?? "null"}`).join(",")}}`;
  return list(Array.from({ length }, (_, at) => row(at)));
}

/** The `most` most frequent texts with how often they come; the first seen comes first among equals. */
function mostFrequent(values: readonly (string | null)[], most: bigint): string {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  const ranked = [...counts].sort(([, a], [, b]) => b - a).slice(0, Number(most));
  return list(ranked.map(([value, count]) => `[${value},${count}]`));
}

export const arrayHelpers: readonly Helper[] = [
  helper("sf_elements", "text", "texts", (json: string) => new DuckDBListValue(texts(json))),
  helper("sf_arrays_zip", "texts", "text", zip),
  helper("sf_top_k", "texts bigint", "text", mostFrequent),
  helper("sf_array_size", "text", "bigint", (json: string) => (json[0] === "[" ? BigInt(itemsOf(json).length) : null)),
  helper("sf_array_cat", "text text", "text", (a: string, b: string) =>
    a === "[]" ? b : b === "[]" ? a : `${a.slice(0, -1)},${b.slice(1)}`,
  ),
  helper("sf_array_compact", "text", "text", (json: string) =>
    writeJson(itemsOf(json).filter((item) => item !== null)),
  ),
  helper("sf_array_distinct", "text", "text", (json: string) => list([...new Set(texts(json))])),
  helper("sf_array_except", "text text", "text", (a: string, b: string) => list(multisetSplit(a, b).kept)),
  helper("sf_array_intersection", "text text", "text", (a: string, b: string) => list(multisetSplit(a, b).taken)),
  helper("sf_arrays_overlap", "text text", "boolean", (a: string, b: string) => multisetSplit(a, b).taken.length > 0),
  helper("sf_array_insert", "text bigint text", "text", insertAt),
  helper("sf_array_remove", "text text", "text", (a: string, value: string) =>
    list(texts(a).filter((text) => text !== value)),
  ),
  helper("sf_array_remove_at", "text bigint", "text", (a: string, at: bigint) => {
    const all = texts(a);
    const position = Number(at) < 0 ? all.length + Number(at) : Number(at);
    return list(all.filter((_, index) => index !== position));
  }),
  helper("sf_array_position", "text text", "bigint", (value: string, a: string) => {
    const at = texts(a).indexOf(value);
    return at < 0 ? null : BigInt(at);
  }),
  helper("sf_array_slice", "text bigint bigint", "text", slice),
  helper("sf_array_sort", "text boolean boolean", "text", sorted),
  helper("sf_array_reverse", "text", "text", (a: string) => list(texts(a).reverse())),
  helper("sf_array_max", "text", "text", extreme(1)),
  helper("sf_array_min", "text", "text", extreme(-1)),
  helper("sf_array_flatten", "text", "text", flatten),
  helper("sf_array_to_string", "text text", "text", (a: string, separator: string) =>
    texts(a)
      .map((text) => plainText(text) ?? "")
      .join(separator),
  ),
  // An entry without a key is left out. https://docs.snowflake.com/en/sql-reference/functions/arrays_to_object
  helper("sf_arrays_to_object", "text text", "text", (keys: string, values: string) => {
    const all = texts(values);
    const name = (key: JsonValue) => (key === null || typeof key === "string" ? key : writeJson(key));
    return objectOf(itemsOf(keys).flatMap((key, at) => [name(key), all[at] ?? null]));
  }),
];
