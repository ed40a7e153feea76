/**
 * The `secrets.toml` from which the app's `st.connection("snowflake")` connects on a laptop
 * (docs.streamlit.io/develop/api-reference/connections/st.connections.snowflakeconnection). In an account the app has its own session.
 */
import { stringify } from "smol-toml";
import type { TwinEnvironment } from "../environment.ts";

/** Connects to the running twin. */
export function twinSecrets({ snowflake }: TwinEnvironment): string {
  const { protocol, hostname, port } = new URL(snowflake.accessUrl);
  return secrets({
    account: snowflake.account,
    user: snowflake.username,
    password: snowflake.password,
    host: hostname,
    port: Number(port),
    protocol: protocol.replace(":", ""),
    database: snowflake.database,
    warehouse: snowflake.warehouse,
  });
}

/** Connects as this connection of `connections.toml` does, which the connector reads itself: no key or password is copied. */
export const accountSecrets = (connection: string) => secrets({ connection_name: connection, database: "REELHOUSE" });

const secrets = (snowflake: Record<string, string | number>) => `${stringify({ connections: { snowflake } })}\n`;
