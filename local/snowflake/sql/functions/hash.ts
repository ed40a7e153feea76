/** Hashes. https://docs.snowflake.com/en/sql-reference/functions-hash-scalar */
import { type Bound, derive } from "../binder/bound.ts";
import { coerce } from "../binder/coerce.ts";
import { asVariant } from "../binder/expressions.ts";
import { number } from "../types.ts";
import { binary, bindArguments, type Call, parameters, type Rule, special, varchar } from "./rule.ts";

/** The bytes of a string or a binary value. */
const bytes = (bound: Bound, call: Call): string =>
  bound.type.kind === "binary" ? bound.sql : coerce(bound, varchar(), call.scope.compilation, "cast", call.span).sql;

const md5 = special((call) => {
  const [value] = bindArguments(call, parameters("any"));
  return derive(`md5(${bytes(value!, call)})`, varchar(32), [value!]);
});
const sha1 = special((call) => {
  const [value] = bindArguments(call, parameters("any"));
  return derive(`sha1(${bytes(value!, call)})`, varchar(40), [value!]);
});
const sha2 = special((call) => {
  const [value, size] = bindArguments(call, parameters("any int?"));
  return derive(
    `sf_sha2(${value!.type.kind === "binary" ? `hex(${value!.sql})` : `hex(${bytes(value!, call)})`}, ${size?.sql ?? "256"})`,
    varchar(128),
    size === undefined ? [value!] : [value!, size],
  );
});
const binaryOf = (rule: Rule): Rule =>
  special((call) => {
    const text = rule.bind(call);
    return derive(`from_hex(${text.sql})`, binary(64), [text]);
  });

/** 16 of MD5's 32 digits as an unsigned number. https://docs.snowflake.com/en/sql-reference/functions/md5_number_lower64 */
const half = (from: number): Rule =>
  special((call) => {
    const text = md5.bind(call);
    return derive(`CAST(sf_hex_number(substr(${text.sql}, ${from}, 16)) AS DECIMAL(20,0))`, number(20, 0), [text]);
  });

/** Snowflake's HASH is its own; this one is as stable and as spread, with other values. NULLs have a hash too. */
const hash = special((call) => {
  const values = bindArguments(call, parameters("any+")).map((value) => asVariant(value, call.scope));
  const sql = `CAST(CAST(hash(${values.map((value) => `COALESCE(${value.sql}, '')`).join(", ")}) AS HUGEINT) - 9223372036854775808 AS DECIMAL(19,0))`;
  return derive(sql, number(19, 0), values, false);
});

export const hashes: Readonly<Record<string, Rule>> = {
  MD5: md5,
  MD5_HEX: md5,
  MD5_BINARY: binaryOf(md5),
  MD5_NUMBER_LOWER64: half(17),
  MD5_NUMBER_UPPER64: half(1),
  SHA1: sha1,
  SHA1_HEX: sha1,
  SHA1_BINARY: binaryOf(sha1),
  SHA2: sha2,
  SHA2_HEX: sha2,
  SHA2_BINARY: binaryOf(sha2),
  HASH: hash,
};
