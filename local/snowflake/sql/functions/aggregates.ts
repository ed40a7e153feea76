/** Aggregates. https://docs.snowflake.com/en/sql-reference/functions-aggregation */
import { notInTwin } from "../../errors.ts";
import { arithmeticType } from "../binder/arithmetic.ts";
import { type Bound, positionOf } from "../binder/bound.ts";
import { asVariant } from "../binder/expressions.ts";
import { comparable } from "../emit/cast-time.ts";
import { decimal, powerOfTen } from "../emit/text.ts";
import { array, boolean, float, integer, isSemiStructured, number, object, type SfType, varchar } from "../types.ts";
import { type AggregateText, aggregate } from "./aggregate-call.ts";
import { asNumber, type Call, first, type Rule, special } from "./rule.ts";

const sumType = (args: readonly Bound[]): SfType => {
  const source = args[0]!.type;
  return source.kind === "number" ? number(Math.min(38, source.precision + 12), source.scale) : float;
};
const sumText = (sql: string, type: SfType, text: AggregateText): string =>
  type.kind === "number"
    ? `CAST(${text.close(`sum(${text.distinct}${sql})`)} AS ${decimal(Math.min(38, type.precision + 12), type.scale)})`
    : text.close(`sum(${text.distinct}${sql})`);

/** SUM divided by COUNT, with the scale of a division. */
const averageType = (args: readonly Bound[]): SfType => {
  const source = args[0]!.type;
  if (source.kind !== "number") return float;
  return {
    ...arithmeticType(
      "/",
      { ...source, precision: Math.min(38, source.precision + 12) },
      { kind: "number", precision: 18, scale: 0 },
    ),
    precision: 38,
  };
};

function averageText(sql: string, args: readonly Bound[], text: AggregateText): string {
  const source = args[0]!.type;
  if (source.kind !== "number") return text.close(`avg(${text.distinct}${sql})`);
  const result = averageType(args);
  const scale = result.kind === "number" ? result.scale : 0;
  const sum = text.close(`sum(${text.distinct}${sql})`);
  const count = text.close(`count(${text.distinct}${sql})`);
  const whole =
    source.scale === 0
      ? `CAST(${sum} AS HUGEINT)`
      : `CAST(CAST(${sum} AS DECIMAL(38,${source.scale})) * ${powerOfTen(source.scale)} AS HUGEINT)`;
  const shift = scale - source.scale;
  return `CAST(CAST(sf_divide(${whole}, NULLIF(CAST(${count} AS HUGEINT), 0), CAST(1${"0".repeat(shift)} AS HUGEINT), CAST(1${"0".repeat(37 - shift)} AS HUGEINT)) AS DECIMAL(38,0))${scale === 0 ? "" : ` * ${powerOfTen(-scale)}`} AS DECIMAL(38,${scale}))`;
}

const count: Rule = special((call) => {
  const [argument] = call.args;
  if (argument?.kind === "star" && argument.qualifier.length === 0) {
    return aggregate("", number(18, 0), (_, text) => asNumber(text.close("count(*)"), 18), { nullable: false }).bind({
      ...call,
      args: [],
    });
  }
  return aggregate(
    "any+",
    number(18, 0),
    (sql, text) => {
      // Of several columns: the rows in which none is NULL.
      const one =
        sql.length === 1
          ? sql[0]!
          : `CASE WHEN ${sql.map((each) => `${each} IS NOT NULL`).join(" AND ")} THEN ROW(${sql.join(", ")}) END`;
      return asNumber(text.close(`count(${text.distinct}${one})`), 18);
    },
    { nullable: false },
  ).bind(call);
});

/** The largest VARIANT by number, else by text. */
const extreme = (name: "min" | "max"): Rule =>
  aggregate("any", first, ([sql], text, args) => {
    if (!isSemiStructured(args[0]!.type)) return text.close(`${name}(${sql})`);
    return `COALESCE(${text.close(`arg_${name}(${sql}, TRY_CAST(sf_json_number_text(${sql}) AS DOUBLE))`)}, ${text.close(`${name}(${sql})`)})`;
  });

const plain = (signature: string, type: SfType, open: string): Rule =>
  aggregate(signature, type, (sql, text) => text.close(`${open}(${text.distinct}${sql.join(", ")})`));
const real = (open: string, signature = "float"): Rule => plain(signature, float, open);
/** Two measures of one row, pairs with a NULL left out; Snowflake writes (y, x) as DuckDB does. */
const paired = (open: string): Rule => real(open, "float float");
/** The value of the row with the largest key, or of the n such rows as an ARRAY. https://docs.snowflake.com/en/sql-reference/functions/max_by */
const by = (name: string): Rule =>
  aggregate(
    "any any int?",
    (args) => (args.length === 3 ? array : args[0]!.type),
    ([value, key, most], text, args, call) => {
      const order = comparable(key!, args[1]!.type);
      if (most === undefined) return text.close(`${name}(${value}, ${order})`);
      const item = `COALESCE(${asVariant(args[0]!, call.scope).sql}, 'null')`;
      return jsonArray(text.close(`${name}(${item}, ${order}, CAST(${most} AS BIGINT))`));
    },
  );

