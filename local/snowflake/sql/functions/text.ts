/** Strings. https://docs.snowflake.com/en/sql-reference/functions-string */
import { type Bound, derive, nullOf } from "../binder/bound.ts";
import { coerce } from "../binder/coerce.ts";
import { quoteText } from "../emit/text.ts";
import { DEFAULT_VARCHAR_LENGTH } from "../types.ts";
import {
  array,
  asNumber,
  binary,
  bindArguments,
  boolean,
  number,
  parameters,
  type Rule,
  refuseExtras,
  scalar,
  special,
  textOf,
  varchar,
} from "./rule.ts";

const count = number(18, 0);
const text = varchar();
const whole = (sql: string) => asNumber(sql, 18);
const either = (sql: string | undefined, standard: string) => sql ?? standard;

const concat: Rule = special((call) => {
  refuseExtras(call);
  const bounds = bindArguments(call, parameters("any+"));
  if (bounds.every((bound) => bound.type.kind === "binary"))
    return derive(`(${bounds.map((bound) => bound.sql).join(" || ")})`, binary(), bounds);
  const texts = bounds.map((bound) =>
    coerce(bound, bound.type.kind === "varchar" ? bound.type : varchar(), call.scope.compilation, "cast", call.span),
  );
  // DuckDB forgets the type of a constant NULL in a concatenation.
  if (texts.some((each) => each.constant === null)) return nullOf(text);
  const length = texts.reduce((sum, each) => sum + (each.type.kind === "varchar" ? each.type.length : 0), 0);
  const sql = texts.length === 1 ? texts[0]!.sql : `(${texts.map((each) => each.sql).join(" || ")})`;
  return derive(sql, varchar(Math.min(DEFAULT_VARCHAR_LENGTH, Math.max(1, length))), texts);
});

const length = special((call) => {
  const [bound] = bindArguments(call, parameters("any"));
  if (bound!.type.kind === "binary") return derive(whole(`octet_length(${bound!.sql})`), count, [bound!]);
  const value = coerce(bound!, varchar(), call.scope.compilation, "cast", call.span);
  return derive(whole(`length(${value.sql})`), count, [value]);
});

/** Bytes of a string in UTF-8, or of a binary value, counted in units of which a byte has `factor`. */
const bytes = (factor: number): Rule =>
  special((call) => {
    const [bound] = bindArguments(call, parameters("any"));
    if (bound!.type.kind === "binary")
      return derive(whole(`(octet_length(${bound!.sql}) * ${factor})`), count, [bound!]);
    const value = coerce(bound!, varchar(), call.scope.compilation, "cast", call.span);
    return derive(whole(`(strlen(${value.sql}) * ${factor})`), count, [value]);
  });

/** By bytes, cut out of the hexadecimal text: DuckDB has no SUBSTR of a BLOB. */
function binarySubstring(value: Bound, start: Bound, size: Bound | undefined): Bound {
  const from = `hex(${value.sql}), CASE WHEN ${start.sql} > 0 THEN ${start.sql} * 2 - 1 ELSE ${start.sql} * 2 END`;
  const sql = size === undefined ? `unhex(sf_substr_from(${from}))` : `unhex(sf_substr(${from}, ${size.sql} * 2))`;
  return derive(sql, value.type, size === undefined ? [value, start] : [value, start, size]);
}

const substring = special((call) => {
  const [bound, start, size] = bindArguments(call, parameters("any int int?"));
  if (bound!.type.kind === "binary") return binarySubstring(bound!, start!, size);
  const value =
    bound!.type.kind === "varchar" ? bound! : coerce(bound!, text, call.scope.compilation, "cast", call.span);
  const sql =
    size === undefined
      ? `sf_substr_from(${value.sql}, ${start!.sql})`
      : `sf_substr(${value.sql}, ${start!.sql}, ${size.sql})`;
  return derive(sql, value.type, size === undefined ? [value, start!] : [value, start!, size]);
});

