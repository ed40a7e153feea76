/** Why a stream or CHANGES cannot be read. Snowflake's pages give the texts' meaning but few of the numbers. */
import { SnowflakeError } from "../errors.ts";

export const baseDropped = (base: string, stream: string) =>
  new SnowflakeError("091111", "02000", `Base table '${base}' dropped, cannot read from stream '${stream}'`);

/** https://docs.snowflake.com/en/user-guide/streams-intro#data-retention-period-and-staleness */
export const staleStream = (stream: string) =>
  new SnowflakeError("091090", "02000", `Stream '${stream}' has become stale and cannot be read. Create it again.`);

/** https://docs.snowflake.com/en/user-guide/dynamic-tables/error-codes#id1 for the number. */
export const noChangeTracking = (table: string) =>
  new SnowflakeError(
    "091930",
    "55000",
    `SQL compilation error:\nChange tracking is not enabled or has been missing for the time range requested for table '${table}'.`,
  );

/** https://docs.snowflake.com/en/user-guide/data-time-travel */
export const noHistory = (table: string) =>
  new SnowflakeError(
    "000707",
    "02000",
    `Time travel data is not available for table ${table}. The requested time is either beyond the allowed time travel period or before the object creation time.`,
  );

/** "Streams on dynamic tables need incremental refresh": https://docs.snowflake.com/en/user-guide/dynamic-tables-limitations */
export const fullRefreshStream = (table: string) =>
  new SnowflakeError(
    "002713",
    "0A000",
    `SQL compilation error:\nStreams are not supported on dynamic table '${table}': it is refreshed in full.`,
  );
