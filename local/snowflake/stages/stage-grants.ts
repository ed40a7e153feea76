/** Access tokens for folders of stages: what PUT and GET give to clients that copy files over HTTP. */
import { randomUUID } from "node:crypto";
import type { Session } from "../session.ts";

/** Stands where a bucket's name would: the first part of the path of every file. */
export const stageBucket = "stage-files";
/** A client that copies a file asks for it right after PUT or GET; older tokens are forgotten. */
const keptTokens = 1_000;

/** A new token for the folder; it ends with the session. */
export function grantFolder(session: Session, folder: string): string {
  const token = randomUUID();
  session.stageFolders.set(token, folder);
  const [oldest] = session.stageFolders.keys();
  if (session.stageFolders.size > keptTokens && oldest !== undefined) session.stageFolders.delete(oldest);
  return token;
}

/** Undefined for a token that no open session has. */
export function grantedFolder(sessions: Iterable<Session>, token: string): string | undefined {
  for (const { stageFolders } of sessions) {
    const folder = stageFolders.get(token);
    if (folder !== undefined) return folder;
  }
  return undefined;
}