const position: Rule = scalar("text text int?", count, ([needle, hay, from]) =>
  whole(from === undefined ? `instr(${hay}, ${needle})` : `sf_position(${needle}, ${hay}, ${from})`),
);
const regexpLike = scalar(
  "text text text?",
  boolean,
  ([subject, pattern, flags]) => `sf_regexp_like(${subject}, ${pattern}, ${either(flags, "'c'")})`,
);
const regexpAll = scalar(
  "text text int? int? text? int?",
  array,
  ([a, pattern, from, occurrence, flags, group]) =>
    `sf_regexp_substr_all(${a}, ${pattern}, ${either(from, "1")}, ${either(occurrence, "1")}, ${either(flags, "'c'")}, ${either(group, "-1")})`,
  { nullable: "always" },
);
const splitPart = scalar(
  "text text int",
  text,
  ([subject, delimiter, at]) => `sf_split_part(${subject}, ${delimiter}, ${at})`,
);
const chr = scalar("int", text, ([code]) => `chr(CAST(${code} AS INTEGER))`);
const pad = (name: string) =>
  scalar(
    "text int text?",
    text,
    ([subject, size, filler]) => `sf_${name}(${subject}, ${size}, ${either(filler, "' '")})`,
  );
const trim = (name: string) =>
  scalar("text text?", textOf, ([subject, characters]) => `${name}(${subject}, ${either(characters, "' '")})`);

/** Text in the standard alphabet. Its lines count for nothing. https://docs.snowflake.com/en/sql-reference/functions/base64_decode_string */
const base64 = (code: string, alphabet: string | undefined): string =>
  alphabet === undefined
    ? `replace(${code}, chr(10), '')`
    : `translate(replace(${code}, chr(10), ''), sf_alphabet(${alphabet}), '+/=')`;

