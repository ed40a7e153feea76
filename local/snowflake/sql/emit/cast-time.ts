/** Conversions of DATE, TIME and the three TIMESTAMP types. */
import type { SfType } from "../types.ts";
import { isTimestamp } from "../types.ts";
import type { CastRequest, CastSettings } from "./cast.ts";
import { castTo, quoteText } from "./text.ts";

type TimeType = Extract<SfType, { kind: "date" | "time" | "timestamp_ntz" | "timestamp_ltz" | "timestamp_tz" }>;

/** Formats that DuckDB reads at full speed; everything else goes through the helper that knows Snowflake's. */
const moments = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S.%f"];
/** A TIMESTAMP of text in a plain format with one of `ends` behind it; a TIMESTAMPTZ when the end is `%z`, which reads `+02:00` but not `Z`. */
const tryPlain = (sql: string, ...ends: string[]): string =>
  `try_strptime(${sql}, [${ends.flatMap((end) => moments.map((moment) => quoteText(moment + end))).join(", ")}])`;

export const zone = (settings: CastSettings): string => quoteText(settings.timeZone);

/** `format`: DuckDB text of the format, or of 'AUTO'. */
export function parseTime(
  sql: string,
  to: TimeType,
  request: { mode: CastRequest["mode"]; settings: CastSettings },
  format = "'AUTO'",
): string {
  const failing = request.mode === "try" ? "try" : "parse";
  const isAuto = format === "'AUTO'";
  switch (to.kind) {
    case "date": {
      const helper = `CAST(make_timestamp(sf_${failing}_date(${sql}, ${format})) AS DATE)`;
      return isAuto ? `COALESCE(CAST(try_strptime(${sql}, '%Y-%m-%d') AS DATE), ${helper})` : helper;
    }
    case "time":
      return `sf_time_of(sf_${failing}_time(${sql}, ${format}))`;
    case "timestamp_ntz": {
      const helper = `make_timestamp(sf_${failing}_timestamp(${sql}, ${format}))`;
      return truncated(isAuto ? `COALESCE(${tryPlain(sql, "", "Z")}, ${helper})` : helper, to);
    }
    case "timestamp_ltz": {
      // No part stands twice: DuckDB would compute it beforehand, for rows too that a plain format reads.
      const local = `make_timestamp(sf_${failing}_timestamp(${sql}, ${format}))`;
      const helper = `COALESCE(timezone('UTC', make_timestamp(sf_parse_utc(${sql}, ${format}))), timezone(${zone(request.settings)}, ${local}))`;
      if (!isAuto) return helper;
      const inZone = `timezone(${zone(request.settings)}, ${tryPlain(sql, "")})`;
      return `COALESCE(${inZone}, timezone('UTC', ${tryPlain(sql, "Z")}), ${tryPlain(sql, "%z", " %z")}, ${helper})`;
    }
    case "timestamp_tz": {
      const local = `make_timestamp(sf_${failing}_timestamp(${sql}, ${format}))`;
      const offset = `sf_parse_offset(${sql}, ${format})`;
      const helper = `COALESCE(sf_make_tz(${local}, ${offset}), ${ntzToTz(local, request.settings)})`;
      if (!isAuto) return helper;
      const inZone = ntzToTz(tryPlain(sql, ""), request.settings);
      return `COALESCE(${inZone}, sf_make_tz(${tryPlain(sql, "Z")}, 0), ${helper})`;
    }
  }
}

export const ntzToTz = (sql: string, settings: CastSettings): string => `sf_tz_from_ntz(${sql}, ${zone(settings)})`;

/** Wall-clock TIMESTAMP of a date or timestamp of any kind. */
export function toNtz(sql: string, from: SfType, settings: CastSettings): string {
  switch (from.kind) {
    case "timestamp_ltz":
      return `timezone(${zone(settings)}, ${sql})`;
    case "timestamp_tz":
      return `sf_tz_local(${sql})`;
    case "date":
      return `CAST(${sql} AS TIMESTAMP)`;
    default:
      return sql;
  }
}

/** From the wall clock to another kind of timestamp. */
export function fromNtz(sql: string, to: SfType, settings: CastSettings): string {
  switch (to.kind) {
    case "timestamp_ltz":
      return `timezone(${zone(settings)}, ${sql})`;
    case "timestamp_tz":
      return ntzToTz(sql, settings);
    case "date":
      return `CAST(${sql} AS DATE)`;
    default:
      return sql;
  }
}

/** Fractions are cut, not rounded, to the type's scale. */
function truncated(sql: string, to: SfType): string {
  if (to.kind !== "timestamp_ntz" || to.scale >= 6) return sql;
  if (to.scale === 0) return `date_trunc('second', ${sql})`;
  if (to.scale === 3) return `date_trunc('millisecond', ${sql})`;
  return `sf_cut_timestamp(${sql}, ${10 ** (6 - to.scale)})`;
}

