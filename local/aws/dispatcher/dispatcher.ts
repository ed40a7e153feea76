/** Delivers events to functions as AWS does: asynchronously, at least once, with retries and on-failure destinations, over restarts. */
import { randomUUID } from "node:crypto";
import type { Outbox } from "../outbox.ts";
import type { State } from "../state.ts";
import { createInvocationQueue, type Invocation } from "./invocation-queue.ts";
import { functionsForBusEvent, functionsForObject } from "./matching.ts";
import type { FunctionError, Outcome } from "./sandbox.ts";
import { createSandboxPool, type SandboxPool, WORTH_A_START_MS } from "./sandbox-pool.ts";
import type { FunctionWiring, Wiring } from "./wiring.ts";

export interface DispatcherOptions {
  wiring: Wiring;
  state: State;
  outbox: Outbox;
  region: string;
  codeRoot: string;
  /** Addresses of the twin, added to every function's environment. */
  environment: Record<string, string>;
  log: (functionName: string, text: string) => void;
  /** Sandboxes of one function at most, and invocations at once in all. */
  concurrency?: { perFunction: number; total: number };
  /** Waits before the first and second retry. Lambda's are one and two minutes; a laptop's user does not wait that long. */
  retryDelaysMs?: readonly number[];
  /** Runs the schedules of the template. Tests turn it off and invoke by hand. */
  runSchedules?: boolean;
}

export interface Dispatcher {
  /** Call it when the outbox has something new. */
  wake(): void;
  /** The Invoke API, `InvocationType: Event`: returns when the invocation is durable. */
  invokeAsync(functionName: string, payload: unknown): void;
  /** The Invoke API, `InvocationType: RequestResponse`. */
  invoke(functionName: string, payload: unknown): Promise<Outcome>;
  /** Starts a sandbox of every function, so that the first drop is as fast as the next. */
  warm(): void;
  /** Resolves when nothing is pending, queued or running. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export class UnknownFunction extends Error {
  override readonly name = "UnknownFunction";
}

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { wiring, state, outbox, region, codeRoot, environment, log } = options;
  const { perFunction, total } = options.concurrency ?? { perFunction: 2, total: 4 };
  const retryDelaysMs = options.retryDelaysMs ?? [1_000, 2_000];
  const queue = createInvocationQueue(state);
  const byArn = new Map(wiring.functions.map((fn) => [fn.arn, fn]));
  const pools = new Map<string, SandboxPool>();
  const running = new Map<number, Promise<void>>();
  const idleWaiters: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const poolOf = (wired: FunctionWiring): SandboxPool => {
    let pool = pools.get(wired.arn);
    if (!pool) {
      const write = (text: string) => log(wired.name, text);
      pools.set(
        wired.arn,
        (pool = createSandboxPool({ wiring: wired, environment, codeRoot, region, log: write }, perFunction)),
      );
    }
    return pool;
  };
  const find = (nameOrArn: string): FunctionWiring => {
    const found = byArn.get(nameOrArn) ?? wiring.functions.find(({ name }) => name === nameOrArn);
    if (!found) throw new UnknownFunction(`Function not found: ${nameOrArn}`);
    return found;
  };

  /** An event leaves the outbox in the transaction in which its invocations enter the queue: never lost, never twice. */
  function takeEvents() {
    for (const event of outbox.pending()) {
      const targets =
        event.kind === "s3" ? functionsForObject(wiring, event.record) : functionsForBusEvent(wiring, event.event);
      const payload = event.kind === "s3" ? { Records: [event.record] } : event.event;
      state.transaction(() => {
        for (const arn of targets) queue.add(arn, payload, Date.now());
        outbox.ack(event.id);
      });
    }
  }

  function pump() {
    if (isClosed) return;
    clearTimeout(timer);
    takeEvents();
    const now = Date.now();
    let waitMs = Number.POSITIVE_INFINITY;
    const taken = new Set(running.keys());
    for (const invocation of queue.due(now, taken)) {
      if (running.size >= total) break;
      taken.add(invocation.id);
      const wired = byArn.get(invocation.functionArn);
      const waitedMs = now - invocation.dueAt;
      // A function that the template no longer has: what waited for it has nowhere to go.
      if (!wired) queue.done(invocation.id);
      else if (poolOf(wired).hasRoom(waitedMs)) running.set(invocation.id, run(invocation, wired));
      // It takes no place from the other functions while it waits; the end of any invocation, or its time, looks again.
      else waitMs = Math.min(waitMs, waitedMs < WORTH_A_START_MS ? WORTH_A_START_MS - waitedMs : waitMs);
    }
    if (running.size < total) {
      waitMs = Math.min(waitMs, queue.nextDueInMs(now, taken) ?? waitMs);
      if (waitMs !== Number.POSITIVE_INFINITY) timer = setTimeout(pump, waitMs);
    }
    if (running.size === 0 && queue.count() === 0) for (const resolve of idleWaiters.splice(0)) resolve();
  }