export const texts: Readonly<Record<string, Rule>> = {
  CONCAT: concat,
  LENGTH: length,
  LEN: length,
  SUBSTR: substring,
  SUBSTRING: substring,
  UPPER: scalar("text", textOf, ([a]) => `upper(${a})`),
  LOWER: scalar("text", textOf, ([a]) => `lower(${a})`),
  INITCAP: scalar(
    "text text?",
    textOf,
    ([a, delimiters]) =>
      `sf_initcap(${a}, ${either(delimiters, quoteText(' \t\n\r\f\u000b!?@"^#$&~_,.:;+-*%/|\\[](){}<>'))})`,
  ),
  TRIM: trim("trim"),
  LTRIM: trim("ltrim"),
  RTRIM: trim("rtrim"),
  LEFT: scalar("text int", textOf, ([a, size]) => `substr(${a}, 1, CASE WHEN ${size} < 0 THEN 0 ELSE ${size} END)`),
  RIGHT: scalar("text int", textOf, ([a, size]) => `sf_right(${a}, ${size})`),
  LPAD: pad("lpad"),
  RPAD: pad("rpad"),
  REPEAT: scalar("text int", text, ([a, times]) => `repeat(${a}, CASE WHEN ${times} < 0 THEN 0 ELSE ${times} END)`),
  SPACE: scalar("int", text, ([times]) => `repeat(' ', CASE WHEN ${times} < 0 THEN 0 ELSE ${times} END)`),
  REPLACE: scalar("text text text?", text, ([a, from, to]) => `sf_replace(${a}, ${from}, ${either(to, "''")})`),
  REVERSE: scalar("text", textOf, ([a]) => `reverse(${a})`),
  TRANSLATE: scalar("text text text", text, ([a, from, to]) => `sf_translate(${a}, ${from}, ${to})`),
  INSERT: scalar(
    "text int int text",
    text,
    ([a, at, size, inserted]) => `sf_insert(${a}, ${at}, ${size}, ${inserted})`,
  ),
  CONCAT_WS: scalar("text text+", text, ([separator, ...rest], args) =>
    args.some((each) => each.constant === null) ? "CAST(NULL AS VARCHAR)" : `(${rest.join(` || ${separator} || `)})`,
  ),
  SPLIT: scalar("text text", array, ([a, delimiter]) => `CAST(to_json(sf_split(${a}, ${delimiter})) AS VARCHAR)`),
  SPLIT_PART: splitPart,
  STRTOK: scalar(
    "text text? int?",
    text,
    ([a, delimiters, at]) => `sf_tokens(${a}, ${either(delimiters, "' '")})[${either(at, "1")}]`,
    { nullable: "always" },
  ),
  STRTOK_TO_ARRAY: scalar(
    "text text?",
    array,
    ([a, delimiters]) => `CAST(to_json(sf_tokens(${a}, ${either(delimiters, "' '")})) AS VARCHAR)`,
  ),
  CHARINDEX: position,
  POSITION: position,
  CONTAINS: scalar("text text", boolean, ([a, part]) => `contains(${a}, ${part})`),
  STARTSWITH: scalar("text text", boolean, ([a, part]) => `starts_with(${a}, ${part})`),
  ENDSWITH: scalar("text text", boolean, ([a, part]) => `ends_with(${a}, ${part})`),
  ASCII: scalar("text", count, ([a]) => whole(`CASE WHEN ${a} = '' THEN 0 ELSE ascii(${a}) END`)),
  UNICODE: scalar("text", count, ([a]) => whole(`CASE WHEN ${a} = '' THEN 0 ELSE unicode(${a}) END`)),
  CHR: chr,
  CHAR: chr,
  OCTET_LENGTH: bytes(1),
  BIT_LENGTH: bytes(8),
  EDITDISTANCE: scalar("text text int?", count, ([a, b, most]) =>
    whole(
      most === undefined
        ? `levenshtein(${a}, ${b})`
        : `CASE WHEN ${most} IS NOT NULL THEN least(levenshtein(${a}, ${b}), ${most}) END`,
    ),
  ),
  JAROWINKLER_SIMILARITY: scalar("text text", count, ([a, b]) => whole(`sf_jaro_winkler(lower(${a}), lower(${b}))`)),
  RTRIMMED_LENGTH: scalar("text", count, ([a]) => whole(`length(rtrim(${a}, ' '))`)),
  SOUNDEX_P123: scalar("text", varchar(4), ([a]) => `sf_soundex_p123(${a})`),
  SOUNDEX: scalar("text", varchar(4), ([a]) => `sf_soundex(${a})`),
  LIKE: scalar(
    "text text text?",
    boolean,
    ([a, pattern, escaping]) => `(${a} LIKE ${pattern}${escaping === undefined ? "" : ` ESCAPE ${escaping}`})`,
  ),
  ILIKE: scalar(
    "text text text?",
    boolean,
    ([a, pattern, escaping]) => `(${a} ILIKE ${pattern}${escaping === undefined ? "" : ` ESCAPE ${escaping}`})`,
  ),
  RLIKE: regexpLike,
  REGEXP: regexpLike,
  REGEXP_LIKE: regexpLike,
  REGEXP_REPLACE: scalar(
    "text text text? int? int? text?",
    text,
    ([a, pattern, to, from, occurrence, flags]) =>
      `sf_regexp_replace(${a}, ${pattern}, ${either(to, "''")}, ${either(from, "1")}, ${either(occurrence, "0")}, ${either(flags, "'c'")})`,
  ),
  REGEXP_SUBSTR: scalar(
    "text text int? int? text? int?",
    text,
    ([a, pattern, from, occurrence, flags, group]) =>
      `sf_regexp_substr(${a}, ${pattern}, ${either(from, "1")}, ${either(occurrence, "1")}, ${either(flags, "'c'")}, ${either(group, "-1")})`,
    { nullable: "always" },
  ),
  REGEXP_SUBSTR_ALL: regexpAll,
  REGEXP_EXTRACT_ALL: regexpAll,
  REGEXP_INSTR: scalar(
    "text text int? int? int? text? int?",
    count,
    ([a, pattern, from, occurrence, option, flags, group]) =>
      whole(
        `sf_regexp_instr(${a}, ${pattern}, ${either(from, "1")}, ${either(occurrence, "1")}, ${either(option, "0")}, ${either(flags, "'c'")}, ${either(group, "-1")})`,
      ),
  ),
  REGEXP_COUNT: scalar("text text int? text?", count, ([a, pattern, from, flags]) =>
    whole(`sf_regexp_count(${a}, ${pattern}, ${either(from, "1")}, ${either(flags, "'c'")})`),
  ),
  BASE64_ENCODE: special((call) => {
    const [bound, width, alphabet] = bindArguments(call, parameters("any int? text?"));
    const bytes =
      bound!.type.kind === "binary" ? bound!.sql : `encode(${coerce(bound!, text, call.scope.compilation).sql})`;
    const code = `to_base64(${bytes})`;
    const translated = alphabet === undefined ? code : `translate(${code}, '+/=', sf_alphabet(${alphabet.sql}))`;
    const sql = width === undefined ? translated : `sf_lines(${translated}, ${width.sql})`;
    return derive(
      sql,
      text,
      [bound!, width, alphabet].filter((each) => each !== undefined),
    );
  }),
  BASE64_DECODE_STRING: scalar("text text?", text, ([a, alphabet]) => `decode(sf_base64(${base64(a!, alphabet)}))`),
  TRY_BASE64_DECODE_STRING: scalar(
    "text text?",
    text,
    ([a, alphabet]) => `TRY(decode(from_base64(${base64(a!, alphabet)})))`,
    { nullable: "always" },
  ),
  BASE64_DECODE_BINARY: scalar("text text?", binary(), ([a, alphabet]) => `sf_base64(${base64(a!, alphabet)})`),
  TRY_BASE64_DECODE_BINARY: scalar(
    "text text?",
    binary(),
    ([a, alphabet]) => `TRY(from_base64(${base64(a!, alphabet)}))`,
    { nullable: "always" },
  ),
  TRY_HEX_DECODE_BINARY: scalar("text", binary(), ([a]) => `sf_try_hex(${a})`, { nullable: "always" }),
  HEX_ENCODE: special((call) => {
    const [bound, upper] = bindArguments(call, parameters("any int?"));
    const value = bound!.type.kind === "binary" ? bound! : coerce(bound!, text, call.scope.compilation);
    const hex = `hex(${value.sql})`;
    if (upper === undefined) return derive(hex, text, [value]);
    return derive(`CASE ${upper.sql} WHEN 0 THEN lower(${hex}) WHEN 1 THEN ${hex} END`, text, [value, upper]);
  }),
  HEX_DECODE_STRING: scalar("text", text, ([a]) => `decode(sf_hex(${a}))`),
  HEX_DECODE_BINARY: scalar("text", binary(), ([a]) => `sf_hex(${a})`),
  TRY_HEX_DECODE_STRING: scalar("text", text, ([a]) => `TRY(decode(sf_try_hex(${a})))`, { nullable: "always" }),
  PARSE_URL: scalar(
    "text int?",
    { kind: "object" },
    ([a, permissive]) => `sf_parse_url(${a}, ${either(permissive, "0")})`,
    { nullable: "always" },
  ),
  PARSE_IP: scalar(
    "text text int?",
    { kind: "object" },
    ([a, type, permissive]) => `sf_parse_ip(${a}, ${type}, ${either(permissive, "0")})`,
  ),
  /** Random, or made of a namespace and a name. https://docs.snowflake.com/en/sql-reference/functions/uuid_string */
  UUID_STRING: special((call) => {
    if (call.args.length === 0) {
      call.scope.compilation.isDeterministic = false;
      return derive("CAST(uuid() AS VARCHAR)", varchar(36), [], false);
    }
    const parts = bindArguments(call, parameters("text text"));
    return derive(`sf_uuid5(${parts.map((part) => part.sql).join(", ")})`, varchar(36), parts);
  }),
};
