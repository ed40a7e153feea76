/** Login: who it is, where the session starts, and in which format its results go out. */

import { splitName } from "../engine/names.ts";
import { openSession, type Twin } from "../engine/twin.ts";
import { checkLogin, type UserCredentials } from "./credentials.ts";
import { success } from "./http.ts";
import { checkedParameter, type ParameterValue, parameters, toldParameters } from "./parameters.ts";
import { masterTokenSeconds, sessionTokenSeconds, type Tokens } from "./tokens.ts";

/** The version that drivers are told; some features are asked for by it. */
export const serverVersion = "9.30.0";

interface LoginData {
  LOGIN_NAME?: string;
  PASSWORD?: string;
  TOKEN?: string;
  AUTHENTICATOR?: string;
  CLIENT_APP_ID?: string;
  /** Sent by the drivers that share Snowflake's core library: Python connector 5 and later. */
  CLIENT_CAPABILITIES?: Record<string, unknown>;
  SESSION_PARAMETERS?: Record<string, ParameterValue>;
}

/** Throws 390100 or 390144 for wrong credentials. Gives the answer's JSON. */
export async function logIn(
  twin: Twin,
  tokens: Tokens,
  users: readonly UserCredentials[] | undefined,
  query: URLSearchParams,
  body: Record<string, unknown>,
): Promise<string> {
  const data = (body.data ?? {}) as LoginData;
  const user = checkLogin(
    {
      user: data.LOGIN_NAME ?? "",
      password: data.PASSWORD,
      token: data.TOKEN,
      authenticator: data.AUTHENTICATOR ?? "SNOWFLAKE",
    },
    users,
    Date.now(),
  );
  const session = await openSession(twin, {
    user: user || "USER",
    application: data.CLIENT_APP_ID ?? "",
    // The core library has no storage client for a folder of this machine, as the drivers before it have.
    copiesOverHttp: data.CLIENT_CAPABILITIES !== undefined,
    database: startName(query, "databaseName"),
    schema: startName(query, "schemaName"),
    warehouse: startName(query, "warehouse"),
    role: startName(query, "roleName"),
    parameters: knownParameters(data.SESSION_PARAMETERS ?? {}),
  });
  const { sessionToken, masterToken } = tokens.issue(session);
  return success({
    token: sessionToken,
    masterToken,
    validityInSeconds: sessionTokenSeconds,
    masterValidityInSeconds: masterTokenSeconds,
    displayUserName: session.user,
    serverVersion,
    firstLogin: false,
    remMeToken: null,
    remMeValidityInSeconds: 0,
    healthCheckInterval: 45,
    newClientForUpgrade: null,
    sessionId: session.id,
    parameters: toldParameters(session.parameters),
    sessionInfo: {
      databaseName: session.database ?? null,
      schemaName: session.schema ?? null,
      warehouseName: session.warehouse ?? null,
      roleName: session.role,
    },
    idToken: null,
    idTokenValidityInSeconds: 0,
    responseData: null,
    mfaToken: null,
    mfaTokenValidityInSeconds: 0,
  });
}

function startName(query: URLSearchParams, key: string): string | undefined {
  const text = query.get(key);
  return text ? splitName(text).at(-1) : undefined;
}

/** Drivers send parameters of their own, too: those are theirs to know. */
function knownParameters(given: Record<string, ParameterValue>): Map<string, ParameterValue> {
  const known = new Map<string, ParameterValue>();
  for (const [key, value] of Object.entries(given)) {
    const name = key.toUpperCase();
    if (name in parameters) known.set(name, checkedParameter(name, value));
  }
  return known;
}
