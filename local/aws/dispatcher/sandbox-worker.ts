/** What runs inside a sandbox: loads the handler at once, then answers one message with one outcome. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import type { Context, Handler } from "aws-lambda";
import type { InvocationMessage, Outcome } from "./sandbox.ts";

interface WorkerData {
  /** `folder/file.export`, as in the template. */
  handler: string;
  codeRoot: string;
  functionName: string;
  arn: string;
  memoryMb: number;
}

const { handler, codeRoot, functionName, arn, memoryMb } = workerData as WorkerData;
async function load(): Promise<Handler> {
  const dot = handler.lastIndexOf(".");
  const module = await import(pathToFileURL(join(codeRoot, `${handler.slice(0, dot)}.ts`)).href);
  return module[handler.slice(dot + 1)];
}

function contextOf({ requestId, deadline }: InvocationMessage): Context {
  const unsupported = () => {
    throw new Error("context.done, fail and succeed are of Node 0.10; return a promise");
  };
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: arn,
    memoryLimitInMB: String(memoryMb),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: "local",
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: unsupported,
    fail: unsupported,
    succeed: unsupported,
  };
}

const loaded = load();
loaded.catch(() => {}); // told as the outcome of the first invocation

parentPort?.on("message", async (message: InvocationMessage) => {
  let outcome: Outcome;
  try {
    const run = await loaded;
    const result = await run(message.event, contextOf(message), () => {});
    outcome = { ok: true, result: JSON.parse(JSON.stringify(result ?? null)) };
  } catch (error) {
    const { describeError } = await import("./sandbox.ts");
    outcome = { ok: false, error: describeError(error) };
  }
  parentPort?.postMessage(outcome);
});
