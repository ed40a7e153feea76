/** Run-time helpers that DuckDB itself can express. Each argument type is settled by the emitter, so none is overloaded. */
const fail = (code: string, state: string, message: string) => `error('SF:${code}:${state}:' || ${message})`;
const aNumber = "'[ \\t]*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?[ \\t]*'";

export const macros: Readonly<Record<string, string>> = {
  "sf_no_number(x)": `CASE WHEN x IS NULL THEN NULL WHEN regexp_full_match(x, ${aNumber}) THEN ${fail("100039", "22003", "'Numeric value ''' || x || ''' is out of range'")} ELSE ${fail("100038", "22018", "'Numeric value ''' || x || ''' is not recognized'")} END`,
  "sf_no_boolean(x)": `CASE WHEN x IS NULL THEN NULL ELSE ${fail("100037", "22018", "'Boolean value ''' || x || ''' is not recognized'")} END`,
  "sf_no_variant(x, t)": `CASE WHEN x IS NULL OR x = 'null' THEN NULL ELSE ${fail("100071", "22000", "'Failed to cast variant value ' || x || ' to ' || t")} END`,
  "sf_try_boolean(x)":
    "CASE WHEN lower(trim(x)) IN ('true', 't', 'yes', 'y', 'on', '1') THEN TRUE WHEN lower(trim(x)) IN ('false', 'f', 'no', 'n', 'off', '0') THEN FALSE END",
  "sf_fitting(x, n)": `CASE WHEN length(x) > n THEN ${fail("100078", "22000", "'String ''' || x || ''' is too long and would be truncated'")} ELSE x END`,
  "sf_hex(x)": `CASE WHEN x IS NULL THEN NULL WHEN regexp_full_match(x, '([0-9a-fA-F]{2})*') THEN from_hex(x) ELSE ${fail("100115", "22000", "'The following string is not a legal hex-encoded value: ''' || x || ''''")} END`,
  "sf_base64(x)": `CASE WHEN x IS NULL THEN NULL WHEN TRY(from_base64(x)) IS NOT NULL THEN from_base64(x) ELSE ${fail("100116", "22000", "'The following string is not a legal base64-encoded value: ''' || x || ''''")} END`,
  // "Up to three characters": for 62, for 63, and to fill up.
  "sf_alphabet(x)": "x || substr('+/=', length(x) + 1)",
  "sf_lines(x, width)":
    "CASE WHEN width > 0 THEN array_to_string(list_transform(range(1, length(x) + 1, greatest(width, 1)), lambda sf_at: substr(x, sf_at, width)), chr(10)) ELSE x || left('', width) END",
  "sf_try_hex(x)": "CASE WHEN regexp_full_match(x, '([0-9a-fA-F]{2})*') THEN from_hex(x) END",
  "sf_divide(n, d, p, most)": `CASE WHEN n IS NULL OR d IS NULL THEN NULL WHEN d = 0 THEN ${fail("100051", "22012", "'Division by zero'")} WHEN abs(n) < most AND abs(d) < 10000000000000000000000000000000000000 THEN (2 * abs(n) * p + abs(d)) // (2 * abs(d)) * CASE WHEN (n < 0) <> (d < 0) THEN -1 ELSE 1 END ELSE CAST(sf_divide_text(CAST(n AS VARCHAR), CAST(d AS VARCHAR), CAST(p AS VARCHAR)) AS HUGEINT) END`,
  "sf_modulo(a, b)": `CASE WHEN b = 0 AND a IS NOT NULL THEN ${fail("100051", "22012", "'Division by zero'")} ELSE a % b END`,
  "sf_float_divide(a, b)": `CASE WHEN b = 0 AND a IS NOT NULL THEN ${fail("100051", "22012", "'Division by zero'")} ELSE a / b END`,
  "sf_float_modulo(a, b)": `CASE WHEN b = 0 AND a IS NOT NULL THEN ${fail("100051", "22012", "'Division by zero'")} ELSE fmod(a, b) END`,
  "sf_sqrt(x)": `CASE WHEN x < 0 THEN ${fail("100046", "22023", "'Invalid floating point operation: sqrt(' || CAST(x AS VARCHAR) || ')'")} ELSE sqrt(x) END`,
  "sf_ln(x)": `CASE WHEN x <= 0 THEN ${fail("100046", "22023", "'Invalid floating point operation: log(' || CAST(x AS VARCHAR) || ')'")} ELSE ln(x) END`,
  "sf_float_round(x, n)": "round(x, CAST(n AS INTEGER))",
  "sf_float_ceil(x, n)": "CASE WHEN n = 0 THEN ceil(x) ELSE ceil(x * pow(10, n)) / pow(10, n) END",
  "sf_float_floor(x, n)": "CASE WHEN n = 0 THEN floor(x) ELSE floor(x * pow(10, n)) / pow(10, n) END",
  "sf_float_trunc(x, n)": "CASE WHEN n = 0 THEN trunc(x) ELSE trunc(x * pow(10, n)) / pow(10, n) END",
  "sf_normal(mean, deviation, h)":
    "mean + deviation * sqrt(-2 * ln((CAST(h >> 11 AS DOUBLE) + 1) / 9007199254740993.0)) * cos(2 * pi() * (CAST(hash(h) >> 11 AS DOUBLE) / 9007199254740992.0))",

  "sf_substr(s, p, n)":
    "CASE WHEN p IS NULL OR n IS NULL THEN NULL WHEN n <= 0 OR (p < 0 AND -p > length(s)) THEN CASE WHEN s IS NOT NULL THEN '' END WHEN p = 0 THEN substr(s, 1, n) ELSE substr(s, p, n) END",
  "sf_substr_from(s, p)": "CASE WHEN p < 0 AND -p > length(s) THEN '' WHEN p = 0 THEN s ELSE substr(s, p) END",
  "sf_right(s, n)": "CASE WHEN n <= 0 THEN CASE WHEN s IS NOT NULL THEN '' END ELSE right(s, n) END",
  "sf_position(needle, hay, p)":
    "CASE WHEN instr(substr(hay, p), needle) = 0 THEN 0 ELSE instr(substr(hay, p), needle) + p - 1 END",
  "sf_split_part(s, d, i)":
    "CASE WHEN d = '' THEN CASE WHEN i IN (0, 1, -1) THEN s WHEN s IS NOT NULL THEN '' END ELSE split_part(s, d, CASE WHEN i = 0 THEN 1 ELSE i END) END",
  "sf_split(s, d)": "CASE WHEN s IS NULL OR d IS NULL THEN NULL WHEN d = '' THEN [s] ELSE string_split(s, d) END",
  "sf_tokens(s, d)":
    "CASE WHEN s IS NULL OR d IS NULL THEN NULL WHEN d = '' THEN CASE WHEN s = '' THEN [] ELSE [s] END ELSE list_filter(string_split(translate(s, d, repeat(substr(d, 1, 1), length(d))), substr(d, 1, 1)), lambda sf_item: sf_item <> '') END",
  "sf_lpad(s, n, f)":
    "CASE WHEN n <= 0 THEN CASE WHEN s IS NOT NULL THEN '' END WHEN f = '' THEN substr(s, 1, n) ELSE lpad(s, CAST(n AS INTEGER), f) END",
  "sf_rpad(s, n, f)":
    "CASE WHEN n <= 0 THEN CASE WHEN s IS NOT NULL THEN '' END WHEN f = '' THEN substr(s, 1, n) ELSE rpad(s, CAST(n AS INTEGER), f) END",
  "sf_replace(s, a, b)": "CASE WHEN a = '' THEN s ELSE replace(s, a, b) END",
  "sf_translate(s, a, b)": "translate(s, a, b)",
  "sf_insert(s, p, n, i)": "substr(s, 1, p - 1) || i || substr(s, p + n)",

  "sf_time_of(us)": "CAST(make_timestamp(us) AS TIME)",
  "sf_make_tz(l, o)":
    'CASE WHEN l IS NULL OR o IS NULL THEN NULL ELSE struct_pack("utc" := l - to_minutes(CAST(o AS BIGINT)), "offset" := CAST(o AS INTEGER)) END',
  "sf_offset(x, z)": "CAST((epoch_us(timezone(z, x)) - epoch_us(x)) // 60000000 AS INTEGER)",
  "sf_tz_from_ltz(x, z)":
    'CASE WHEN x IS NULL OR z IS NULL THEN NULL ELSE struct_pack("utc" := timezone(\'UTC\', x), "offset" := CAST((epoch_us(timezone(z, x)) - epoch_us(x)) // 60000000 AS INTEGER)) END',
  "sf_tz_from_ntz(l, z)":
    'CASE WHEN l IS NULL OR z IS NULL THEN NULL ELSE struct_pack("utc" := timezone(\'UTC\', timezone(z, l)), "offset" := CAST((epoch_us(l) - epoch_us(timezone(z, l))) // 60000000 AS INTEGER)) END',
  "sf_tz_local(s)": `struct_extract(s, 'utc') + to_minutes(CAST(struct_extract(s, 'offset') AS BIGINT))`,
  "sf_cut_timestamp(x, k)": "make_timestamp(epoch_us(x) - epoch_us(x) % k)",
  "sf_weekday(w)": `CASE lower(substr(trim(w), 1, 2)) WHEN 'mo' THEN 1 WHEN 'tu' THEN 2 WHEN 'we' THEN 3 WHEN 'th' THEN 4 WHEN 'fr' THEN 5 WHEN 'sa' THEN 6 WHEN 'su' THEN 7 ELSE ${fail("100078", "22023", "'Day of week ''' || w || ''' is not recognized'")} END`,
  "sf_next_day(d, w)": "d + CAST((sf_weekday(w) - isodow(d) + 6) % 7 + 1 AS INTEGER)",
  "sf_previous_day(d, w)": "d - CAST((isodow(d) - sf_weekday(w) + 6) % 7 + 1 AS INTEGER)",
  "sf_months_between(a, b)":
    "CASE WHEN day(a) = day(b) OR (CAST(a AS DATE) = last_day(a) AND CAST(b AS DATE) = last_day(b)) THEN CAST((year(a) - year(b)) * 12 + month(a) - month(b) AS DOUBLE) ELSE (year(a) - year(b)) * 12 + month(a) - month(b) + (day(a) - day(b)) / 31.0 + (epoch_us(CAST(a AS TIME)) - epoch_us(CAST(b AS TIME))) / 86400000000.0 / 31.0 END",
  "sf_add_months(t, n)":
    "CASE WHEN CAST(t AS DATE) = last_day(t) THEN last_day(t + to_months(n)) + CAST(t AS TIME) ELSE t + to_months(n) END",
};

export const macroStatements: readonly string[] = Object.entries(macros).map(
  ([head, body]) => `CREATE OR REPLACE MACRO ${head} AS (${body})`,
);
