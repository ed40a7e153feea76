/** Session parameters: types, defaults, descriptions, and which of them a driver is told at login. */
import { SnowflakeError } from "../errors.ts";

export type ParameterValue = string | number | boolean;

interface Parameter {
  value: ParameterValue;
  description: string;
  /** Sent to the driver with the login and with each result. */
  told?: true;
}

const told = (value: ParameterValue, description: string): Parameter => ({ value, description, told: true });
const kept = (value: ParameterValue, description: string): Parameter => ({ value, description });

/** Defaults as in https://docs.snowflake.com/en/sql-reference/parameters ; TIMEZONE is UTC here, not America/Los_Angeles (see README). */
export const parameters: Readonly<Record<string, Parameter>> = {
  ABORT_DETACHED_QUERY: kept(false, "If true, in-progress queries are aborted when connectivity is lost."),
  AUTOCOMMIT: told(true, "If true, a statement outside an explicit transaction commits itself."),
  AUTOCOMMIT_API_SUPPORTED: told(true, "Whether autocommit feature is enabled for this client."),
  BINARY_INPUT_FORMAT: kept("HEX", "Input format of binary values: HEX, BASE64 or UTF-8."),
  BINARY_OUTPUT_FORMAT: told("HEX", "Display format of binary values: HEX or BASE64."),
  CLIENT_DISABLE_INCIDENTS: told(true, "Whether the client reports incidents."),
  CLIENT_MEMORY_LIMIT: told(1536, "MB of memory a driver may use for results."),
  CLIENT_METADATA_REQUEST_USE_CONNECTION_CTX: told(
    false,
    "Whether metadata requests use the current database and schema.",
  ),
  CLIENT_PREFETCH_THREADS: told(4, "Number of threads that prefetch result chunks."),
  CLIENT_RESULT_CHUNK_SIZE: told(160, "Largest result chunk in MB."),
  CLIENT_RESULT_COLUMN_CASE_INSENSITIVE: told(false, "Whether drivers match column names case-insensitively."),
  CLIENT_SESSION_CLONE: told(false, "Whether a new session takes over the last one's settings."),
  CLIENT_SESSION_KEEP_ALIVE: told(false, "If true, the session stays active as long as the connection."),
  CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY: told(3600, "Seconds between heartbeats."),
  CLIENT_STAGE_ARRAY_BINDING_THRESHOLD: told(
    // Never: any number of values is taken with the request.
    0,
    "Number of bound values from which a driver uploads them to a stage; 0 for never.",
  ),
  CLIENT_TELEMETRY_ENABLED: told(false, "Whether the client sends telemetry."),
  CLIENT_TIMESTAMP_TYPE_MAPPING: told("TIMESTAMP_LTZ", "Type of a bound timestamp."),
  CLIENT_VALIDATE_DEFAULT_PARAMETERS: told(false, "Whether login fails when a default object does not exist."),
  DATE_INPUT_FORMAT: told("AUTO", "Input format of dates."),
  DATE_OUTPUT_FORMAT: told("YYYY-MM-DD", "Display format of dates."),
  ENABLE_STAGE_S3_PRIVATELINK_FOR_US_EAST_1: told(false, "Whether S3 stages use regional URLs."),
  ENABLE_UNLOAD_PHYSICAL_TYPE_OPTIMIZATION: kept(
    true,
    "Whether unloaded Parquet files use the smallest physical type.",
  ),
  ERROR_ON_NONDETERMINISTIC_MERGE: kept(true, "Whether MERGE fails when several source rows match one target row."),
  ERROR_ON_NONDETERMINISTIC_UPDATE: kept(false, "Whether UPDATE fails when several rows match one target row."),
  GEOGRAPHY_OUTPUT_FORMAT: kept("GeoJSON", "Display format of GEOGRAPHY values."),
  JDBC_QUERY_RESULT_FORMAT: told("JSON", "Result format of the JDBC driver."),
  JS_TREAT_INTEGER_AS_BIGINT: told(false, "Whether the Node driver gives integers as bigint."),
  JSON_INDENT: kept(2, "Spaces of indentation of semi-structured values; 0 for one line."),
  LOCK_TIMEOUT: kept(43200, "Seconds to wait for a lock."),
  MULTI_STATEMENT_COUNT: kept(1, "Statements in a request; 0 for any number."),
  NOORDER_SEQUENCE_AS_DEFAULT: kept(true, "Whether new sequences and identity columns are NOORDER."),
  ODBC_QUERY_RESULT_FORMAT: told("JSON", "Result format of the ODBC driver."),
  PYTHON_CONNECTOR_QUERY_RESULT_FORMAT: told("ARROW", "Result format of the Python connector."),
  QUERY_CONTEXT_CACHE_SIZE: told(5, "Entries of the driver's query context cache."),
  QUERY_TAG: kept("", "Text that is kept with every statement in the query history."),
  QUOTED_IDENTIFIERS_IGNORE_CASE: kept(false, "Whether case is ignored in quoted identifiers."),
  ROWS_PER_RESULTSET: kept(0, "Largest number of rows of a result; 0 for no limit."),
  SEARCH_PATH: kept("$current, $public", "Schemas in which unqualified names are looked up."),
  SERVICE_NAME: told("", "Service name for redirection."),
  STATEMENT_QUEUED_TIMEOUT_IN_SECONDS: kept(0, "Seconds a statement may wait in the queue; 0 for no limit."),
  STATEMENT_TIMEOUT_IN_SECONDS: kept(172800, "Seconds after which a statement is aborted."),
  STRICT_JSON_OUTPUT: kept(false, "Whether output of semi-structured values is strict JSON."),
  TIMESTAMP_DAY_IS_ALWAYS_24H: told(false, "Whether adding a day always adds 24 hours."),
  TIMESTAMP_INPUT_FORMAT: kept("AUTO", "Input format of timestamps."),
  TIMESTAMP_LTZ_OUTPUT_FORMAT: told("", "Display format of TIMESTAMP_LTZ values."),
  TIMESTAMP_NTZ_OUTPUT_FORMAT: told("YYYY-MM-DD HH24:MI:SS.FF3", "Display format of TIMESTAMP_NTZ values."),
  TIMESTAMP_OUTPUT_FORMAT: told("YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM", "Display format of timestamps."),
  TIMESTAMP_TYPE_MAPPING: kept("TIMESTAMP_NTZ", "What TIMESTAMP means."),
  TIMESTAMP_TZ_OUTPUT_FORMAT: told("", "Display format of TIMESTAMP_TZ values."),
  TIMEZONE: told("UTC", "Time zone of the session."),
  TIME_INPUT_FORMAT: kept("AUTO", "Input format of times."),
  TIME_OUTPUT_FORMAT: told("HH24:MI:SS", "Display format of times."),
  TRANSACTION_ABORT_ON_ERROR: kept(false, "Whether an error aborts the whole transaction."),
  TRANSACTION_DEFAULT_ISOLATION_LEVEL: kept("READ COMMITTED", "Isolation level of transactions."),
  TWO_DIGIT_CENTURY_START: kept(1970, "First year of two-digit years."),
  UNSUPPORTED_DDL_ACTION: kept("IGNORE", "What an unsupported DDL option does."),
  USE_CACHED_RESULT: kept(true, "Whether a result may come from the cache of an earlier query."),
  WEEK_OF_YEAR_POLICY: kept(0, "0: ISO weeks; 1: week 1 has January 1."),
  WEEK_START: kept(0, "First day of the week; 0: as in ISO."),
};