  async function run(invocation: Invocation, wired: FunctionWiring): Promise<void> {
    const outcome = await poolOf(wired).invoke(invocation.payload, invocation.requestId);
    running.delete(invocation.id);
    if (isClosed) return; // it stays in the queue and runs again after the next start
    if (outcome.ok) queue.done(invocation.id);
    else retryOrGiveUp(invocation, wired, outcome.error);
    pump();
  }

  function retryOrGiveUp(invocation: Invocation, wired: FunctionWiring, error: FunctionError) {
    log(
      wired.name,
      `${JSON.stringify({ level: "ERROR", requestId: invocation.requestId, attempt: invocation.failures + 1, ...error })}\n`,
    );
    const failures = invocation.failures + 1;
    const isTooOld = Date.now() - invocation.createdAt > wired.maxEventAgeSeconds * 1000;
    if (failures <= wired.retries && !isTooOld) {
      const delayMs = retryDelaysMs[Math.min(failures, retryDelaysMs.length) - 1] ?? 0;
      queue.retryAt(invocation.id, failures, Date.now() + delayMs);
      return;
    }
    const record = failureRecord(invocation, wired, error, isTooOld ? "EventAgeExceeded" : "RetriesExhausted");
    state.transaction(() => {
      if (wired.onFailure && byArn.has(wired.onFailure)) queue.add(wired.onFailure, record, Date.now());
      else if (wired.onFailure) keepInDeadLetters(state, wired.onFailure, record);
      queue.done(invocation.id);
    });
  }

  const schedules =
    (options.runSchedules ?? true)
      ? wiring.rules.flatMap(({ name, everyMs, functionArns }) =>
          everyMs === undefined ? [] : [setInterval(() => runSchedule(name, functionArns), everyMs)],
        )
      : [];

  function runSchedule(name: string, functionArns: string[]) {
    for (const arn of functionArns) queue.add(arn, scheduledEvent(name, region), Date.now());
    pump();
  }

  createDeadLetters(state);
  setImmediate(pump);

  return {
    wake: () => setImmediate(pump),
    invokeAsync(functionName, payload) {
      queue.add(find(functionName).arn, payload, Date.now());
      setImmediate(pump);
    },
    invoke: (functionName, payload) => poolOf(find(functionName)).invoke(payload),
    warm() {
      for (const wired of wiring.functions) poolOf(wired).warm();
    },
    idle: () =>
      new Promise((resolve) => {
        idleWaiters.push(resolve);
        setImmediate(pump);
      }),
    async close() {
      isClosed = true;
      clearTimeout(timer);
      for (const schedule of schedules) clearInterval(schedule);
      await Promise.all([...pools.values()].map((pool) => pool.close()));
      await Promise.all(running.values());
    },
  };
}

/** Lambda's invocation record (Lambda: adding a destination, "Example invocation record"). */
function failureRecord(invocation: Invocation, wired: FunctionWiring, error: FunctionError, condition: string) {
  return {
    version: "1.0",
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: invocation.requestId,
      functionArn: `${wired.arn}:$LATEST`,
      condition,
      approximateInvokeCount: invocation.failures + 1,
    },
    requestPayload: invocation.payload,
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    responsePayload: error,
  };
}

function scheduledEvent(rule: string, region: string) {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: "aws.events",
    account: "000000000000",
    time: new Date().toISOString(),
    region,
    resources: [`arn:aws:events:${region}:000000000000:rule/${rule}`],
    detail: {},
  };
}

const createDeadLetters = (state: State) =>
  state.transaction(() =>
    state
      .sql(
        "create table if not exists dead_letters (id integer primary key, queue_arn text not null, message text not null)",
      )
      .run(),
  );

const keepInDeadLetters = (state: State, queueArn: string, record: unknown) =>
  state.sql("insert into dead_letters (queue_arn, message) values (?, ?)").run(queueArn, JSON.stringify(record));
