/**
 * Asynchronous queries of one session run beside each other, each on a connection of its own.
 * https://docs.snowflake.com/en/developer-guide/python-connector/python-connector-example#performing-an-asynchronous-query
 */
import type { Session } from "../session.ts";
import type { Statement } from "../sql/ast/index.ts";
import { parseScript } from "../sql/parser/index.ts";
import { parameterValue } from "../wire/parameters.ts";
import type { Twin } from "./twin.ts";

/** What changes the session, or its transaction, waits for its turn. */
const alone: ReadonlySet<Statement["kind"]> = new Set([
  "use",
  "set",
  "unset",
  "alterSession",
  "begin",
  "commit",
  "rollback",
  "put",
  "get",
]);

/** Within a transaction all statements are of that one, so they follow each other. */
export function mayRunBeside(session: Session, text: string): boolean {
  if (session.storage.transaction !== undefined) return false;
  if (parameterValue(session.parameters, "AUTOCOMMIT") !== true) return false;
  try {
    const statements = parseScript(text);
    return statements.length === 1 && statements.every(({ kind }) => !alone.has(kind));
  } catch {
    // Its error is told when it is run.
    return false;
  }
}

const places = ["database", "schema", "role", "warehouse"] as const;

/** Runs in a session that has everything of the given one but its connection; where a procedure went with USE, the session goes too. */
export async function onBranch<T>(twin: Twin, session: Session, work: (branch: Session) => Promise<T>): Promise<T> {
  const storage = await twin.storage.openSession();
  const before = { ...session };
  const branch: Session = { ...session, storage };
  try {
    return await work(branch);
  } finally {
    for (const place of places) if (branch[place] !== before[place]) Object.assign(session, { [place]: branch[place] });
    await twin.storage.rollback(storage);
    await twin.storage.closeSession(storage);
  }
}
