/** Numbers, bits, randomness. https://docs.snowflake.com/en/sql-reference/functions-numeric */
import { arithmetic } from "../binder/arithmetic.ts";
import { type Bound, compilationError, derive } from "../binder/bound.ts";
import { coerce } from "../binder/coerce.ts";
import { bindExpression } from "../binder/expressions.ts";
import { decimal, powerOfTen } from "../emit/text.ts";
import {
  argument,
  asNumber,
  badTypes,
  bindArguments,
  type Call,
  common,
  float,
  integer,
  number,
  parameters,
  type Rule,
  scalar,
  special,
  varchar,
} from "./rule.ts";
import { truncateDate } from "./truncate-date.ts";

const real = (open: string): Rule => scalar("float", float, ([a]) => `${open}(${a})`);

/** ROUND, CEIL, FLOOR, TRUNC of a NUMBER keep it exact; the scale of the result is the one asked for. */
function rounding(name: "ROUND" | "CEIL" | "FLOOR" | "TRUNC"): Rule {
  return special((call) => {
    if (name === "TRUNC" && call.args.length > 0) {
      const value = bindExpression(call.args[0]!, call.scope);
      if (value.type.kind === "date" || value.type.kind.startsWith("timestamp")) return truncateDate(call, value);
    }
    const [value, places, mode] = bindArguments(
      call,
      parameters(name === "ROUND" ? "number int? text?" : "number int?"),
    );
    const digits = places === undefined ? 0 : places.constant;
    const halfEven = mode !== undefined && String(mode.constant).toUpperCase() === "HALF_TO_EVEN";
    const parts = places === undefined ? [value!] : [value!, places];
    if (value!.type.kind === "float") {
      if (halfEven) throw badTypes(call, [value!, mode!]);
      return derive(`sf_float_${name.toLowerCase()}(${value!.sql}, CAST(${places?.sql ?? 0} AS BIGINT))`, float, parts);
    }
    if (value!.type.kind !== "number") throw badTypes(call, [value!]);
    const { precision, scale } = value!.type;
    if (typeof digits !== "number") {
      const type = number(38, scale);
      return derive(
        `CAST(sf_round_text(CAST(${value!.sql} AS VARCHAR), CAST(${places!.sql} AS BIGINT), '${name}') AS ${decimal(38, scale)})`,
        type,
        parts,
      );
    }
    const kept = Math.max(0, Math.min(scale, digits));
    const type = number(Math.min(38, Math.max(1, precision - scale + 1 + kept)), kept);
    const target = decimal(type.kind === "number" ? type.precision : 38, kept);
    if (digits >= scale) return derive(`CAST(${value!.sql} AS ${target})`, type, parts);
    if (digits >= 0 && name === "ROUND" && !halfEven) return derive(`CAST(${value!.sql} AS ${target})`, type, parts);
    if (digits >= 0 && name !== "ROUND" && precision + digits <= 38) {
      // Moved so that what is cut off is the whole fraction.
      const moved = digits === 0 ? value!.sql : `(${value!.sql} * ${powerOfTen(digits)})`;
      const back = digits === 0 ? "" : ` * ${powerOfTen(-digits)}`;
      return derive(`CAST(CAST(${name.toLowerCase()}(${moved}) AS DECIMAL(38,0))${back} AS ${target})`, type, parts);
    }
    return derive(
      `CAST(sf_round_text(CAST(${value!.sql} AS VARCHAR), ${digits}, '${halfEven ? "EVEN" : name}') AS ${target})`,
      type,
      parts,
    );
  });
}

const binaryOperator = (operator: string): Rule =>
  special((call) => {
    const [a, b] = bindArguments(call, parameters("number number"));
    return arithmetic(operator, a!, b!, call.scope.compilation, call.span);
  });

/** 0 (or NULL counted as 0) where the divisor is 0. https://docs.snowflake.com/en/sql-reference/functions/div0 */
const safeDivision = (nullIsZero: boolean): Rule =>
  special((call) => {
    const [a, b] = bindArguments(call, parameters("number number"));
    const divisor: Bound = { ...b!, sql: `NULLIF(${b!.sql}, 0)`, nullable: true };
    const quotient = arithmetic("/", a!, divisor, call.scope.compilation, call.span);
    const zero = coerce(
      { ...a!, sql: "CAST(0 AS DECIMAL(1,0))", type: number(1, 0) },
      quotient.type,
      call.scope.compilation,
    ).sql;
    const test = nullIsZero ? `COALESCE(${b!.sql}, 0) = 0` : `${b!.sql} = 0`;
    return derive(
      `(CASE WHEN ${test} THEN CASE WHEN ${a!.sql} IS NOT NULL THEN ${zero} END ELSE ${quotient.sql} END)`,
      quotient.type,
      [a!, b!],
    );
  });

