/** Which objects are there, by SHOW: an object that was dropped by hand is made again. */
import type { SqlConnection, SqlError } from "./connection.ts";
import { isMissing } from "./record.ts";
import type { Step, StepObject } from "./steps.ts";

/** Kinds that stand beside databases. */
const OF_THE_ACCOUNT = new Set(["DATABASE", "WAREHOUSE", "ROLE", "INTEGRATION", "USER", "RESOURCE MONITOR"]);
/** Kinds that SHOW can list within a database (docs.snowflake.com/en/sql-reference/sql/show). */
const OF_A_DATABASE: Readonly<Record<string, string>> = {
  SCHEMA: "schemas",
  TABLE: "tables",
  "DYNAMIC TABLE": "dynamic tables",
  VIEW: "views",
  SEQUENCE: "sequences",
  STAGE: "stages",
  "FILE FORMAT": "file formats",
  PIPE: "pipes",
  STREAM: "streams",
  TASK: "tasks",
  ALERT: "alerts",
  PROCEDURE: "procedures",
  FUNCTION: "user functions",
  TAG: "tags",
};

/** One SHOW per kind and database that the steps name. */
export async function existingObjects(
  connection: SqlConnection,
  steps: readonly Step[],
): Promise<(object: StepObject) => boolean> {
  const objects = steps.flatMap(({ object }) => (object ? [object] : []));
  const known = new Set<string>();
  const listed = new Set<string>();
  for (const { type, name } of objects) {
    const scope = OF_THE_ACCOUNT.has(type) ? "" : (name.split(".")[0] ?? "");
    if (listed.has(`${type} ${scope}`) || !(OF_THE_ACCOUNT.has(type) || OF_A_DATABASE[type])) continue;
    listed.add(`${type} ${scope}`);
    for (const found of await namesOf(connection, type, scope)) known.add(`${type} ${found}`);
  }
  return ({ type, name }) =>
    (!OF_THE_ACCOUNT.has(type) && OF_A_DATABASE[type] === undefined) || known.has(`${type} ${name}`);
}

async function namesOf(connection: SqlConnection, type: string, database: string): Promise<string[]> {
  const sql = database
    ? `show ${OF_A_DATABASE[type]} in database ${quoteName(database)}`
    : `show ${type.toLowerCase()}s`;
  try {
    const { columns, rows } = await connection.run(sql);
    const at = (name: string) => columns.findIndex((column) => column.name.toLowerCase() === name);
    const [name, schema] = [at("name"), at("schema_name")];
    return rows.map((row) => {
      if (!database) return String(row[name]);
      return schema < 0 ? `${database}.${row[name]}` : `${database}.${row[schema]}.${row[name]}`;
    });
  } catch (error) {
    if (isMissing(error as SqlError)) return [];
    throw error;
  }
}

const quoteName = (name: string) => `"${name.replaceAll('"', '""')}"`;
