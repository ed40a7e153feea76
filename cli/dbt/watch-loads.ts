/** When to build: after loads that no build has gone through with, as soon as dbt is installed. */
import { setTimeout as pause } from "node:timers/promises";

export interface LoadWatch {
  /** What is loaded, as a text that changes with each load; empty before the first. */
  readLoads(): Promise<string>;
  /** The folder with `dbt` in it; `undefined` while it is not installed. Asked before each build: it may be installed meanwhile. */
  findDbt(): string | undefined;
  build(bin: string, loads: string): Promise<void>;
  /** Called once, when something is loaded and dbt is not installed. */
  tellMissing(): void;
}

const POLL_MS = 2_000;

/** Looks every `pollMs` until `signal`. `built`: the loads that the last build has gone through with. Rejects with what `watch` rejects with. */
export async function watchLoads(
  watch: LoadWatch,
  built: string,
  signal: AbortSignal,
  pollMs = POLL_MS,
): Promise<void> {
  let seen = built;
  let isTold = false;
  while (!signal.aborted) {
    const loads = await watch.readLoads();
    const isNew = loads !== "" && loads !== seen;
    const bin = isNew ? watch.findDbt() : undefined;
    if (bin !== undefined) {
      await watch.build(bin, loads);
      seen = loads;
      continue;
    }
    if (isNew && !isTold) {
      watch.tellMissing();
      isTold = true;
    }
    await pause(pollMs, undefined, { signal }).catch(() => {});
  }
}
