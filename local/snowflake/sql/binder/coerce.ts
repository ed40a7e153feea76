/** Brings bound expressions to a type, and several to a common one. */
import type { Span } from "../ast/index.ts";
import { type CastMode, type CastSettings, castSql } from "../emit/cast.ts";
import { castTo } from "../emit/text.ts";
import { formatType, type SfType, sameType } from "../types.ts";
import { type Bound, compilationError, derive } from "./bound.ts";
import { commonType } from "./common-type.ts";
import type { Compilation } from "./scope.ts";

export function castSettings({ view }: Compilation): CastSettings {
  const parameter = (name: string) => view.session.parameter(name);
  const zone = parameter("TIMEZONE");
  return { timeZone: typeof zone === "string" && zone !== "" ? zone : "America/Los_Angeles", parameter };
}

/** Converts, or raises 001065 when Snowflake has no conversion between the two types. */
export function coerce(
  bound: Bound,
  to: SfType,
  compilation: Compilation,
  mode: CastMode = "cast",
  span?: Span,
): Bound {
  if (sameType(bound.type, to)) return bound;
  const sql = castSql(bound.sql, { from: bound.type, to, mode, settings: castSettings(compilation) });
  if (sql === undefined) throw noConversion(bound.type, to, span);
  const mayLose = mode === "try" || bound.type.kind === "variant";
  const result = derive(sql, to, [bound], bound.nullable || mayLose);
  return bound.constant === null ? { ...result, constant: null } : result;
}

export const noConversion = (from: SfType, to: SfType, span?: Span) =>
  compilationError(
    "001065",
    "22023",
    `invalid type [${formatType(from)}] for parameter 'TO_${to.kind.toUpperCase()}'`,
    span,
  );

/** The common type of all, or undefined. NULLs fit everything. */
export function commonTypeOf(types: readonly SfType[]): SfType | undefined {
  let result: SfType | undefined = { kind: "null" };
  for (const type of types) result = result && commonType(result, type);
  return result;
}

export function unify(bounds: readonly Bound[], compilation: Compilation, what: string, span?: Span): Bound[] {
  const type = commonTypeOf(bounds.map((bound) => bound.type));
  if (type === undefined) {
    throw compilationError(
      "002262",
      "42804",
      `Can not convert parameter '${what}' of type [${formatType(bounds[0]!.type)}] into expected type [${formatType(bounds.at(-1)!.type)}]`,
      span,
    );
  }
  return bounds.map((bound) => coerce(bound, type, compilation, "cast", span));
}

/**
 * DuckDB text of `sql` as a column of type `to` takes it in INSERT, UPDATE, MERGE and COPY: too long strings and numbers out of range
 * are errors with Snowflake's code. Throws 002023 when the types have no implicit conversion.
 */
export function assignSql(sql: string, from: SfType, to: SfType, settings: CastSettings): string {
  if (sameType(from, to)) return sql;
  const cast = from.kind === "null" ? castTo("NULL", to) : castSql(sql, { from, to, mode: "assign", settings });
  if (cast === undefined) {
    throw compilationError(
      "002023",
      "22000",
      `Expression type does not match column data type, expecting ${formatType(to)} but got ${formatType(from)}`,
    );
  }
  return cast;
}
