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
  /** Milliseconds of the clock. */
  readonly createdAt: number;
}

let lastSessionId = 0;

export interface NewSession {
  storage: StorageSession;
  user: string;
  application: string;
  now: number;
}

export function createSession({ storage, user, application, now }: NewSession): Session {
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
    createdAt: now,
  };
}
