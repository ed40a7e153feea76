/** Reads the arguments of INFORMATION_SCHEMA's table functions. */
import type { ExecutionContext } from "../engine/context.ts";
import { SnowflakeError } from "../errors.ts";
import type { BoundArgument } from "../sql/binder/catalog-view.ts";
import { castSql } from "../sql/emit/cast.ts";
import { timestampLtz } from "../sql/types.ts";

const invalid = (name: string, expected: string) =>
  new SnowflakeError("001015", "22023", `SQL compilation error:\nInvalid argument ${name}: ${expected} is expected.`);

const named = (args: readonly BoundArgument[], name: string) => args.find((argument) => argument.name === name);

export function optionalText(args: readonly BoundArgument[], name: string): string | undefined {
  const found = named(args, name);
  if (found === undefined || found.constant === null) return undefined;
  if (typeof found.constant !== "string") throw invalid(name, "a constant string");
  return found.constant;
}

/** Named, or at its place among the arguments without names. */
export function textArgument(args: readonly BoundArgument[], name: string, position: number): string {
  const found = named(args, name) ?? args.filter((argument) => argument.name === undefined)[position];
  if (typeof found?.constant !== "string") throw invalid(name, "a constant string");
  return found.constant;
}

export function booleanArgument(args: readonly BoundArgument[], name: string, otherwise: boolean): boolean {
  const found = named(args, name);
  if (found === undefined) return otherwise;
  if (typeof found.constant !== "boolean") throw invalid(name, "TRUE or FALSE");
  return found.constant;
}

/** RESULT_LIMIT, from 1 to 10000. */
export function limitArgument(args: readonly BoundArgument[], otherwise: number): number {
  const found = named(args, "RESULT_LIMIT");
  if (found === undefined) return otherwise;
  const limit = Number(found.constant);
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000)
    throw invalid("RESULT_LIMIT", "a whole number from 1 to 10000");
  return limit;
}

/** Conditions for a time range whose ends are both optional; `value` is DuckDB text of a TIMESTAMP_LTZ. */
export function between(
  context: ExecutionContext,
  args: readonly BoundArgument[],
  start: string,
  end: string,
  value: string,
): string[] {
  const { session } = context.view();
  const settings = {
    timeZone: String(session.parameter("TIMEZONE") ?? "UTC"),
    parameter: (name: string) => session.parameter(name),
  };
  const bound = (name: string, operator: string): string[] => {
    const argument = named(args, name);
    if (argument === undefined || argument.constant === null) return [];
    const sql = castSql(argument.sql, { from: argument.type, to: timestampLtz(), mode: "cast", settings });
    if (sql === undefined) throw invalid(name, "a timestamp");
    return [`${value} ${operator} ${sql}`];
  };
  return [...bound(start, ">="), ...bound(end, "<=")];
}
