/** How a row of the function table is written: argument kinds, result type, DuckDB text. */
import type { Expression, FunctionCall, Span, Star } from "../ast/index.ts";
import { type Bound, compilationError, derive, invalidArgumentTypes } from "../binder/bound.ts";
import { coerce, commonTypeOf } from "../binder/coerce.ts";
import { asVariant, bindExpression } from "../binder/expressions.ts";
import type { Scope } from "../binder/scope.ts";
import { expandStar } from "../binder/star.ts";
import {
  array,
  binary,
  boolean,
  date,
  float,
  formatType,
  integer,
  isTimestamp,
  number,
  object,
  type SfType,
  time,
  timestampNtz,
  varchar,
  variant,
} from "../types.ts";

export interface Call {
  /** Upper case. */
  name: string;
  args: readonly Expression[];
  /** Undefined when the call was made of an operator or special form. */
  node: FunctionCall | undefined;
  scope: Scope;
  span: Span;
}

export interface Rule {
  form: "scalar" | "aggregate" | "window";
  bind(call: Call): Bound;
}

/** `int` gives BIGINT text for positions and counts; `moment` keeps dates and timestamps; `any` keeps everything. */
export type ArgumentKind =
  | "text"
  | "number"
  | "int"
  | "float"
  | "boolean"
  | "date"
  | "time"
  | "moment"
  | "timestamp"
  | "binary"
  | "variant"
  | "array"
  | "object"
  | "any";

export interface Parameters {
  kinds: ArgumentKind[];
  least: number;
  rest: boolean;
}

/** `text int? any*`: `?` may be left out, `*` may come any number of times, `+` at least once. */
export function parameters(signature: string): Parameters {
  const words = signature === "" ? [] : signature.split(" ");
  const kinds = words.map((word) => word.replace(/[?*+]$/, "") as ArgumentKind);
  const least = words.filter((word) => !/[?*]$/.test(word)).length;
  return { kinds, least, rest: /[*+]$/.test(words.at(-1) ?? "") };
}

export function checkCount(call: Call, { kinds, least, rest }: Parameters): void {
  const count = call.args.length;
  if (count >= least && (rest || count <= kinds.length)) return;
  const expected = rest ? `at least ${least}` : least === kinds.length ? `${least}` : `${least} to ${kinds.length}`;
  throw compilationError(
    count < least ? "000938" : "000939",
    "22023",
    `${count < least ? "not enough" : "too many"} arguments for function [${call.name}] expected ${expected}, got ${count}`,
    call.span,
  );
}

export function bindArguments(call: Call, signature: Parameters): Bound[] {
  checkCount(call, signature);
  return call.args.flatMap((node, at) => {
    if (node.kind === "star" && signature.rest) return starValues(node, call);
    const kind = signature.kinds[Math.min(at, signature.kinds.length - 1)]!;
    return argument(bindExpression(plain(node), call.scope), kind, call);
  });
}

/** `hash(*)`: every column. */
function starValues(node: Star, call: Call): Bound[] {
  return expandStar(node, call.scope).map((item) => item.bind());
}

const plain = (node: Expression): Expression => (node.kind === "namedArgument" ? node.value : node);

