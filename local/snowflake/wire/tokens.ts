/** Session and master tokens: which session a request is for, and when a driver must renew. */
import { randomUUID } from "node:crypto";
import type { Session } from "../session.ts";

/** Snowflake's: an hour for the session token, four for the master token. */
export const sessionTokenSeconds = 3600;
export const masterTokenSeconds = 14_400;

export interface TokenPair {
  sessionToken: string;
  masterToken: string;
}

export type TokenState = { state: "valid"; session: Session } | { state: "expired" } | { state: "unknown" };

export interface Tokens {
  issue(session: Session): TokenPair;
  /** For ordinary requests: only session tokens count. */
  find(token: string): TokenState;
  /** For renewal: the master token's session. */
  findMaster(token: string): TokenState;
  revoke(session: Session): void;
}

interface Token {
  session: Session;
  expiresAt: number;
}

/** `now` in real milliseconds: tokens do not follow the twin's manual clock, or a jump of days would log every client out. */
export function createTokens(now: () => number): Tokens {
  const sessionTokens = new Map<string, Token>();
  const masterTokens = new Map<string, Token>();
  const lookUp = (tokens: Map<string, Token>, text: string): TokenState => {
    const token = tokens.get(text);
    if (token === undefined) return { state: "unknown" };
    return token.expiresAt > now() ? { state: "valid", session: token.session } : { state: "expired" };
  };
  return {
    issue(session) {
      const sessionToken = `st-${randomUUID()}`;
      const masterToken = `mt-${randomUUID()}`;
      sessionTokens.set(sessionToken, { session, expiresAt: now() + sessionTokenSeconds * 1000 });
      masterTokens.set(masterToken, { session, expiresAt: now() + masterTokenSeconds * 1000 });
      return { sessionToken, masterToken };
    },
    find: (token) => lookUp(sessionTokens, token),
    findMaster: (token) => lookUp(masterTokens, token),
    revoke(session) {
      for (const tokens of [sessionTokens, masterTokens]) {
        for (const [text, token] of tokens) if (token.session === session) tokens.delete(text);
      }
    },
  };
}
