/**
 * One at a time: of two dbt processes that write the same tables, each would insert a snapshot's new versions, and the history would have them
 * twice for good. Whoever writes holds `<data folder>/dbt/writing`, a file with its process id.
 */
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** Held until it is disposed of, or until the process that it was passed to is dead. */
export interface Turn extends Disposable {
  /** From this process to dbt's own, which goes on when this one is killed. */
  passTo(pid: number | undefined): void;
}

const POLL_MS = 300;
const WRITING = new Set(["build", "run", "snapshot", "seed", "retry", "clone", "run-operation"]);

/** Whether dbt with these arguments writes tables. */
export const writesTables = (args: readonly string[]) => args.some((arg) => WRITING.has(arg));

/** Waits while another living process has the turn; `onWait` is told of it once. Rejects with an AbortError when `signal` ends the waiting. */
export async function takeTurn(folder: string, onWait: (pid: number) => void, signal?: AbortSignal): Promise<Turn> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "writing");
  let isTold = false;
  while (!take(file)) {
    const other = holderOf(file);
    if (other === undefined) {
      rmSync(file, { force: true }); // of a process that was killed
      continue;
    }
    if (!isTold) onWait(other);
    isTold = true;
    await pause(POLL_MS, undefined, { signal });
  }
  let holder = process.pid;
  return {
    passTo: (pid = holder) => {
      holder = pid;
      writeFileSync(file, String(pid));
    },
    // Not when another took it from the dead process that it was passed to.
    [Symbol.dispose]: () => {
      if (pidIn(file) === holder) rmSync(file, { force: true });
    },
  };
}

/** The file is there with its content or not at all. */
function take(file: string): boolean {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(own);
  }
}

/** The living process that has the turn. */
function holderOf(file: string): number | undefined {
  const pid = pidIn(file);
  try {
    if (pid !== undefined) process.kill(pid, 0); // signal 0 only asks
    return pid;
  } catch {
    return undefined;
  }
}

function pidIn(file: string): number | undefined {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return undefined; // it ended this moment
  }
}