const jsonArray = (list: string): string => `('[' || COALESCE(array_to_string(${list}, ','), '') || ']')`;

/** Exact here. https://docs.snowflake.com/en/sql-reference/functions/approx_top_k: pairs of value and frequency, the most frequent first. */
const topK: Rule = aggregate("any int? int?", array, ([, most], text, args, call) => {
  const value = asVariant(args[0]!, call.scope).sql;
  return `sf_top_k(${text.close(`list(${value})`)}, ${most ?? "1"})`;
});

/** Of several expressions: the rows in which none is NULL. https://docs.snowflake.com/en/sql-reference/functions/approx_count_distinct */
const approximateCount: Rule = aggregate(
  "any+",
  integer,
  (sql, text) => {
    const isWhole = sql.map((each) => `${each} IS NOT NULL`).join(" AND ");
    const row = sql.length === 1 ? sql[0] : `CASE WHEN ${isWhole} THEN hash(${sql.join(", ")}) END`;
    return asNumber(text.close(`approx_count_distinct(${row})`));
  },
  { nullable: false },
);

const listAgg: Rule = aggregate(
  "text text?",
  varchar(),
  ([sql, delimiter], text) => {
    const order = text.order === "" && text.distinct !== "" ? ` ORDER BY ${sql}` : text.order;
    return `COALESCE(${text.close(`string_agg(${text.distinct}${sql}, ${delimiter ?? "''"}${order})`)}, '')`;
  },
  { nullable: false },
);

const jsonList = (sql: string, args: readonly Bound[], text: AggregateText, call: Call): string => {
  const value = asVariant(args[0]!, call.scope).sql;
  void sql;
  // DISTINCT keeps the first of equals, in the order asked for.
  if (text.distinct !== "" && text.order !== "")
    return `sf_array_distinct(${jsonArray(text.close(`list(${value}${text.order})`))})`;
  if (text.isWindow || text.order !== "" || text.distinct !== "")
    return jsonArray(text.close(`list(${text.distinct}${value}${text.order})`));
  return `('[' || COALESCE(${text.close(`string_agg(${value}, ',')`)}, '') || ']')`;
};

const arrayAgg: Rule = aggregate("any", array, ([sql], text, args, call) => jsonList(sql!, args, text, call), {
  nullable: false,
});
const arrayUnique: Rule = aggregate(
  "any",
  array,
  ([sql], text, args, call) => jsonList(sql!, args, { ...text, distinct: "DISTINCT " }, call),
  { nullable: false },
);
const arrayUnion: Rule = aggregate(
  "array",
  array,
  ([sql], text) => `sf_array_distinct(sf_array_flatten('[' || ${text.close(`string_agg(${sql}, ',')`)} || ']'))`,
);

const objectAgg: Rule = aggregate(
  "text variant",
  object,
  ([key, value], text) =>
    `COALESCE(sf_object_agg('[' || ${text.close(`string_agg(CASE WHEN ${key} IS NOT NULL AND ${value} IS NOT NULL THEN '[' || CAST(to_json(${key}) AS VARCHAR) || ',' || ${value} || ']' END, ',')`)} || ']'), '{}')`,
  { nullable: false },
);

/** Between two values: three more digits than they have. */
const middleType = (args: readonly Bound[]): SfType => {
  const source = args[0]!.type;
  return source.kind === "number" ? number(Math.min(38, source.precision + 3), Math.min(37, source.scale + 3)) : float;
};
const middle = (value: Bound, fraction: string, text: AggregateText): string => {
  const type = middleType([value]);
  const sql = text.close(`quantile_cont(CAST(${value.sql} AS DOUBLE), ${fraction})`);
  return type.kind === "number" ? `CAST(${sql} AS ${decimal(type.precision, type.scale)})` : sql;
};
const fraction = (text: AggregateText, call: Call, bound: Bound): string => {
  const value = Number(bound.constant);
  if (!(value >= 0 && value <= 1))
    throw notInTwin(
      positionOf(call.span),
      `${call.name} of a fraction that is no constant from 0 to 1`,
      "Write the number.",
    );
  return String(text.withinGroup?.items[0]?.direction === "DESC" ? 1 - value : value);
};

const median: Rule = aggregate("number", middleType, (_, text, args) => middle(args[0]!, "0.5", text));

function percentile(continuous: boolean): Rule {
  return special((call) => {
    let result: SfType = float;
    const bound = aggregate(
      "number",
      float,
      (_, text, args, inner) => {
        const value = text.orderBounds[0]!;
        const at = fraction(text, inner, args[0]!);
        if (!continuous) {
          result = value.type;
          return text.close(`quantile_disc(${value.sql}, ${at})`);
        }
        result = middleType([value]);
        return middle(value, at, text);
      },
      { ordered: true },
    ).bind(call);
    return { ...bound, type: result };
  });
}

