/** A transaction that nobody goes on with does not hold up others for ever. */
import type { SessionState } from "./session-state.ts";

/**
 * "If it blocks another transaction from acquiring a lock on the same table and is idle for 5 minutes, it is automatically aborted and rolled
 * back." https://docs.snowflake.com/en/sql-reference/transactions#aborting-transactions
 */
export const IDLE_LIMIT_MS = 300_000;
const LOOKS = 60;

export interface IdleWatch {
  /** Rejects when the idle transaction could not be rolled back; else it stays open. */
  failed: Promise<never>;
  stop(): void;
}

/** Looks at whoever holds what a statement waits for, and rolls its transaction back once it has been idle for too long (real time). */
export function watchHolder(
  holder: () => SessionState | undefined,
  rollback: (session: SessionState) => Promise<void>,
  limitMs = IDLE_LIMIT_MS,
): IdleWatch {
  const { promise: failed, reject } = Promise.withResolvers<never>();
  const timer = setInterval(() => {
    const session = holder();
    if (session?.transaction === undefined || session.writing !== undefined || session.ending !== undefined) return;
    if (performance.now() - session.usedAt < limitMs) return;
    session.ending = rollback(session)
      .catch(reject)
      .finally(() => {
        session.ending = undefined;
      });
  }, limitMs / LOOKS);
  return { failed, stop: () => clearInterval(timer) };
}
