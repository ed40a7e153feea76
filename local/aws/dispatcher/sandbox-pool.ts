/** The sandboxes of one function: a free one is used again, a new one is started up to the limit, then invocations wait. */
import { createSandbox, type Outcome, type Sandbox, type SandboxOptions } from "./sandbox.ts";

export interface SandboxPool {
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
