import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { S3EventRecord } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createDispatcher, type Dispatcher } from "../../local/aws/dispatcher/dispatcher.ts";
import type { FunctionWiring, Wiring } from "../../local/aws/dispatcher/wiring.ts";
import { createOutbox } from "../../local/aws/outbox.ts";
import { openState, type State } from "../../local/aws/state.ts";

let folder: string;
let state: State;
let dispatcher: Dispatcher | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "reelhouse-dispatcher-"));
  state = openState(join(folder, "state.db"));
});
afterEach(async () => {
  await dispatcher?.close();
  dispatcher = undefined;
  state.close();
  rmSync(folder, { recursive: true });
});

/** A function whose every invocation is appended to a file, and whose source is given. */
function fn(name: string, body: string, more: Partial<FunctionWiring> = {}): FunctionWiring {
  writeFileSync(
    join(folder, `${name}.ts`),
    `import { appendFileSync } from "node:fs";
     export const handler = async (event: any, context: any) => {
       appendFileSync(${JSON.stringify(join(folder, `${name}.calls`))}, JSON.stringify({ event, env: process.env.WHO ?? null }) + "\\n");
       ${body}
     };`,
  );
  return {
    name,
    arn: `arn:aws:lambda:eu-west-1:000000000000:function:${name}`,
    handler: `${name}.handler`,
    timeoutSeconds: 5,
    memoryMb: 128,
    environment: { WHO: name },
    retries: 2,
    maxEventAgeSeconds: 60,
    ...more,
  };
}

const calls = (name: string): { event: Record<string, unknown>; env: string }[] => {
  try {
    return readFileSync(join(folder, `${name}.calls`), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
};

function start(functions: FunctionWiring[]) {
  const outbox = createOutbox(state, { onEvent: () => dispatcher?.wake() });
  const wiring: Wiring = {
    functions,
    notifications: [
      { bucket: "b", event: "s3:ObjectCreated:*", prefix: "", suffix: ".zip", functionArn: functions[0]?.arn ?? "" },
    ],
    rules: [],
    buckets: [],
    tables: [],
    topics: [],
    queues: [],
    glueJobs: [],
  };
  const log = () => {};
  dispatcher = createDispatcher({
    wiring,
    state,
    outbox,
    region: "eu-west-1",
    codeRoot: folder,
    environment: {},
    log,
    retryDelaysMs: [10, 20],
  });
  return { outbox, dispatcher };
}

const created = (key: string) =>
  ({ eventName: "ObjectCreated:Put", s3: { bucket: { name: "b" }, object: { key, size: 1 } } }) as S3EventRecord;

describe("the dispatcher", () => {
  it("delivers an object's event to the function that the template names, with that function's environment", async () => {
    const { outbox, dispatcher } = start([fn("one", "return 1;")]);
    state.transaction(() => outbox.add({ kind: "s3", record: created("a.zip") }));
    state.transaction(() => outbox.add({ kind: "s3", record: created("a.txt") }));
    outbox.notify();
    await dispatcher.idle();
    expect(calls("one")).toHaveLength(1);
    expect(calls("one")[0]?.env).toBe("one");
    expect(outbox.pending()).toEqual([]);
  });

  it("tries three times, then hands the event with the error to the on-failure destination", async () => {
    const notify = fn("notify", "return 1;");
    const { dispatcher } = start([
      fn("broken", "throw new TypeError('no such thing');", { onFailure: notify.arn }),
      notify,
    ]);
    dispatcher.invokeAsync("broken", { n: 7 });
    await dispatcher.idle();
    expect(calls("broken")).toHaveLength(3);
    expect(calls("notify").map(({ event }) => event)).toEqual([
      expect.objectContaining({
        requestPayload: { n: 7 },
        requestContext: expect.objectContaining({ condition: "RetriesExhausted", approximateInvokeCount: 3 }),
        responsePayload: expect.objectContaining({ errorType: "TypeError", errorMessage: "no such thing" }),
      }),
    ]);
  });

  it("ends a function at its time limit, even when it spins, and says so in Lambda's words", async () => {
    const { dispatcher } = start([fn("spin", "for (;;);", { timeoutSeconds: 1 })]);
    const outcome = await dispatcher.invoke("spin", {});
    expect(outcome).toMatchObject({
      ok: false,
      error: { errorMessage: expect.stringContaining("Task timed out after 1.00 seconds") },
    });
  });

  it("keeps what was not finished when it ends, and runs it after the next start", async () => {
    const slow = fn("slow", "await new Promise((resolve) => setTimeout(resolve, 400));");
    const first = start([slow]).dispatcher;
    first.invokeAsync("slow", { n: 1 });
    await vi.waitFor(() => expect(calls("slow")).toHaveLength(1), { timeout: 10_000, interval: 10 });
    await first.close();
    await start([slow]).dispatcher.idle();
    expect(calls("slow")).toHaveLength(2);
  });

  it("runs a burst of short invocations one after the other in one sandbox, and others beside a long one in a second", async () => {
    const thread = `appendFileSync(${JSON.stringify(join(folder, "threads"))}, (await import("node:worker_threads")).threadId + "\\n");`;
    const burst = fn("burst", `${thread} await new Promise((resolve) => setTimeout(resolve, event.ms ?? 0));`);
    const { dispatcher } = start([burst]);
    await dispatcher.invoke("burst", {}); // warm, however long a start takes here
    for (let n = 0; n < 6; n += 1) dispatcher.invokeAsync("burst", { n });
    await dispatcher.idle();
    const threads = () => readFileSync(join(folder, "threads"), "utf8").trim().split("\n");
    expect(new Set(threads()).size).toBe(1);
    for (const event of [{ ms: 2_500 }, {}]) dispatcher.invokeAsync("burst", event);
    await dispatcher.idle();
    expect(threads()).toHaveLength(9);
    expect(new Set(threads()).size).toBe(2);
  });

  it("survives a function that ends its own process", async () => {
    const { dispatcher } = start([fn("exits", "process.exit(3);", { retries: 0 })]);
    expect(await dispatcher.invoke("exits", {})).toMatchObject({
      ok: false,
      error: { errorType: "Runtime.ExitError" },
    });
    expect(await dispatcher.invoke("exits", {})).toMatchObject({ ok: false });
  });
});
