/** Databases that every account has by share, and the twin has not: refused by name, since scripts rightly count on them. */
import { notInTwin, type SqlPosition } from "../errors.ts";

/** https://docs.snowflake.com/en/sql-reference/account-usage, …/user-guide/sample-data */
const remedies: Readonly<Record<string, string>> = {
  SNOWFLAKE: "Use INFORMATION_SCHEMA: its views and table functions are the twin's own.",
  SNOWFLAKE_SAMPLE_DATA: "Load the data into a database of your own.",
};

export const isShared = (database: string): boolean => database in remedies;

/** The error for such a database; undefined for every other name. */
export function sharedDatabaseRefusal(database: string, position: SqlPosition | undefined): Error | undefined {
  const remedy = remedies[database];
  return remedy === undefined ? undefined : notInTwin(position, `the shared database ${database}`, remedy);
}
