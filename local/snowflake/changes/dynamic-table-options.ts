/** The options of dynamic tables, checked. https://docs.snowflake.com/en/sql-reference/sql/create-dynamic-table */
import { notInTwin, SnowflakeError, type SqlPosition } from "../errors.ts";
import type { Option } from "../sql/ast/index.ts";
import { findOption, optionText } from "../sql/ast/read-options.ts";

const unitSeconds: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400 };

/** Of TARGET_LAG; undefined for DOWNSTREAM. */
export function lagSeconds(targetLag: string): number | undefined {
  const [, count, unit] = /^\s*(\d+)\s*(second|minute|hour|day)s?\s*$/i.exec(targetLag) ?? [];
  return count === undefined || unit === undefined ? undefined : Number(count) * (unitSeconds[unit.toLowerCase()] ?? 0);
}

const invalid = (name: string, text: string, at?: SqlPosition) =>
  new SnowflakeError("001006", "22023", `SQL compilation error:\ninvalid value '${text}' for property '${name}'`, at);

/** As written; at least a minute, or DOWNSTREAM. */
export function checkedLag(text: string, at?: SqlPosition): string {
  if (/^downstream$/i.test(text)) return "DOWNSTREAM";
  const seconds = lagSeconds(text);
  if (seconds === undefined) throw invalid("TARGET_LAG", text, at);
  if (seconds < 60) throw invalid("TARGET_LAG", `${text}: the minimum is 1 minute`, at);
  return text;
}

export interface DynamicTableSettings {
  targetLag: string;
  warehouse: string;
  requestedMode: "AUTO" | "FULL" | "INCREMENTAL";
  initialize: "ON_CREATE" | "ON_SCHEDULE";
}

const own = ["TARGET_LAG", "WAREHOUSE", "REFRESH_MODE", "INITIALIZE", "COMMENT", "COPY GRANTS"];
/** Kept, and without effect in the twin. */
const recorded = [
  "DATA_RETENTION_TIME_IN_DAYS",
  "MAX_DATA_EXTENSION_TIME_IN_DAYS",
  "REQUIRE USER",
  "LOG_LEVEL",
  "INITIALIZATION_WAREHOUSE",
  "SCHEDULER",
];

export function dynamicTableSettings(options: readonly Option[], at: SqlPosition): DynamicTableSettings {
  const unknown = options.find(({ name }) => !own.includes(name) && !recorded.includes(name));
  if (unknown !== undefined) throw missing(`invalid property '${unknown.name}' for 'DYNAMIC TABLE'`, unknown.span);
  const text = (name: string) => optionText(options, name);
  if (oneOf(options, "SCHEDULER", ["ENABLE", "DISABLE"] as const) === "DISABLE") {
    const given = findOption(options, "SCHEDULER")?.span;
    throw notInTwin(given, "SCHEDULER = DISABLE", "Give a TARGET_LAG and ALTER DYNAMIC TABLE … SUSPEND it.");
  }
  const lag = text("TARGET_LAG");
  const warehouse = text("WAREHOUSE");
  if (lag === undefined) throw missing("Missing option(s): [TARGET_LAG]", at);
  if (warehouse === undefined) throw missing("Missing option(s): [WAREHOUSE]", at);
  return {
    targetLag: checkedLag(lag, findOption(options, "TARGET_LAG")?.span),
    warehouse,
    requestedMode: oneOf(options, "REFRESH_MODE", ["AUTO", "FULL", "INCREMENTAL"] as const),
    initialize: oneOf(options, "INITIALIZE", ["ON_CREATE", "ON_SCHEDULE"] as const),
  };
}

const missing = (text: string, at: SqlPosition) =>
  new SnowflakeError("002029", "42601", `SQL compilation error:\n${text}`, at);

/** The first is the default. */
function oneOf<const T extends readonly [string, ...string[]]>(
  options: readonly Option[],
  name: string,
  values: T,
): T[number] {
  const text = optionText(options, name)?.toUpperCase();
  if (text === undefined) return values[0];
  const found = values.find((value) => value === text);
  if (found === undefined) throw invalid(name, text, findOption(options, name)?.span);
  return found;
}