export function timestampCast(
  sql: string,
  request: CastRequest,
  to: TimeType,
  textOfVariant: (sql: string) => string,
): string | undefined {
  const { from, settings } = request;
  if (from.kind === "varchar") return parseTime(sql, to, request);
  if (from.kind === "variant") {
    const text = textOfVariant(sql);
    return parseTime(text, to, request);
  }
  if (to.kind === "time") {
    if (from.kind === "time") return sql;
    return isTimestamp(from) ? `CAST(${toNtz(sql, from, settings)} AS TIME)` : undefined;
  }
  if (from.kind === "number" || from.kind === "float") {
    if (to.kind === "date") return undefined;
    const seconds = `make_timestamp(CAST(CAST(${sql} AS DECIMAL(38,6)) * 1000000 AS BIGINT))`;
    if (to.kind === "timestamp_ntz") return truncated(seconds, to);
    return to.kind === "timestamp_ltz" ? `timezone('UTC', ${seconds})` : `sf_make_tz(${seconds}, 0)`;
  }
  if (from.kind === "date") {
    return to.kind === "date" ? sql : fromNtz(`CAST(${sql} AS TIMESTAMP)`, to, settings);
  }
  if (!isTimestamp(from)) return undefined;
  if (from.kind === to.kind) return "scale" in from && to.scale < from.scale ? truncated(sql, to) : sql;
  if (to.kind === "date") return `CAST(${toNtz(sql, from, settings)} AS DATE)`;
  if (from.kind === "timestamp_tz" && to.kind === "timestamp_ltz") return `timezone('UTC', (${sql})."utc")`;
  if (from.kind === "timestamp_ltz" && to.kind === "timestamp_tz") return `sf_tz_from_ltz(${sql}, ${zone(settings)})`;
  return truncated(fromNtz(toNtz(sql, from, settings), to, settings), to);
}

const outputFormats: Readonly<Record<string, [parameter: string, standard: string]>> = {
  date: ["DATE_OUTPUT_FORMAT", "YYYY-MM-DD"],
  time: ["TIME_OUTPUT_FORMAT", "HH24:MI:SS"],
  timestamp_ntz: ["TIMESTAMP_NTZ_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF3"],
  timestamp_ltz: ["TIMESTAMP_LTZ_OUTPUT_FORMAT", ""],
  timestamp_tz: ["TIMESTAMP_TZ_OUTPUT_FORMAT", ""],
};

/** The session's output format of a type; LTZ and TZ fall back to TIMESTAMP_OUTPUT_FORMAT. */
export function outputFormat(type: SfType, settings: CastSettings): string {
  const [parameter, standard] = outputFormats[type.kind] ?? ["", ""];
  const own = settings.parameter(parameter);
  if (typeof own === "string" && own !== "" && own !== "AUTO") return own;
  if (standard !== "") return standard;
  const shared = settings.parameter("TIMESTAMP_OUTPUT_FORMAT");
  return typeof shared === "string" && shared !== "" && shared !== "AUTO" ? shared : "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM";
}

export function timestampToText(sql: string, { from, settings }: CastRequest): string | undefined {
  if (from.kind !== "date" && from.kind !== "time" && !isTimestamp(from)) return undefined;
  const format = outputFormat(from, settings);
  if (from.kind === "date" && format === "YYYY-MM-DD") return `strftime(${sql}, '%Y-%m-%d')`;
  if (from.kind === "timestamp_ntz" && format === "YYYY-MM-DD HH24:MI:SS.FF3") {
    return `strftime(${sql}, '%Y-%m-%d %H:%M:%S.%g')`;
  }
  if (from.kind === "time" && format === "HH24:MI:SS") return `substr(CAST(${sql} AS VARCHAR), 1, 8)`;
  return formatTime(sql, from, quoteText(format), settings);
}

/** `format`: DuckDB text of a Snowflake format. */
export function formatTime(sql: string, from: SfType, format: string, settings: CastSettings): string {
  if (from.kind === "time") return `sf_format_time(epoch_us(${sql}), 0, ${format})`;
  const local = toNtz(sql, from, settings);
  const offset =
    from.kind === "timestamp_tz"
      ? `(${sql})."offset"`
      : from.kind === "timestamp_ltz"
        ? `sf_offset(${sql}, ${zone(settings)})`
        : `sf_offset(timezone(${zone(settings)}, ${local}), ${zone(settings)})`;
  return `sf_format_time(epoch_us(${local}), ${offset}, ${format})`;
}

/** Ready for comparing and ordering: a TIMESTAMP_TZ is its UTC time. */
export const comparable = (sql: string, type: SfType): string =>
  type.kind === "timestamp_tz" ? `(${sql})."utc"` : sql;

export const nullTime = (type: SfType): string => castTo("NULL", type);
