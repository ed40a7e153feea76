/** A Lambda sandbox: one worker thread with its own environment that runs one invocation at a time, kept warm, ended at a time-out. */
import { randomUUID } from "node:crypto";
import { Worker } from "node:worker_threads";
import type { FunctionWiring } from "./wiring.ts";

export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

export type Outcome = { ok: true; result: unknown } | { ok: false; error: FunctionError };

export interface InvocationMessage {
  requestId: string;
  event: unknown;
  deadline: number;
}

export interface SandboxOptions {
  wiring: FunctionWiring;
  /** Added to the template's environment: addresses of the running twin. */
  environment: Record<string, string>;
  /** Folder of the checkout, in which the handler's source lies. */
  codeRoot: string;
  region: string;
  /** What the function wrote, as it wrote it. */
  log: (text: string) => void;
}

export interface Sandbox {
  /** Starts it and loads the function, so that the first invocation need not wait for that. */
  warm(): void;
  invoke(event: unknown, requestId?: string): Promise<Outcome>;
  close(): Promise<void>;
}

export function createSandbox({ wiring, environment, codeRoot, region, log }: SandboxOptions): Sandbox {
  let worker: Worker | undefined;

  const start = () => {
    const started = new Worker(new URL("./sandbox-worker.ts", import.meta.url), {
      name: wiring.name,
      workerData: {
        handler: wiring.handler,
        codeRoot,
        functionName: wiring.name,
        arn: wiring.arn,
        memoryMb: wiring.memoryMb,
      },
      env: {
        ...machineEnvironment(),
        ...wiring.environment,
        ...environment,
        AWS_REGION: region,
        AWS_LAMBDA_FUNCTION_NAME: wiring.name,
      },
      stdout: true,
      stderr: true,
    });
    for (const stream of [started.stdout, started.stderr]) stream.setEncoding("utf8").on("data", log);
    started.setMaxListeners(0);
    return started;
  };

  return {
    warm() {
      worker ??= start();
    },
    invoke(event, requestId = randomUUID()) {
      worker ??= start();
      const running = worker;
      return new Promise<Outcome>((resolve) => {
        const settle = (outcome: Outcome) => {
          clearTimeout(timer);
          running.off("message", onMessage).off("error", onError).off("exit", onExit);
          resolve(outcome);
        };
        const abandon = (error: FunctionError) => {
          worker = undefined;
          settle({ ok: false, error });
          void running.terminate();
        };
        const onMessage = (outcome: Outcome) => settle(outcome);
        const onError = (error: unknown) => abandon(describeError(error));
        const onExit = (code: number) =>
          abandon({ errorType: "Runtime.ExitError", errorMessage: `The runtime exited with code ${code}`, trace: [] });
        // The text is Lambda's own, so that failure-notify reads the same on the laptop.
        const timer = setTimeout(
          () =>
            abandon({
              errorType: "Sandbox.Timedout",
              errorMessage: `RequestId: ${requestId} Error: Task timed out after ${wiring.timeoutSeconds}.00 seconds`,
              trace: [],
            }),
          wiring.timeoutSeconds * 1000,
        );
        running.on("message", onMessage).on("error", onError).on("exit", onExit);
        const message: InvocationMessage = { requestId, event, deadline: Date.now() + wiring.timeoutSeconds * 1000 };
        running.postMessage(message);
      });
    },
    async close() {
      const ending = worker;
      worker = undefined;
      await ending?.terminate();
    },
  };
}

export function describeError(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split("\n") ?? [] };
}

/** A function sees of the machine only what a process needs; the rest of the environment is the template's. */
function machineEnvironment(): Record<string, string> {
  const wanted = ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SystemRoot", "LANG"];
  return Object.fromEntries(
    wanted.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
