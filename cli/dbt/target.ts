/** What dbt reads from the environment (transform/dbt/profiles.yml), for the running twin or an account. */
import type { TwinEnvironment } from "../environment.ts";
import { wrongUse } from "../exit-codes.ts";
import type { Account } from "../sql/account.ts";

export type DbtVariables = Readonly<Record<string, string>>;

export function twinProfile({ snowflake }: TwinEnvironment): DbtVariables {
  const { hostname, port } = new URL(snowflake.accessUrl);
  return {
    REELHOUSE_DBT_TARGET: "twin",
    SNOWFLAKE_ACCOUNT: snowflake.account,
    SNOWFLAKE_HOST: hostname,
    SNOWFLAKE_PORT: port,
    SNOWFLAKE_USERNAME: snowflake.username,
    SNOWFLAKE_PASSWORD: snowflake.password,
  };
}

/** Throws `CommandError` for a workload identity, which dbt-snowflake 1.11 has no setting for. */
export function accountProfile({ origin, authenticator, privateKeyPath, options }: Account): DbtVariables {
  if (authenticator !== "SNOWFLAKE_JWT" || privateKeyPath === undefined)
    throw wrongUse(
      `${origin} signs in by ${authenticator}, which dbt-snowflake 1.11 cannot. Use a connection with a key pair (docs/dbt.md).`,
    );
  return {
    REELHOUSE_DBT_TARGET: "account",
    SNOWFLAKE_ACCOUNT: options.account ?? "",
    SNOWFLAKE_USERNAME: options.username ?? "",
    SNOWFLAKE_PRIVATE_KEY_PATH: privateKeyPath,
    ...(options.privateKeyPass && { SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: options.privateKeyPass }),
    ...(options.role && { SNOWFLAKE_ROLE: options.role }),
    ...(options.warehouse && { SNOWFLAKE_WAREHOUSE: options.warehouse }),
  };
}
