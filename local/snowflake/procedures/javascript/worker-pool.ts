/** Threads for JavaScript procedures: one per running call, a few kept for the next. */
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { canceled } from "../../engine/duckdb-errors.ts";
import type { FromWorker, Job, WorkerStart } from "./procedure-worker.ts";
import { SandboxError } from "./sandbox.ts";

interface Thread {
  worker: Worker;
  replies: MessagePort;
  bell: Int32Array;
}

const idle: Thread[] = [];
const mostIdle = 2;
/** The interpreter's memory is apart from this: it has a limit of its own. */
const resourceLimits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 };

function startThread(): Thread {
  const { port1, port2 } = new MessageChannel();
  const bell = new SharedArrayBuffer(4);
  const workerData: WorkerStart = { replies: port2, bell };
  const worker = new Worker(new URL("./procedure-worker.ts", import.meta.url), {
    workerData,
    transferList: [port2],
    resourceLimits,
    env: {},
    execArgv: [],
  });
  port1.unref();
  return { worker, replies: port1, bell: new Int32Array(bell) };
}

/**
 * Runs one body. `answer` serves its statements, one at a time. Rejects with SandboxError, with what `answer` rejects with, and with
 * 000604 when aborted: the thread is then ended, whatever it does.
 */
export async function runInThread(
  job: Job,
  signal: AbortSignal,
  answer: (request: string) => Promise<string>,
): Promise<string> {
  const thread = idle.pop() ?? startThread();
  const { worker } = thread;
  worker.ref();
  let isUsable = false;
  let onAbort: (() => void) | undefined;
  // Only these: the thread has listeners of its own, without which it hears nothing.
  const listeners: Record<string, (value: unknown) => void> = {};
  try {
    return await new Promise<string>((resolve, reject) => {
      onAbort = () => reject(canceled());
      signal.addEventListener("abort", onAbort, { once: true });
      listeners.error = reject;
      listeners.exit = () => reject(new SandboxError("memory", "The thread ended."));
      listeners.message = (value) => {
        const message = value as FromWorker;
        switch (message.kind) {
          case "ask":
            answer(message.request).then((reply) => {
              thread.replies.postMessage(reply);
              Atomics.store(thread.bell, 0, 1);
              Atomics.notify(thread.bell, 0);
            }, reject);
            return;
          case "done":
            isUsable = true;
            resolve(message.answer);
            return;
          case "failed":
            reject(new SandboxError(message.fault, message.message, message.at));
            return;
          case "broken":
            reject(new Error(message.message));
        }
      };
      for (const [event, listener] of Object.entries(listeners)) worker.on(event, listener);
      if (signal.aborted) reject(canceled());
      else worker.postMessage(job);
    });
  } finally {
    if (onAbort !== undefined) signal.removeEventListener("abort", onAbort);
    for (const [event, listener] of Object.entries(listeners)) worker.off(event, listener);
    if (isUsable && idle.length < mostIdle) {
      worker.unref();
      idle.push(thread);
    } else {
      thread.replies.close();
      await worker.terminate();
    }
  }
}