export type SetParameters = ReadonlyMap<string, ParameterValue>;

export function parameterValue(set: SetParameters, name: string): ParameterValue {
  const value = set.get(name) ?? parameters[name]?.value;
  if (value === undefined) throw new Error(`No parameter ${name}.`);
  return value;
}

/** As the drivers read them, in the login's and every result's `parameters`. */
export function toldParameters(set: SetParameters): { name: string; value: ParameterValue }[] {
  return Object.entries(parameters)
    .filter(([, parameter]) => parameter.told)
    .map(([name, parameter]) => ({ name, value: set.get(name) ?? parameter.value }));
}

/** The value in the parameter's type; throws 001006 for an unknown name and 001008 for a value that does not fit. */
export function checkedParameter(name: string, value: ParameterValue | null): ParameterValue {
  const known = parameters[name];
  if (known === undefined) {
    throw new SnowflakeError("001006", "42704", `SQL compilation error:\ninvalid parameter '${name}'`);
  }
  const invalid = () =>
    new SnowflakeError("001008", "22023", `SQL compilation error:\ninvalid value [${value}] for parameter '${name}'`);
  if (value === null) throw invalid();
  switch (typeof known.value) {
    case "boolean": {
      const word = String(value).toUpperCase();
      if (["TRUE", "1", "ON", "YES"].includes(word)) return true;
      if (["FALSE", "0", "OFF", "NO"].includes(word)) return false;
      throw invalid();
    }
    case "number": {
      const number = Number(value);
      if (!Number.isInteger(number) || number < 0) throw invalid();
      return number;
    }
    default:
      if (name === "TIMEZONE") return checkedTimeZone(String(value), invalid);
      return String(value);
  }
}

function checkedTimeZone(zone: string, invalid: () => SnowflakeError): string {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
  } catch {
    throw invalid();
  }
  if (/^[+-]/.test(zone)) throw invalid();
  return zone;
}