const bitwise = (open: string): Rule =>
  aggregate("int", integer, ([sql], text) => asNumber(text.close(`${open}(${sql})`)));

const grouping: Rule = aggregate("any+", integer, (sql, text) => asNumber(text.close(`grouping(${sql.join(", ")})`)), {
  nullable: false,
  window: "never",
});

export const aggregates: Readonly<Record<string, Rule>> = {
  COUNT: count,
  SUM: aggregate("number", sumType, ([sql], text, args) => sumText(sql!, args[0]!.type, text)),
  AVG: aggregate("number", averageType, ([sql], text, args) => averageText(sql!, args, text)),
  MIN: extreme("min"),
  MAX: extreme("max"),
  ANY_VALUE: aggregate("any", first, ([sql], text) => text.close(`any_value(${sql})`)),
  COUNT_IF: aggregate("boolean", number(18, 0), ([sql], text) => asNumber(text.close(`count_if(${sql})`), 18), {
    nullable: false,
  }),
  LISTAGG: listAgg,
  STRING_AGG: listAgg,
  ARRAY_AGG: arrayAgg,
  ARRAYAGG: arrayAgg,
  ARRAY_UNIQUE_AGG: arrayUnique,
  ARRAY_UNION_AGG: arrayUnion,
  OBJECT_AGG: objectAgg,
  MEDIAN: median,
  PERCENTILE_CONT: percentile(true),
  PERCENTILE_DISC: percentile(false),
  MODE: aggregate("any", first, ([sql], text) => text.close(`mode(${sql})`)),
  MIN_BY: by("arg_min"),
  MAX_BY: by("arg_max"),
  APPROX_COUNT_DISTINCT: approximateCount,
  HLL: approximateCount,
  APPROX_TOP_K: topK,
  APPROX_PERCENTILE: aggregate("float float", float, ([sql], text, args, call) =>
    text.close(`approx_quantile(${sql}, CAST(${fraction(text, call, args[1]!)} AS FLOAT))`),
  ),
  STDDEV: real("stddev_samp"),
  STDDEV_SAMP: real("stddev_samp"),
  STDDEV_POP: real("stddev_pop"),
  VARIANCE: real("var_samp"),
  VARIANCE_SAMP: real("var_samp"),
  VAR_SAMP: real("var_samp"),
  VARIANCE_POP: real("var_pop"),
  VAR_POP: real("var_pop"),
  SKEW: real("skewness"),
  KURTOSIS: real("kurtosis"),
  CORR: paired("corr"),
  COVAR_POP: paired("covar_pop"),
  COVAR_SAMP: paired("covar_samp"),
  REGR_SLOPE: paired("regr_slope"),
  REGR_INTERCEPT: paired("regr_intercept"),
  REGR_R2: paired("regr_r2"),
  REGR_COUNT: aggregate("float float", integer, ([y, x], text) => asNumber(text.close(`regr_count(${y}, ${x})`)), {
    nullable: false,
  }),
  REGR_AVGX: paired("regr_avgx"),
  REGR_AVGY: paired("regr_avgy"),
  REGR_SXX: paired("regr_sxx"),
  REGR_SYY: paired("regr_syy"),
  REGR_SXY: paired("regr_sxy"),
  BOOLAND_AGG: aggregate("boolean", boolean, ([sql], text) => text.close(`bool_and(${sql})`)),
  BOOLOR_AGG: aggregate("boolean", boolean, ([sql], text) => text.close(`bool_or(${sql})`)),
  BOOLXOR_AGG: aggregate("boolean", boolean, ([sql], text) => `(${text.close(`count_if(${sql})`)} = 1)`),
  ...Object.fromEntries(
    ["and", "or", "xor"].flatMap((operator) =>
      // https://docs.snowflake.com/en/sql-reference/functions/bitand_agg: four spellings of each.
      ["BITX_AGG", "BIT_X_AGG", "BITXAGG", "BIT_XAGG"].map((name) => [
        name.replace("X", operator.toUpperCase()),
        bitwise(`bit_${operator}`),
      ]),
    ),
  ),
  GROUPING: grouping,
  GROUPING_ID: grouping,
  HASH_AGG: aggregate(
    "any+",
    number(19, 0),
    (sql, text, args, call) => {
      const values = args.map((value) => `COALESCE(${asVariant(value, call.scope).sql}, '')`).join(", ");
      void sql;
      return `CAST(CAST(COALESCE(${text.close(`bit_xor(hash(${values}))`)}, 0) AS HUGEINT) - 9223372036854775808 AS DECIMAL(19,0))`;
    },
    { nullable: false },
  ),
};
