/**
 * How commands reach a Snowflake account: a connection of `connections.toml`, the file that Snowflake's own tools share
 * (docs.snowflake.com/en/developer-guide/snowflake-cli/connecting/configure-connections), or SNOWFLAKE_… variables. With a key
 * pair or a workload identity; a password is for the twin only.
 */
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parse } from "smol-toml";
import type { ConnectionOptions } from "snowflake-sdk";
import { wrongUse } from "../exit-codes.ts";

export interface Account {
  /** Where the settings come from, for people: `connection prod of …/connections.toml`. */
  origin: string;
  authenticator: "SNOWFLAKE_JWT" | "WORKLOAD_IDENTITY";
  /** Of the key pair; absent with a workload identity. */
  privateKeyPath?: string;
  options: ConnectionOptions;
}

type Settings = Readonly<Record<string, string>>;

/** Environment variables and the settings of `connections.toml` that they stand for. */
const VARIABLES: Readonly<Record<string, string>> = {
  SNOWFLAKE_ACCOUNT: "account",
  SNOWFLAKE_USERNAME: "user",
  SNOWFLAKE_PRIVATE_KEY_PATH: "private_key_path",
  SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: "private_key_passphrase",
  SNOWFLAKE_AUTHENTICATOR: "authenticator",
  SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: "workload_identity_provider",
  SNOWFLAKE_TOKEN_FILE_PATH: "token_file_path",
  SNOWFLAKE_HOST: "host",
  SNOWFLAKE_ROLE: "role",
  SNOWFLAKE_WAREHOUSE: "warehouse",
};

/** `connection`: its name in `connections.toml`; without one, SNOWFLAKE_DEFAULT_CONNECTION_NAME or the variables. Throws `CommandError`. */
export function readAccount(env: NodeJS.ProcessEnv, connection?: string): Account {
  const name = connection ?? env.SNOWFLAKE_DEFAULT_CONNECTION_NAME;
  if (name) {
    const { file, settings } = namedConnection(env, name);
    return toAccount(settings, `connection ${name} of ${file}`, env);
  }
  const settings = Object.fromEntries(
    Object.entries(VARIABLES).flatMap(([variable, setting]) => (env[variable] ? [[setting, env[variable]]] : [])),
  );
  return toAccount(settings, "the SNOWFLAKE_… variables", env);
}

/** SNOWFLAKE_HOME, else ~/.snowflake, as Snowflake's drivers look for it. */
export const connectionsFile = (env: NodeJS.ProcessEnv) =>
  join(env.SNOWFLAKE_HOME ?? join(homedir(), ".snowflake"), "connections.toml");

function namedConnection(env: NodeJS.ProcessEnv, name: string): { file: string; settings: Settings } {
  const file = connectionsFile(env);
  if (!existsSync(file))
    throw wrongUse(`There is no ${file}, where connection ${name} should be. docs/deploy.md shows one.`);
  let connections: Record<string, unknown>;
  try {
    connections = parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw wrongUse(`${file} is not TOML: ${error instanceof Error ? error.message.split("\n")[0] : error}`);
  }
  const section = connections[name];
  if (typeof section !== "object" || section === null)
    throw wrongUse(`${file} has no connection ${name}. It has ${Object.keys(connections).join(", ") || "none"}.`);
  return {
    file,
    settings: Object.fromEntries(Object.entries(section).map(([key, value]) => [key, String(value)])),
  };
}

function toAccount(settings: Settings, origin: string, env: NodeJS.ProcessEnv): Account {
  const authenticator = (settings.authenticator ?? "SNOWFLAKE_JWT").toUpperCase();
  if (settings.password && !settings.authenticator)
    throw wrongUse(`${origin} has a password. An account is reached with a key pair or a workload identity only.`);
  if (authenticator !== "SNOWFLAKE_JWT" && authenticator !== "WORKLOAD_IDENTITY")
    throw wrongUse(
      `${origin} asks for the authenticator ${authenticator}. Reelhouse knows SNOWFLAKE_JWT (a key pair) and WORKLOAD_IDENTITY.`,
    );
  const shared = {
    account: required(settings, "account", origin),
    ...(settings.host && { accessUrl: `${settings.protocol ?? "https"}://${settings.host}:${settings.port ?? 443}` }),
    ...(settings.role && { role: settings.role }),
    ...(settings.warehouse && { warehouse: settings.warehouse }),
    authenticator,
  };
  if (authenticator === "WORKLOAD_IDENTITY")
    return { origin, authenticator, options: { ...shared, ...workloadIdentity(settings, origin) } };
  const privateKeyPath = (settings.private_key_path ?? required(settings, "private_key_file", origin)).replace(
    /^~(?=\/)/,
    homedir(),
  );
  const passphrase = settings.private_key_passphrase ?? settings.private_key_file_pwd ?? env.PRIVATE_KEY_PASSPHRASE;
  return {
    origin,
    authenticator,
    privateKeyPath,
    options: {
      ...shared,
      username: required(settings, "user", origin),
      privateKey: readText(privateKeyPath, "the private key"),
      ...(passphrase && { privateKeyPass: passphrase }),
    },
  };
}

/** docs.snowflake.com/en/user-guide/workload-identity-federation: AWS, AZURE and GCP attest themselves; OIDC brings its token. */
function workloadIdentity(settings: Settings, origin: string): Partial<ConnectionOptions> {
  const provider = required(settings, "workload_identity_provider", origin).toUpperCase();
  if (!["AWS", "AZURE", "GCP", "OIDC"].includes(provider))
    throw wrongUse(`${origin}: workload_identity_provider is one of AWS, AZURE, GCP, OIDC, not ${provider}.`);
  return {
    workloadIdentityProvider: provider as "AWS",
    ...(provider === "OIDC" && {
      token: settings.token ?? readText(required(settings, "token_file_path", origin), "the token"),
    }),
  };
}

function required(settings: Settings, name: string, origin: string): string {
  const value = settings[name];
  if (value) return value;
  const variable = Object.keys(VARIABLES).find((key) => VARIABLES[key] === name);
  const isKey = name === "private_key_file";
  throw wrongUse(
    origin.startsWith("connection")
      ? `${origin} has no ${isKey ? "private_key_path" : name}.`
      : `To reach an account, set ${isKey ? "SNOWFLAKE_PRIVATE_KEY_PATH" : variable}, or name a connection with --connection (see .env.sample and docs/deploy.md).`,
  );
}

function readText(file: string, what: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw wrongUse(`${file}, ${what}, cannot be read: ${(error as Error).message}`);
  }
}