const extreme = (name: "greatest" | "least", ignoreNulls: boolean): Rule =>
  special((call) => {
    const { type, args } = common(bindArguments(call, parameters("any+")), call);
    const list = args.map((each) => each.sql).join(", ");
    // DuckDB's skip NULLs; Snowflake's give NULL when any argument is.
    const anyNull = args.filter((each) => each.nullable).map((each) => `${each.sql} IS NULL`);
    const value = `${name}(${list})`;
    const sql =
      ignoreNulls || anyNull.length === 0 ? value : `(CASE WHEN ${anyNull.join(" OR ")} THEN NULL ELSE ${value} END)`;
    return derive(sql, type, args);
  });

const bits = (operator: string): Rule =>
  scalar("int int", integer, ([a, b]) =>
    asNumber(`(${operator === "xor" ? `xor(${a}, ${b})` : `(${a} ${operator} ${b})`})`),
  );

const bitNot: Rule = scalar("int", integer, ([a]) => asNumber(`(~${a})`));
const shiftLeft: Rule = scalar("int int", integer, ([a, n]) =>
  asNumber(`CAST(CAST(${a} AS HUGEINT) * CAST(pow(2, ${n}) AS HUGEINT) AS HUGEINT)`),
);
const shiftRight: Rule = scalar("int int", integer, ([a, n]) => asNumber(`(${a} >> ${n})`));

/** 0, 1, 2, … of GENERATOR's rows; elsewhere the row's number. https://docs.snowflake.com/en/sql-reference/functions/seq1 */
const sequence: Rule = special((call) => {
  bindArguments(call, parameters("int?"));
  for (const relation of call.scope.relations) {
    const generated = relation.columns.find((column) => column.name === "$generated");
    if (generated !== undefined) return derive(asNumber(generated.sql), integer, [], false);
  }
  call.scope.compilation.isDeterministic = false;
  return { ...derive(asNumber("(row_number() OVER () - 1)"), integer, [], false), hasWindow: true };
});

const random: Rule = special((call) => {
  const [seed] = bindArguments(call, parameters("int?"));
  call.scope.compilation.isDeterministic = false;
  const type = number(19, 0);
  const bitsOf = seed === undefined ? "hash(random())" : `hash(${seed.sql}, row_number() OVER ())`;
  return derive(`CAST(CAST(${bitsOf} AS HUGEINT) - 9223372036854775808 AS DECIMAL(19,0))`, type, [], false);
});

/** https://docs.snowflake.com/en/sql-reference/functions/uniform: whole numbers between whole limits, both included. */
const uniform: Rule = special((call) => {
  const [low, high, source] = bindArguments(call, parameters("number number number"));
  const part = `(CAST(hash(${source!.sql}) >> 11 AS DOUBLE) / 9007199254740992.0)`;
  call.scope.compilation.isDeterministic = false;
  const parts = [low!, high!, source!];
  if (low!.type.kind === "number" && high!.type.kind === "number" && low!.type.scale === 0 && high!.type.scale === 0) {
    const type = number(Math.max(low!.type.precision, high!.type.precision), 0);
    const sql = `CAST(floor(${part} * (CAST(${high!.sql} AS DOUBLE) - CAST(${low!.sql} AS DOUBLE) + 1)) + CAST(${low!.sql} AS DOUBLE) AS DECIMAL(38,0))`;
    return coerce(derive(sql, integer, parts), type, call.scope.compilation);
  }
  const x = coerce(low!, float, call.scope.compilation).sql;
  const y = coerce(high!, float, call.scope.compilation).sql;
  return derive(`(${x} + ${part} * (${y} - ${x}))`, float, parts);
});

const abs: Rule = scalar(
  "number",
  ([a]) => a!.type,
  ([a]) => `abs(${a})`,
);

const widthBucket: Rule = special((call) => {
  if (call.args.length !== 4) throw compilationError("000938", "22023", "WIDTH_BUCKET takes 4 arguments", call.span);
  const args = call.args.map((node, at) =>
    argument(bindExpression(node, call.scope), at === 3 ? "int" : "float", call as Call),
  );
  const [x, low, high, count] = args.map((each) => each.sql);
  const sql = `CASE WHEN ${x} < ${low} THEN 0 WHEN ${x} >= ${high} THEN ${count} + 1 ELSE floor((${x} - ${low}) / ((${high} - ${low}) / ${count})) + 1 END`;
  return derive(asNumber(`(${sql})`), integer, args);
});

