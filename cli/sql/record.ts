/** What was deployed before, kept in the warehouse itself: `reelhouse.monitoring.deployed_steps`. */
import type { SqlConnection, SqlError } from "./connection.ts";

const TABLE = "reelhouse.monitoring.deployed_steps";
/** The file that makes the table: before it has run there is nothing to write to. */
export const RECORD_FILE = "sql/setup/15_deployed_steps.sql";

export interface DeployedStep {
  file: string;
  key: string;
  objectType: string | null;
  objectName: string | null;
  fingerprint: string;
  outcome: "done" | "failed";
  error: string | null;
  /** ISO 8601; `null` in a row to be written means now. */
  deployedAt: string | null;
}

/** `undefined` when there is no record yet: nothing was deployed. */
export async function readRecord(connection: SqlConnection): Promise<DeployedStep[] | undefined> {
  try {
    const { rows } = await connection.run(
      `select file, step_key, object_type, object_name, fingerprint, outcome, error, deployed_at from ${TABLE} order by file, step_key`,
    );
    return rows.map(([file, key, objectType, objectName, fingerprint, outcome, error, deployedAt]) => ({
      file: file as string,
      key: key as string,
      objectType: objectType as string | null,
      objectName: objectName as string | null,
      fingerprint: fingerprint as string,
      outcome: outcome as "done" | "failed",
      error: error as string | null,
      deployedAt: deployedAt as string | null,
    }));
  } catch (error) {
    if (isMissing(error as SqlError)) return undefined;
    throw error;
  }
}

/** Puts a file's rows in place of those that it had; rows of objects that the file no longer makes stay, so that `plan` can name them. */
export async function writeRecord(
  connection: SqlConnection,
  file: string,
  steps: readonly DeployedStep[],
): Promise<void> {
  const keys = steps.map(({ key }) => quote(key)).join(", ") || "''";
  await connection.run("begin");
  await connection.run(
    `delete from ${TABLE} where file = ${quote(file)} and (object_name is null or step_key in (${keys}))`,
  );
  if (steps.length > 0)
    await connection.run(`insert into ${TABLE}
      select column1, column2, column3, column4, column5, column6, column7, coalesce(column8::timestamp_ltz, current_timestamp())
      from values ${steps.map(rowOf).join(",\n")}`);
  await connection.run("commit");
}

/** Forgets files whose objects were torn down. */
export async function forgetFiles(connection: SqlConnection, folder: string): Promise<void> {
  try {
    await connection.run(`delete from ${TABLE} where startswith(file, ${quote(`${folder}/`)})`);
  } catch (error) {
    if (!isMissing(error as SqlError)) throw error;
  }
}

const rowOf = ({ file, key, objectType, objectName, fingerprint, outcome, error, deployedAt }: DeployedStep) =>
  `(${[file, key, objectType, objectName, fingerprint, outcome, error?.slice(0, 2000) ?? null, deployedAt].map(quote).join(", ")})`;

/** 002003: does not exist or not authorized; 002043: the same of a database or schema. */
export const isMissing = ({ code }: SqlError) => ["002003", "002043"].includes(String(code).padStart(6, "0"));

/** docs.snowflake.com/en/sql-reference/data-types-text: in single quotes a backslash begins an escape. */
const quote = (text: string | null) =>
  text === null ? "null" : `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
