/** One process per folder. The lock is SQLite's on a file, which the system takes away from a process that ends, however it ends. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { wrongUse } from "../exit-codes.ts";

/** Gives what releases it. Throws `CommandError` (wrong use) when another process has it. */
export function lockFolder(folder: string, what: string): () => void {
  mkdirSync(folder, { recursive: true });
  const db = new DatabaseSync(join(folder, "lock"), { timeout: 0 });
  try {
    db.exec("begin exclusive");
  } catch (error) {
    db.close();
    if ((error as { errcode?: number }).errcode !== 5) throw error; // SQLITE_BUSY: https://sqlite.org/rescode.html#busy
    throw wrongUse(`${what} already, by another process. End that one first.`);
  }
  return () => db.close();
}
