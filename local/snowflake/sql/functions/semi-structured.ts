/** VARIANT, OBJECT and ARRAY. https://docs.snowflake.com/en/sql-reference/functions-semistructured */

import { notInTwin } from "../../errors.ts";
import { type Bound, compilationError, derive, positionOf } from "../binder/bound.ts";
import { coerce } from "../binder/coerce.ts";
import { arrayOf, asVariant, bindExpression } from "../binder/expressions.ts";
import { array, boolean, float, integer, number, object, type SfType, varchar, variant } from "../types.ts";
import { asNumber, bindArguments, parameters, type Rule, scalar, special } from "./rule.ts";

const open = { nullable: "always" } as const;
const json = (signature: string, result: SfType, helper: string): Rule =>
  scalar(signature, result, (args) => `${helper}(${args.join(", ")})`, open);

/** A NULL element of an array is kept as JSON null. */
const element = (sql: string): string => `COALESCE(${sql}, 'null')`;

const construct = (keepNulls: boolean): Rule =>
  special((call) => {
    const stars = call.args.filter((node) => node.kind === "star");
    const entries: string[] = [];
    const parts: Bound[] = [];
    for (const star of stars) {
      if (star.kind !== "star") continue;
      for (const column of call.scope.star) {
        const value: Bound = {
          sql: column.sql,
          type: column.type,
          nullable: column.nullable,
          uses: [{ scope: call.scope, name: column.name }],
          hasAggregate: false,
          hasWindow: false,
        };
        parts.push(value);
        entries.push(`'${column.name.replaceAll("'", "''")}'`, asVariant(value, call.scope).sql);
      }
    }
    if (stars.length === 0) {
      if (call.args.length % 2 !== 0)
        throw compilationError("000938", "22023", `${call.name} takes keys and values in pairs`, call.span);
      call.args.forEach((node, at) => {
        const bound = bindExpression(node, call.scope);
        parts.push(bound);
        const value =
          at % 2 === 0
            ? coerce(bound, varchar(), call.scope.compilation, "cast", node.span)
            : asVariant(bound, call.scope);
        entries.push(at % 2 === 1 && keepNulls ? element(value.sql) : value.sql);
      });
    }
    if (entries.length === 0) return derive("'{}'", object, [], false);
    const list = entries.map((sql) => `CAST(${sql} AS VARCHAR)`).join(", ");
    return derive(`sf_object([${list}])`, object, parts, false);
  });

const arrayConstruct = (compact: boolean): Rule =>
  special((call) => {
    const made = arrayOf(bindArguments(call, parameters("any*")), call.scope);
    return compact ? derive(`sf_array_compact(${made.sql})`, array, [made], false) : made;
  });

const get: Rule = special((call) => {
  const [source, key] = bindArguments(call, parameters("variant any"));
  const isText = key!.type.kind === "varchar";
  const text = coerce(key!, varchar(), call.scope.compilation);
  return derive(`sf_json_get(${source!.sql}, ${text.sql}, ${isText})`, variant, [source!, key!], true);
});

const checked = (test: string): Rule => scalar("variant", boolean, ([a]) => `sf_json_is(${a}, '${test}')`);
const taken = (test: string, type: SfType): Rule =>
  special((call) => {
    const [a] = bindArguments(call, parameters("variant"));
    const matched = derive(`CASE WHEN sf_json_is(${a!.sql}, '${test}') THEN ${a!.sql} END`, variant, [a!], true);
    return coerce(matched, type, call.scope.compilation, "cast", call.span);
  });

/** AS_DECIMAL(v [, precision [, scale]]). https://docs.snowflake.com/en/sql-reference/functions/as_decimal-number */
const takenNumber: Rule = special((call) => {
  const [, precision, scale] = bindArguments(call, parameters("variant int? int?"));
  const type = number(Number(precision?.constant ?? 38), Number(scale?.constant ?? 0));
  return taken("DECIMAL", type).bind({ ...call, args: call.args.slice(0, 1) });
});

/** The twin keeps dates, times and bytes inside a VARIANT as their text, so it can not tell them from text. */
const untold = (name: string): Rule =>
  special((call) => {
    throw notInTwin(positionOf(call.span), name, "Cast the value instead: v::DATE, TRY_TO_DATE(v::VARCHAR).");
  });
const untoldTypes = ["DATE", "TIME", "TIMESTAMP_LTZ", "TIMESTAMP_NTZ", "TIMESTAMP_TZ", "BINARY"];

/** TYPEOF of what is not VARIANT in Snowflake goes by its value as a VARIANT. */
const arrayPosition: Rule = scalar(
  "variant array",
  integer,
  ([value, list]) => asNumber(`sf_array_position(${element(value!)}, ${list})`),
  open,
);