export const numerics: Readonly<Record<string, Rule>> = {
  ABS: abs,
  ROUND: rounding("ROUND"),
  CEIL: rounding("CEIL"),
  CEILING: rounding("CEIL"),
  FLOOR: rounding("FLOOR"),
  TRUNC: rounding("TRUNC"),
  TRUNCATE: rounding("TRUNC"),
  MOD: binaryOperator("%"),
  DIV0: safeDivision(false),
  DIV0NULL: safeDivision(true),
  SIGN: scalar("number", number(1, 0), ([a]) => asNumber(`sign(${a})`, 1)),
  SQRT: scalar("float", float, ([a]) => `sf_sqrt(${a})`),
  CBRT: real("cbrt"),
  EXP: real("exp"),
  LN: scalar("float", float, ([a]) => `sf_ln(${a})`),
  LOG: scalar("float float", float, ([base, a]) => `(sf_ln(${a}) / sf_ln(${base}))`),
  POWER: scalar("float float", float, ([a, b]) => `pow(${a}, ${b})`),
  POW: scalar("float float", float, ([a, b]) => `pow(${a}, ${b})`),
  SQUARE: scalar("float", float, ([a]) => `(${a} * ${a})`),
  FACTORIAL: scalar("int", integer, ([a]) => asNumber(`factorial(CAST(${a} AS INTEGER))`)),
  PI: scalar("", float, () => "pi()", { nullable: "never" }),
  SIN: real("sin"),
  COS: real("cos"),
  TAN: real("tan"),
  COT: real("cot"),
  ASIN: real("asin"),
  ACOS: real("acos"),
  ATAN: real("atan"),
  ATAN2: scalar("float float", float, ([a, b]) => `atan2(${a}, ${b})`),
  SINH: real("sinh"),
  COSH: real("cosh"),
  TANH: real("tanh"),
  ASINH: real("asinh"),
  ACOSH: real("acosh"),
  ATANH: real("atanh"),
  DEGREES: real("degrees"),
  RADIANS: real("radians"),
  HAVERSINE: scalar(
    "float float float float",
    float,
    ([a, b, c, d]) =>
      `(2 * 6371 * asin(sqrt(pow(sin(radians(${c} - ${a}) / 2), 2) + cos(radians(${a})) * cos(radians(${c})) * pow(sin(radians(${d} - ${b}) / 2), 2))))`,
  ),
  GREATEST: extreme("greatest", false),
  LEAST: extreme("least", false),
  GREATEST_IGNORE_NULLS: extreme("greatest", true),
  LEAST_IGNORE_NULLS: extreme("least", true),
  BITAND: bits("&"),
  BIT_AND: bits("&"),
  BITOR: bits("|"),
  BIT_OR: bits("|"),
  BITXOR: bits("xor"),
  BIT_XOR: bits("xor"),
  BITNOT: bitNot,
  BIT_NOT: bitNot,
  BITSHIFTLEFT: shiftLeft,
  BIT_SHIFTLEFT: shiftLeft,
  BITSHIFTRIGHT: shiftRight,
  BIT_SHIFTRIGHT: shiftRight,
  GETBIT: scalar("int int", number(1, 0), ([a, n]) => asNumber(`((${a} >> ${n}) & 1)`, 1)),
  WIDTH_BUCKET: widthBucket,
  RANDOM: random,
  UNIFORM: uniform,
  NORMAL: scalar(
    "float float number",
    float,
    ([mean, deviation, source]) => `sf_normal(${mean}, ${deviation}, hash(${source}))`,
    { volatile: true },
  ),
  // https://docs.snowflake.com/en/sql-reference/functions/randstr and zipf: a function of the generator's value.
  RANDSTR: scalar(
    "int number",
    varchar(),
    ([length, source]) => `sf_random_text(${length}, CAST(hash(${source}) >> 1 AS BIGINT))`,
    {
      volatile: true,
    },
  ),
  ZIPF: scalar(
    "float int number",
    integer,
    ([exponent, count, source]) => asNumber(`sf_zipf(${exponent}, ${count}, CAST(hash(${source}) >> 1 AS BIGINT))`),
    { volatile: true },
  ),
  SEQ1: sequence,
  SEQ2: sequence,
  SEQ4: sequence,
  SEQ8: sequence,
};
