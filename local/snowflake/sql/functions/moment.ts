/** The argument of a date function, and its wall-clock time. */
import type { Bound } from "../binder/bound.ts";
import { castSettings } from "../binder/coerce.ts";
import { bindExpression } from "../binder/expressions.ts";
import { toNtz } from "../emit/cast-time.ts";
import { argument, type Call } from "./rule.ts";

/** Argument `at`: a date, time or timestamp; text is read as a timestamp. */
export const moment = (call: Call, at: number): Bound =>
  argument(bindExpression(call.args[at]!, call.scope), "moment", call);
/** TIMESTAMP text in the session's zone; a time is one of 1970-01-01. */
export const localOf = (value: Bound, call: Call): string =>
  value.type.kind === "time"
    ? `(DATE '1970-01-01' + ${value.sql})`
    : toNtz(value.sql, value.type, castSettings(call.scope.compilation));
