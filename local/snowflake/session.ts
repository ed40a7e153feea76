/** One client's session: where it is, what it has set, and what it last ran. */
import type { SfType } from "./sql/types.ts";
import type { StorageSession } from "./storage/port.ts";

/** A session variable (SET x = ...), with the type of its value. `value` is text as the type prints it; null for NULL. */
export interface SessionVariable {
  type: SfType;
  value: string | null;
}

export interface Session {
  readonly id: number;
  readonly storage: StorageSession;
  readonly user: string;
  role: string;
  database: string | undefined;
  schema: string | undefined;
  warehouse: string | undefined;
  readonly variables: Map<string, SessionVariable>;
  /** Only those that were set on the session; others have their default (`wire/parameters.ts`). */
  readonly parameters: Map<string, string | number | boolean>;
  /** Newest last; LAST_QUERY_ID(-1) is the newest. */
  readonly queryIds: string[];
  /** CLIENT_APP_ID of the login: JavaScript, PythonConnector, … */
  readonly application: string;
  /** Whether PUT and GET hand the client an address instead of a folder of this machine. */
  readonly copiesOverHttp: boolean;
  /** Folders of stages that this session's client may use over HTTP, by access token; the newest last. */
  readonly stageFolders: Map<string, string>;
  /** Milliseconds of the clock. */
  readonly createdAt: number;
}

let lastSessionId = 0;

export interface NewSession {
  storage: StorageSession;
  user: string;
  application: string;
  copiesOverHttp?: boolean;
  now: number;
}

export function createSession({ storage, user, application, copiesOverHttp = false, now }: NewSession): Session {
  lastSessionId = Math.max(lastSessionId + 1, Date.now() * 1000);
  return {
    id: lastSessionId,
    storage,
    user,
    role: "ACCOUNTADMIN",
    database: undefined,
    schema: undefined,
    warehouse: undefined,
    variables: new Map(),
    parameters: new Map(),
    queryIds: [],
    application,
    copiesOverHttp,
    stageFolders: new Map(),
    createdAt: now,
  };
}
