/** The warehouse through the Snowflake driver: key-pair authentication from Secrets Manager on an account, a local user on the twin. */
import type { Connection, ConnectionOptions } from "snowflake-sdk";
import { z } from "zod";
import type { WarehouseConfig } from "../config.ts";
import { ConfigError } from "../errors.ts";
import type { Warehouse } from "./warehouse.ts";

export interface SecretReader {
  /** Throws when there is none of that id. */
  getSecret(id: string): Promise<string>;
}

const secretSchema = z.object({
  account: z.string().min(1),
  username: z.string().min(1),
  privateKey: z.string().includes("PRIVATE KEY").describe("PEM, PKCS #8"),
  privateKeyPass: z.string().optional(),
  role: z.string().optional(),
  warehouse: z.string().optional(),
  database: z.string().optional(),
});

/** Connects at the first query, and again at the next one after a failure. */
export function snowflakeWarehouse(config: WarehouseConfig, secrets: SecretReader): Warehouse {
  let connected: Promise<Connection> | undefined;
  return {
    async query(sql, binds = []) {
      connected ??= connect(config, secrets);
      const current = connected;
      try {
        return await run(await current, sql, binds);
      } catch (error) {
        if (connected === current) connected = undefined;
        throw error;
      }
    },
  };
}

async function connect(config: WarehouseConfig, secrets: SecretReader): Promise<Connection> {
  const options = await connectionOptions(config, secrets);
  const { default: snowflake } = await import("snowflake-sdk"); // 300 ms: only where it is used
  snowflake.configure({ logLevel: "ERROR", additionalLogToConsole: false });
  return new Promise((resolve, reject) => {
    snowflake.createConnection(options).connect((error, connection) => (error ? reject(error) : resolve(connection)));
  });
}

export async function connectionOptions(config: WarehouseConfig, secrets: SecretReader): Promise<ConnectionOptions> {
  const { accessUrl, secretId, account, username, password, database, warehouse, role } = config;
  const common = { application: "reelhouse", clientSessionKeepAlive: true };
  if (accessUrl)
    return { ...common, accessUrl, account, username, password, database, warehouse, ...(role && { role }) };
  if (!secretId) throw new ConfigError("SNOWFLAKE_SECRET_ID is not set.");
  const secret = parseSecret(secretId, await secrets.getSecret(secretId));
  const keyPass = secret.privateKeyPass;
  const secretRole = secret.role ?? role;
  return {
    ...common,
    authenticator: "SNOWFLAKE_JWT",
    account: secret.account,
    username: secret.username,
    privateKey: secret.privateKey,
    ...(keyPass && { privateKeyPass: keyPass }),
    database: secret.database ?? database,
    warehouse: secret.warehouse ?? warehouse,
    ...(secretRole && { role: secretRole }),
  };
}

/** Says which properties are wrong, and never what they hold. */
function parseSecret(id: string, text: string): z.infer<typeof secretSchema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ConfigError(`The secret ${id} is not JSON.`); // the cause would carry the text
  }
  const parsed = secretSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path }) => path.join(".") || "the whole").join(", ");
  throw new ConfigError(`The secret ${id} must be {account, username, privateKey, …}; missing or wrong: ${wrong}.`);
}

function run(
  connection: Connection,
  sqlText: string,
  binds: readonly (string | number | null)[],
): Promise<Record<string, unknown>[]> {
  return new Promise((resolve, reject) => {
    connection.execute({
      sqlText,
      ...(binds.length > 0 && { binds: binds as (string | number)[] }),
      complete: (error, _statement, rows) => (error ? reject(error) : resolve(rows ?? [])),
    });
  });
}
