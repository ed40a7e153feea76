/** Run-time helpers of VARIANT, OBJECT and ARRAY. */
import { DuckDBListValue } from "@duckdb/node-api";
import { fault, type Helper, helper } from "../scalar-function.ts";
import { elementAt, follow, parsePath } from "./path.ts";
import { byBytes, JsonNumber, type JsonObject, type JsonValue, readJson, readStored, writeJson } from "./value.ts";

const items = (json: string): JsonValue[] => {
  const value = readStored(json);
  return Array.isArray(value) ? value : [];
};
const members = (json: string): JsonObject => {
  const value = readStored(json);
  return value instanceof Map ? value : new Map();
};

export function typeOf(json: string): string {
  switch (json[0]) {
    case "{":
      return "OBJECT";
    case "[":
      return "ARRAY";
    case '"':
      return "VARCHAR";
    case "t":
    case "f":
      return "BOOLEAN";
    case "n":
      return "NULL_VALUE";
    default:
      return /e/.test(json) ? "DOUBLE" : json.includes(".") ? "DECIMAL" : "INTEGER";
  }
}

/** Kinds that the IS_ functions count as one. */
const wider: Readonly<Record<string, readonly string[]>> = {
  DECIMAL: ["INTEGER", "DECIMAL"],
  DOUBLE: ["INTEGER", "DECIMAL", "DOUBLE"],
};
const isKind = (json: string, kind: string): boolean => (wider[kind] ?? [kind]).includes(typeOf(json));

/** What `::varchar` of a VARIANT gives. Null for a JSON null. */
export function plainText(json: string): string | null {
  if (json === "null") return null;
  if (json[0] === '"') return JSON.parse(json) as string;
  if (json.includes("e") && /^-?\d/.test(json)) return floatText(Number(json));
  return json;
}

