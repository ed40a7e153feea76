/** What a statement is told that did not get its lock. */
import { SnowflakeError } from "../errors.ts";
import type { LockOutcome } from "./locks.ts";

/**
 * `what` is locked by `holder`'s transaction. Code and form as published: error 000625 for lock waits;
 * docs.snowflake.com/en/sql-reference/transactions for who is the victim of a deadlock.
 */
export function lockError(outcome: Exclude<LockOutcome, "granted">, what: string, holder: string): SnowflakeError {
  if (outcome === "aborted") return new SnowflakeError("000604", "57014", "SQL execution canceled");
  const blocked = `Transaction ${holder} has locked table '${what}' and this lock has not yet been released.`;
  const reason =
    outcome === "deadlock"
      ? "Your statement was aborted because waiting for the lock would be a deadlock."
      : "Your statement was aborted because it waited longer than LOCK_TIMEOUT for the lock.";
  return new SnowflakeError("000625", "57014", `${blocked} ${reason}`);
}
