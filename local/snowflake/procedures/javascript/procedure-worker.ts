/** The thread that procedures' JavaScript runs in, so that a long computation does not hold up the twin. */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { createSandbox, loadInterpreter, SandboxError, type SandboxLimits } from "./sandbox.ts";

export interface Job {
  source: string;
  request: string;
  limits: SandboxLimits;
}

export type FromWorker =
  /** To be answered on the reply port; the thread waits. */
  | { kind: "ask"; request: string }
  | { kind: "done"; answer: string }
  | { kind: "failed"; fault: SandboxError["fault"]; message: string; at: SandboxError["at"] }
  | { kind: "broken"; message: string };

export interface WorkerStart {
  replies: MessagePort;
  /** One Int32: 1 when a reply is there. */
  bell: SharedArrayBuffer;
}

const { replies, bell } = workerData as WorkerStart;
const signal = new Int32Array(bell);
const tell = (message: FromWorker) => parentPort?.postMessage(message);

/** Waits for the main thread: the JavaScript API is synchronous. */
function ask(request: string): string {
  tell({ kind: "ask", request });
  Atomics.wait(signal, 0, 0);
  Atomics.store(signal, 0, 0);
  return (receiveMessageOnPort(replies) as { message: string }).message;
}

const interpreter = await loadInterpreter();

parentPort?.on("message", ({ source, request, limits }: Job) => {
  try {
    const sandbox = createSandbox(interpreter, source, limits, ask);
    const answer = sandbox.run("procedure", request);
    sandbox.dispose();
    tell({ kind: "done", answer });
  } catch (error) {
    if (error instanceof SandboxError) {
      const { fault, message, at } = error;
      tell({ kind: "failed", fault, message, at });
    } else tell({ kind: "broken", message: String(error) });
  }
});
