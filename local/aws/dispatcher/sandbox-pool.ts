/** The sandboxes of one function: a free one is used again, a new one is started up to the limit, then invocations wait. */
import { createSandbox, type Outcome, type Sandbox, type SandboxOptions } from "./sandbox.ts";

/** A start takes as long as some ten short invocations: another sandbox is worth it for what has waited this long. */
export const WORTH_A_START_MS = 1_000;

export interface SandboxPool {
  /** Whether an invocation that has waited so long would be run now, and not wait for a sandbox. */
  hasRoom(waitedMs: number): boolean;
  /** Has one sandbox ready. */
  warm(): void;
  invoke(event: unknown, requestId?: string): Promise<Outcome>;
  close(): Promise<void>;
}

export function createSandboxPool(options: SandboxOptions, maxSandboxes: number): SandboxPool {
  const all: Sandbox[] = [];
  const free: Sandbox[] = [];
  const waiting: ((sandbox: Sandbox) => void)[] = [];

  const take = async (): Promise<Sandbox> => {
    const idle = free.pop();
    if (idle) return idle;
    if (all.length < maxSandboxes) {
      const sandbox = createSandbox(options);
      all.push(sandbox);
      return sandbox;
    }
    return new Promise((resolve) => waiting.push(resolve));
  };

  return {
    hasRoom: (waitedMs) =>
      free.length > 0 || all.length === 0 || (all.length < maxSandboxes && waitedMs >= WORTH_A_START_MS),
    warm() {
      if (all.length > 0) return;
      const sandbox = createSandbox(options);
      sandbox.warm();
      all.push(sandbox);
      free.push(sandbox);
    },
    async invoke(event, requestId) {
      const sandbox = await take();
      try {
        return await sandbox.invoke(event, requestId);
      } finally {
        const next = waiting.shift();
        if (next) next(sandbox);
        else free.push(sandbox);
      }
    },
    close: async () => {
      await Promise.all(all.map((sandbox) => sandbox.close()));
    },
  };
}