/** As TO_VARCHAR of a FLOAT: shortest digits, exponent with two. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const text = String(value);
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

const floatJson = (value: number): string =>
  Number.isFinite(value)
    ? /e/.test(String(value))
      ? value.toExponential(15).replace(/e([+-])(\d)$/, "e$10$2")
      : String(value)
    : JSON.stringify(floatText(value));

function numberText(json: string): string | null {
  switch (json[0]) {
    case '"':
      return (JSON.parse(json) as string).replaceAll("_", "?");
    case "t":
      return "1";
    case "f":
      return "0";
    case "n":
      return null;
    case "{":
    case "[":
      return "?";
    default:
      return json;
  }
}

function object(list: readonly (string | null)[]): string {
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

function objectAgg(json: string): string {
  return object(
    items(json).flatMap((pair) => (Array.isArray(pair) ? [pair[0] as string, writeJson(pair[1] ?? null)] : [])),
  );
}

const get = (json: string, key: string, isText: boolean): string | undefined => {
  if (json[0] === "{") return follow(json, [key]);
  if (isText || json[0] !== "[") return undefined;
  const index = Number(key);
  return Number.isInteger(index) && index >= 0 ? follow(json, [index]) : undefined;
};

const checkJson = (text: string): string | null => {
  try {
    readJson(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^Error parsing JSON: /, "") : String(error);
  }
};

const parse = (text: string): string | null => {
  const value = readJson(text);
  return value === undefined ? null : writeJson(value);
};
const tryParse = (text: string): string | null => {
  try {
    return parse(text);
  } catch {
    // TRY_PARSE_JSON is asked for to get NULL here.
    return null;
  }
};

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

function sorted(json: string, ascending: boolean, nullsFirst: boolean): string {
  const all = items(json);
  const nulls = all.filter((item) => item === null);
  const rest = all.filter((item) => item !== null).sort((a, b) => (ascending ? compare(a, b) : compare(b, a)));
  return writeJson(nullsFirst ? [...nulls, ...rest] : [...rest, ...nulls]);
}

const texts = (json: string): string[] => items(json).map(writeJson);
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

const toArray = (json: string): string => (json[0] === "[" ? json : json === "null" ? "[]" : `[${json}]`);
const only =
  (kind: "[" | "{", name: string) =>
  (json: string): string | null => {
    if (json[0] === kind) return json;
    if (json === "null") return null;
    throw fault("100071", "22000", `Failed to cast variant value ${json} to ${name}`);
  };

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

function getIgnoreCase(json: string, key: string): string | undefined {
  const exact = follow(json, [key]);
  if (exact !== undefined || json[0] !== "{") return exact;
  for (const [name, value] of members(json)) if (name.toLowerCase() === key.toLowerCase()) return writeJson(value);
  return undefined;
}

const extreme =
  (sign: 1 | -1) =>
  (json: string): string | null => {
    const all = items(json).filter((item) => item !== null);
    if (all.length === 0) return null;
    return writeJson(all.reduce((best, item) => (compare(item, best) * sign > 0 ? item : best)));
  };

function objectInsert(
  json: string | null,
  key: string | null,
  value: string | null,
  update: boolean | null,
): string | null {
  if (json === null) return null;
  const entries = members(json);
  if (key === null) return json;
  if (entries.has(key) && !update) throw fault("100104", "22000", `Duplicate field key '${key}'`);
  // A NULL value inserts nothing, and takes the field away when it is updated.
  if (value === null) entries.delete(key);
  else entries.set(key, readStored(value));
  return writeJson(entries);
}

export const jsonHelpers: readonly Helper[] = [
  helper("sf_elements", "text", "texts", (json: string) => new DuckDBListValue(texts(json))),
  helper("sf_parse_json", "text", "text", parse),
  helper("sf_try_parse_json", "text", "text", tryParse),
  helper("sf_check_json", "text", "text", checkJson),
  helper("sf_json_path", "text text", "text", elementAt),
  helper("sf_json_get", "text text boolean", "text", get),
  helper("sf_get_path", "text text", "text", (json: string, path: string) => follow(json, parsePath(path))),
  helper("sf_get_ignore_case", "text text", "text", getIgnoreCase),
  helper("sf_json_text", "text", "text", plainText),
  helper("sf_json_number_text", "text", "text", numberText),
  helper("sf_json_is", "text text", "boolean", isKind),
  helper("sf_typeof", "text", "text", typeOf),
  helper("sf_strip_null", "text", "text", (json: string) => (json === "null" ? null : json)),
  helper("sf_json_compare", "text text", "int", (a: string, b: string) =>
    Math.sign(compare(readStored(a), readStored(b))),
  ),
  helper("sf_float_text", "double", "text", floatText),
  helper("sf_float_json", "double", "text", floatJson),
  helper("sf_object", "texts", "text", object),
  helper("sf_object_agg", "text", "text", objectAgg),
  helper("sf_object_insert", "text text text boolean", "text", objectInsert, true),
  helper("sf_object_delete", "text texts", "text", (json: string, keys: string[]) => {
    const entries = members(json);
    for (const key of keys) entries.delete(key);
    return writeJson(entries);
  }),
  helper("sf_object_pick", "text texts", "text", (json: string, keys: string[]) => {
    const entries = members(json);
    return writeJson(new Map(keys.filter((key) => entries.has(key)).map((key) => [key, entries.get(key)!])));
  }),
  helper("sf_object_keys", "text", "text", (json: string) => JSON.stringify([...members(json).keys()])),
  helper("sf_to_array", "text", "text", toArray),
  helper("sf_only_array", "text", "text", only("[", "ARRAY")),
  helper("sf_only_object", "text", "text", only("{", "OBJECT")),
  helper("sf_to_object", "text", "text", only("{", "OBJECT")),
  helper("sf_array_size", "text", "bigint", (json: string) => (json[0] === "[" ? BigInt(items(json).length) : null)),
  helper("sf_array_cat", "text text", "text", (a: string, b: string) =>
    a === "[]" ? b : b === "[]" ? a : `${a.slice(0, -1)},${b.slice(1)}`,
  ),
  helper("sf_array_compact", "text", "text", (json: string) => writeJson(items(json).filter((item) => item !== null))),
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
  helper("sf_array_flatten", "text", "text", (a: string) =>
    writeJson(items(a).flatMap((item) => (Array.isArray(item) ? item : [item]))),
  ),
  helper("sf_array_to_string", "text text", "text", (a: string, separator: string) =>
    texts(a)
      .map((text) => plainText(text) ?? "")
      .join(separator),
  ),
  helper("sf_arrays_to_object", "text text", "text", (keys: string, values: string) => {
    const all = texts(values);
    return object(items(keys).flatMap((key, at) => [typeof key === "string" ? key : writeJson(key), all[at] ?? null]));
  }),
];