export const semiStructured: Readonly<Record<string, Rule>> = {
  PARSE_JSON: json("text", variant, "sf_parse_json"),
  TRY_PARSE_JSON: json("text", variant, "sf_try_parse_json"),
  CHECK_JSON: json("text", varchar(), "sf_check_json"),
  STRIP_NULL_VALUE: json("variant", variant, "sf_strip_null"),
  GET: get,
  GET_PATH: json("variant text", variant, "sf_get_path"),
  GET_IGNORE_CASE: json("variant text", variant, "sf_get_ignore_case"),
  OBJECT_CONSTRUCT: construct(false),
  OBJECT_CONSTRUCT_KEEP_NULL: construct(true),
  OBJECT_INSERT: scalar(
    "object text variant boolean?",
    object,
    ([o, key, value, update]) => `sf_object_insert(${o}, ${key}, ${value}, ${update ?? "FALSE"})`,
  ),
  OBJECT_DELETE: scalar("object text+", object, ([o, ...keys]) => `sf_object_delete(${o}, [${keys.join(", ")}])`),
  OBJECT_PICK: special((call) => {
    const [o, ...keys] = bindArguments(call, parameters("object any+"));
    if (keys.length === 1 && keys[0]!.type.kind === "array")
      return derive(`sf_object_pick(${o!.sql}, CAST(CAST(${keys[0]!.sql} AS JSON) AS VARCHAR[]))`, object, [
        o!,
        ...keys,
      ]);
    return derive(
      `sf_object_pick(${o!.sql}, [${keys.map((key) => coerce(key, varchar(), call.scope.compilation).sql).join(", ")}])`,
      object,
      [o!, ...keys],
    );
  }),
  OBJECT_KEYS: json("object", array, "sf_object_keys"),
  ARRAY_CONSTRUCT: arrayConstruct(false),
  ARRAY_CONSTRUCT_COMPACT: arrayConstruct(true),
  ARRAY_APPEND: scalar("array variant", array, ([a, value]) => `sf_array_cat(${a}, '[' || ${element(value!)} || ']')`),
  ARRAY_PREPEND: scalar("array variant", array, ([a, value]) => `sf_array_cat('[' || ${element(value!)} || ']', ${a})`),
  ARRAY_CAT: json("array array", array, "sf_array_cat"),
  ARRAY_COMPACT: json("array", array, "sf_array_compact"),
  ARRAY_CONTAINS: scalar(
    "variant array",
    boolean,
    // NULL is found as an element; where there is none, it is unknown whether it is one.
    ([value, a]) =>
      `(CASE WHEN ${a} IS NULL THEN NULL WHEN sf_array_position(${element(value!)}, ${a}) IS NOT NULL THEN TRUE WHEN ${value} IS NOT NULL THEN FALSE END)`,
    open,
  ),
  ARRAY_DISTINCT: json("array", array, "sf_array_distinct"),
  ARRAY_EXCEPT: json("array array", array, "sf_array_except"),
  ARRAY_INTERSECTION: json("array array", array, "sf_array_intersection"),
  ARRAYS_OVERLAP: json("array array", boolean, "sf_arrays_overlap"),
  ARRAY_INSERT: scalar(
    "array int variant",
    array,
    ([a, at, value]) => `sf_array_insert(${a}, ${at}, ${element(value!)})`,
  ),
  ARRAY_REMOVE: scalar("array variant", array, ([a, value]) => `sf_array_remove(${a}, ${value})`),
  ARRAY_REMOVE_AT: json("array int", array, "sf_array_remove_at"),
  ARRAY_POSITION: arrayPosition,
  ARRAY_SIZE: scalar("variant", integer, ([a]) => asNumber(`sf_array_size(${a})`), open),
  ARRAY_SLICE: json("array int int", array, "sf_array_slice"),
  ARRAY_SORT: scalar(
    "array boolean? boolean?",
    array,
    ([a, ascending, nullsFirst]) =>
      `sf_array_sort(${a}, ${ascending ?? "TRUE"}, ${nullsFirst ?? `NOT ${ascending ?? "TRUE"}`})`,
  ),
  ARRAY_REVERSE: json("array", array, "sf_array_reverse"),
  ARRAY_MAX: json("array", variant, "sf_array_max"),
  ARRAY_MIN: json("array", variant, "sf_array_min"),
  ARRAY_FLATTEN: json("array", array, "sf_array_flatten"),
  ARRAY_TO_STRING: json("array text", varchar(), "sf_array_to_string"),
  ARRAYS_TO_OBJECT: json("array array", object, "sf_arrays_to_object"),
  ARRAYS_ZIP: special((call) => {
    const lists = bindArguments(call, parameters("array+"));
    return derive(`sf_arrays_zip([${lists.map((list) => list.sql).join(", ")}])`, array, lists);
  }),
  ARRAY_GENERATE_RANGE: scalar(
    "int int int?",
    array,
    ([from, to, step]) => `CAST(to_json(range(${from}, ${to}, ${step ?? "1"})) AS VARCHAR)`,
  ),
  TYPEOF: json("variant", varchar(), "sf_typeof"),
  IS_NULL_VALUE: checked("NULL_VALUE"),
  IS_ARRAY: checked("ARRAY"),
  IS_OBJECT: checked("OBJECT"),
  IS_BOOLEAN: checked("BOOLEAN"),
  IS_CHAR: checked("VARCHAR"),
  IS_VARCHAR: checked("VARCHAR"),
  IS_INTEGER: checked("INTEGER"),
  IS_DECIMAL: checked("DECIMAL"),
  IS_DOUBLE: checked("DOUBLE"),
  IS_REAL: checked("DOUBLE"),
  AS_ARRAY: taken("ARRAY", array),
  AS_OBJECT: taken("OBJECT", object),
  AS_BOOLEAN: taken("BOOLEAN", boolean),
  AS_CHAR: taken("VARCHAR", varchar()),
  AS_VARCHAR: taken("VARCHAR", varchar()),
  AS_INTEGER: taken("INTEGER", integer),
  AS_DECIMAL: takenNumber,
  AS_NUMBER: takenNumber,
  AS_DOUBLE: taken("DOUBLE", float),
  AS_REAL: taken("DOUBLE", float),
  ...Object.fromEntries(
    untoldTypes.flatMap((type) => [`IS_${type}`, `AS_${type}`]).map((name) => [name, untold(name)]),
  ),
  IS_DATE_VALUE: untold("IS_DATE_VALUE"),
};