/** One argument brought to a kind; its text is in the kind's physical form. */
export function argument(bound: Bound, kind: ArgumentKind, call: Call): Bound {
  const { compilation } = call.scope;
  const to = (type: SfType) => keepConstant(bound, coerceArgument(bound, type, call));
  const source = bound.type;
  switch (kind) {
    case "any":
      return source.kind === "null" ? { ...bound, sql: "NULL" } : bound;
    case "text":
      if (source.kind === "binary") throw badTypes(call, [bound]);
      return source.kind === "varchar" ? bound : to(varchar());
    case "number":
      if (source.kind === "number" || source.kind === "float") return bound;
      if (source.kind === "varchar") return to(number(18, 5));
      if (source.kind === "variant") return to(float);
      return to(integer);
    case "int": {
      const whole = source.kind === "number" && source.scale === 0 ? bound : to(integer);
      return keepConstant(bound, derive(`CAST(${whole.sql} AS BIGINT)`, integer, [whole]));
    }
    case "float":
      return to(float);
    case "boolean":
      return to(boolean);
    case "date":
      return to(date);
    case "time":
      return to(time());
    case "moment":
      if (source.kind === "date" || source.kind === "time" || isTimestamp(source)) return bound;
      return to(timestampNtz());
    case "timestamp":
      return isTimestamp(source) ? bound : to(timestampNtz());
    case "binary":
      return source.kind === "binary" ? bound : to(binary());
    case "variant":
      return asVariant(bound, call.scope);
    case "array":
      if (source.kind === "varchar") throw badTypes(call, [bound]);
      return source.kind === "array"
        ? bound
        : source.kind === "variant"
          ? derive(`sf_only_array(${bound.sql})`, array, [bound], true)
          : coerce(bound, array, compilation, "cast", call.span);
    case "object":
      if (source.kind === "object") return bound;
      return source.kind === "variant"
        ? derive(`sf_only_object(${bound.sql})`, object, [bound], true)
        : coerce(bound, object, compilation, "cast", call.span);
  }
}

const keepConstant = (from: Bound, to: Bound): Bound =>
  from.constant === undefined ? to : { ...to, constant: from.constant };

function coerceArgument(bound: Bound, type: SfType, call: Call): Bound {
  try {
    return coerce(bound, type, call.scope.compilation, "cast", call.span);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "001065") throw badTypes(call, [bound]);
    throw error;
  }
}

export const badTypes = (call: Call, bounds: readonly Bound[]) =>
  invalidArgumentTypes(
    call.name,
    bounds.map((bound) => formatType(bound.type)),
    call.span,
  );

export type ResultType = SfType | ((args: readonly Bound[], call: Call) => SfType);
export type Emit = (sql: readonly string[], args: readonly Bound[], call: Call) => string;

export interface ScalarOptions {
  /** `never`: COALESCE-like or IS-like; `always`: may be NULL whatever the arguments. */
  nullable?: "never" | "always";
  /** Different from call to call, or from session to session. */
  volatile?: boolean;
}

export const resultOf = (result: ResultType, args: readonly Bound[], call: Call): SfType =>
  typeof result === "function" ? result(args, call) : result;

/** A function of one row's values. */
export function scalar(signature: string, result: ResultType, emit: Emit, options: ScalarOptions = {}): Rule {
  const known = parameters(signature);
  return {
    form: "scalar",
    bind(call) {
      refuseExtras(call);
      const args = bindArguments(call, known);
      if (options.volatile) call.scope.compilation.isDeterministic = false;
      const sql = emit(
        args.map((each) => each.sql),
        args,
        call,
      );
      const nullable = options.nullable === undefined ? undefined : options.nullable === "always";
      return derive(sql, resultOf(result, args, call), args, nullable);
    },
  };
}

/** OVER, DISTINCT and the like belong to aggregates. */
export function refuseExtras({ node, name, span }: Call): void {
  if (node?.over !== undefined || node?.withinGroup !== undefined || node?.quantifier !== undefined) {
    throw compilationError("002069", "42601", `'${name}' is not an aggregate or window function`, span);
  }
}

/** All arguments in their common type, NULLs with it. */
export function common(args: readonly Bound[], call: Call): { type: SfType; args: Bound[] } {
  const type = commonTypeOf(args.map((each) => each.type));
  if (type === undefined) throw badTypes(call, args);
  return { type, args: args.map((each) => coerce(each, type, call.scope.compilation, "cast", call.span)) };
}

export const first = (args: readonly Bound[]): SfType => args[0]!.type;

/** A rule that binds in its own way. */
export const special = (bind: (call: Call) => Bound): Rule => ({ form: "scalar", bind });

/** NUMBER(38,0), and the text of a DuckDB integer as one. */
export const asNumber = (sql: string, precision = 38, scale = 0): string =>
  `CAST(${sql} AS DECIMAL(${precision},${scale}))`;

export const textOf = (args: readonly Bound[]): SfType => {
  const source = args[0]!.type;
  return source.kind === "varchar" ? source : varchar();
};

export { array, binary, boolean, date, float, integer, number, object, varchar, variant };
