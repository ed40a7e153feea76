/** Conditional functions. https://docs.snowflake.com/en/sql-reference/expressions-conditional */
import { type Bound, derive, untypedNull } from "../binder/bound.ts";
import { coerce } from "../binder/coerce.ts";
import { caseOf } from "../binder/conditionals.ts";
import { bindCondition, bindExpression } from "../binder/expressions.ts";
import { comparands, compare } from "../binder/predicates.ts";
import { comparable } from "../emit/cast-time.ts";
import {
  bindArguments,
  boolean,
  type Call,
  checkCount,
  common,
  parameters,
  type Rule,
  scalar,
  special,
} from "./rule.ts";

const each = (call: Call): Bound[] => call.args.map((node) => bindExpression(node, call.scope));

const coalesce = (signature: string): Rule =>
  special((call) => {
    const { type, args } = common(bindArguments(call, parameters(signature)), call);
    const sql = args.length === 1 ? args[0]!.sql : `COALESCE(${args.map((arg) => arg.sql).join(", ")})`;
    return derive(
      sql,
      type,
      args,
      args.every((arg) => arg.nullable),
    );
  });

const iff: Rule = special((call) => {
  checkCount(call, parameters("boolean any any"));
  const [test, yes, no] = call.args;
  return caseOf(
    [bindCondition(test!, call.scope)],
    [bindExpression(yes!, call.scope)],
    bindExpression(no!, call.scope),
    call.scope,
    call.span,
  );
});

const nvl2: Rule = special((call) => {
  checkCount(call, parameters("any any any"));
  const [test, yes, no] = each(call);
  return caseOf([derive(`(${test!.sql} IS NOT NULL)`, boolean, [test!], false)], [yes!], no!, call.scope, call.span);
});

/** NULLs are equal here. https://docs.snowflake.com/en/sql-reference/functions/decode */
const decode: Rule = special((call) => {
  checkCount(call, parameters("any any any any*"));
  const [subject, ...rest] = each(call);
  const conditions: Bound[] = [];
  const results: Bound[] = [];
  for (let at = 0; at + 1 < rest.length; at += 2) {
    const [a, b] = comparands(subject!, rest[at]!, call.scope.compilation, call.span);
    conditions.push(
      derive(
        `(${comparable(a.sql, a.type)} IS NOT DISTINCT FROM ${comparable(b.sql, b.type)})`,
        boolean,
        [a, b],
        false,
      ),
    );
    results.push(rest[at + 1]!);
  }
  const otherwise = rest.length % 2 === 1 ? rest.at(-1)! : untypedNull;
  return caseOf(conditions, results, otherwise, call.scope, call.span);
});

const nullIf: Rule = special((call) => {
  checkCount(call, parameters("any any"));
  const [a, b] = each(call);
  const test = compare("=", a!, b!, call.scope.compilation, call.span);
  return derive(`(CASE WHEN ${test.sql} THEN NULL ELSE ${a!.sql} END)`, a!.type, [a!, test], true);
});

const equalNull: Rule = special((call) => {
  checkCount(call, parameters("any any"));
  const [a, b] = each(call);
  const [x, y] = comparands(a!, b!, call.scope.compilation, call.span);
  return derive(
    `(${comparable(x.sql, x.type)} IS NOT DISTINCT FROM ${comparable(y.sql, y.type)})`,
    boolean,
    [x, y],
    false,
  );
});

const zeroIfNull: Rule = special((call) => {
  const [a] = bindArguments(call, parameters("number"));
  return derive(
    `COALESCE(${a!.sql}, ${coerce({ ...a!, sql: "CAST(0 AS DECIMAL(1,0))", type: { kind: "number", precision: 1, scale: 0 } }, a!.type, call.scope.compilation).sql})`,
    a!.type,
    [a!],
    false,
  );
});

/** One of a pair, where the other is there. https://docs.snowflake.com/en/sql-reference/functions/regr_valx */
const ofPair = (taken: 0 | 1): Rule =>
  special((call) => {
    const pair = bindArguments(call, parameters("float float"));
    const [y, x] = pair;
    return derive(
      `(CASE WHEN ${y!.sql} IS NOT NULL AND ${x!.sql} IS NOT NULL THEN ${pair[taken]!.sql} END)`,
      pair[taken]!.type,
      pair,
    );
  });

export const conditionals: Readonly<Record<string, Rule>> = {
  COALESCE: coalesce("any any+"),
  NVL: coalesce("any any"),
  IFNULL: coalesce("any any"),
  IFF: iff,
  NVL2: nvl2,
  DECODE: decode,
  NULLIF: nullIf,
  EQUAL_NULL: equalNull,
  ZEROIFNULL: zeroIfNull,
  NULLIFZERO: scalar(
    "number",
    ([a]) => a!.type,
    ([a]) => `NULLIF(${a}, 0)`,
    { nullable: "always" },
  ),
  REGR_VALX: ofPair(1),
  REGR_VALY: ofPair(0),
  BOOLAND: scalar("boolean boolean", boolean, ([a, b]) => `(${a} AND ${b})`),
  BOOLOR: scalar("boolean boolean", boolean, ([a, b]) => `(${a} OR ${b})`),
  BOOLNOT: scalar("boolean", boolean, ([a]) => `(NOT ${a})`),
  BOOLXOR: scalar("boolean boolean", boolean, ([a, b]) => `(${a} <> ${b})`),
};
