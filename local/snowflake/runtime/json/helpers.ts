/** Run-time helpers of VARIANT and OBJECT. */
import { fault, type Helper, helper } from "../scalar-function.ts";
import { itemsOf, membersOf, objectOf } from "./collections.ts";
import { compare } from "./order.ts";
import { elementAt, follow, parsePath } from "./path.ts";
import { floatText, plainText } from "./texts.ts";
import { readJson, readStored, writeJson } from "./value.ts";

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

function objectAgg(json: string): string {
  return objectOf(
    itemsOf(json).flatMap((pair) => (Array.isArray(pair) ? [pair[0] as string, writeJson(pair[1] ?? null)] : [])),
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

const toArray = (json: string): string => (json[0] === "[" ? json : json === "null" ? "[]" : `[${json}]`);
const only =
  (kind: "[" | "{", name: string) =>
  (json: string): string | null => {
    if (json[0] === kind) return json;
    if (json === "null") return null;
    throw fault("100071", "22000", `Failed to cast variant value ${json} to ${name}`);
  };

function getIgnoreCase(json: string, key: string): string | undefined {
  const exact = follow(json, [key]);
  if (exact !== undefined || json[0] !== "{") return exact;
  for (const [name, value] of membersOf(json)) if (name.toLowerCase() === key.toLowerCase()) return writeJson(value);
  return undefined;
}

function objectInsert(
  json: string | null,
  key: string | null,
  value: string | null,
  update: boolean | null,
): string | null {
  if (json === null) return null;
  const entries = membersOf(json);
  if (key === null) return json;
  if (entries.has(key) && !update) throw fault("100104", "22000", `Duplicate field key '${key}'`);
  // A NULL value inserts nothing, and takes the field away when it is updated.
  if (value === null) entries.delete(key);
  else entries.set(key, readStored(value));
  return writeJson(entries);
}

export const jsonHelpers: readonly Helper[] = [
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
  helper("sf_object", "texts", "text", objectOf),
  helper("sf_object_agg", "text", "text", objectAgg),
  helper("sf_object_insert", "text text text boolean", "text", objectInsert, true),
  helper("sf_object_delete", "text texts", "text", (json: string, keys: string[]) => {
    const entries = membersOf(json);
    for (const key of keys) entries.delete(key);
    return writeJson(entries);
  }),
  helper("sf_object_pick", "text texts", "text", (json: string, keys: string[]) => {
    const entries = membersOf(json);
    return writeJson(new Map(keys.filter((key) => entries.has(key)).map((key) => [key, entries.get(key)!])));
  }),
  helper("sf_object_keys", "text", "text", (json: string) => JSON.stringify([...membersOf(json).keys()])),
  helper("sf_to_array", "text", "text", toArray),
  helper("sf_only_array", "text", "text", only("[", "ARRAY")),
  helper("sf_only_object", "text", "text", only("{", "OBJECT")),
  helper("sf_to_object", "text", "text", only("{", "OBJECT")),
];
