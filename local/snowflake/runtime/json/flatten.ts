/** FLATTEN's rows of one value. https://docs.snowflake.com/en/sql-reference/functions/flatten */
import { BIGINT, DuckDBListValue, DuckDBStructValue, LIST, STRUCT, VARCHAR } from "@duckdb/node-api";
import { type Helper, helper } from "../scalar-function.ts";
import { follow, parsePath } from "./path.ts";
import { byBytes, type JsonValue, readStored, writeJson } from "./value.ts";

const rowType = STRUCT({ seq: BIGINT, key: VARCHAR, path: VARCHAR, index: BIGINT, value: VARCHAR, this: VARCHAR });

let lastSequence = 0n;

function flatten(json: string | null, path: string, mode: string, outer: boolean, recursive: boolean): DuckDBListValue {
  lastSequence += 1n;
  const seq = lastSequence;
  const rows: DuckDBStructValue[] = [];
  const found = json === null ? undefined : path === "" ? json : follow(json, parsePath(path));
  if (found !== undefined) walk(readStored(found), path);
  if (rows.length === 0 && outer) rows.push(row(null, path === "" ? null : path, null, null, found ?? null));
  return new DuckDBListValue(rows);

  function row(
    key: string | null,
    at: string | null,
    index: bigint | null,
    value: string | null,
    parent: string | null,
  ): DuckDBStructValue {
    return new DuckDBStructValue({ seq, key, path: at, index, value, this: parent });
  }

  function walk(value: JsonValue, at: string): void {
    if (Array.isArray(value)) {
      if (mode === "OBJECT") {
        if (recursive) for (const [index, item] of value.entries()) walk(item, `${at}[${index}]`);
        return;
      }
      const whole = writeJson(value);
      value.forEach((item, index) => {
        const here = `${at}[${index}]`;
        rows.push(row(null, here, BigInt(index), writeJson(item), whole));
        if (recursive) walk(item, here);
      });
    } else if (value instanceof Map) {
      const keys = [...value.keys()].sort(byBytes);
      const whole = writeJson(value);
      for (const key of keys) {
        const item = value.get(key)!;
        const here = pathOfKey(at, key);
        if (mode !== "ARRAY") rows.push(row(key, here, null, writeJson(item), whole));
        if (recursive) walk(item, here);
      }
    }
  }
}

function pathOfKey(at: string, key: string): string {
  if (!/^[A-Za-z_][\w$]*$/.test(key)) return `${at}['${key}']`;
  return at === "" ? key : `${at}.${key}`;
}

/** A new number for each record that is taken apart, as FLATTEN's and SPLIT_TO_TABLE's SEQ. */
export const sequenceHelper: Helper = helper("sf_sequence", "text", "bigint", () => ++lastSequence, true);

export const flattenHelper: Helper = helper(
  "sf_flatten",
  "text text text boolean boolean",
  LIST(rowType),
  flatten,
  true,
);
