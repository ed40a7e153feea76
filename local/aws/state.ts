/** The one SQLite database in which the local AWS keeps everything but object bodies and DynamoDB items. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

/**
 * What a committed write outlives. `process`: the end of this process at any moment, `kill -9` included (the page cache stays).
 * `power`: a power cut too; every write then waits for the disk.
 */
export type Durability = "process" | "power";

export type Row = Record<string, SQLInputValue>;

export interface State {
  /** A prepared statement, kept for the next use of the same text. */
  sql(text: string): StatementSync;
  /** Runs `work` in one transaction: committed when it returns, rolled back when it throws. Not nestable. */
  transaction<T>(work: () => T): T;
  /** A number that was never given before, greater than all given so far, over restarts too. Call it inside a transaction. */
  nextNumber(): number;
  readonly durability: Durability;
  close(): void;
}

/** Opens or creates the database. Throws when another process has it open: two servers on one folder would lose data. */
export function openState(path: string, durability: Durability = "process"): State {
  mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path);
  const statements = new Map<string, StatementSync>();
  const sql = (text: string) => {
    let statement = statements.get(text);
    if (!statement) statements.set(text, (statement = db.prepare(text)));
    return statement;
  };
  try {
    db.exec(`
      pragma locking_mode = exclusive;
      pragma journal_mode = wal;
      pragma synchronous = ${durability === "power" ? "full" : "normal"};
      create table if not exists sequence (value integer not null);
      insert into sequence select 0 where not exists (select 1 from sequence);
    `);
  } catch (cause) {
    db.close();
    throw new Error(`${path} is in use by another process, or is not a database: stop the other one first`, { cause });
  }
  return {
    sql,
    durability,
    transaction(work) {
      db.exec("begin immediate");
      let result: ReturnType<typeof work>;
      try {
        result = work();
        db.exec("commit");
      } catch (error) {
        if (db.isTransaction) db.exec("rollback");
        throw error;
      }
      return result;
    },
    nextNumber: () => Number(sql("update sequence set value = value + 1 returning value").get()?.value),
    close: () => db.close(),
  };
}
