/** Asynchronous invocations that are due, durable: what is here survives the end of the process and runs again after a start. */
import { randomUUID } from "node:crypto";
import type { State } from "../state.ts";

export interface Invocation {
  id: number;
  /** The same at every attempt, as Lambda's is: a retry may take over the lease of its own dead attempt. */
  requestId: string;
  functionArn: string;
  payload: unknown;
  /** Attempts that have failed so far. */
  failures: number;
  createdAt: number;
  /** Since when it may run. */
  dueAt: number;
}

export interface InvocationQueue {
  /** Call it inside a transaction of the state, or alone. */
  add(functionArn: string, payload: unknown, now: number): void;
  /** What may run now, the oldest first, without those that run already. */
  due(now: number, running: ReadonlySet<number>): Invocation[];
  /** Milliseconds until the next is due; undefined when nothing waits. */
  nextDueInMs(now: number, running: ReadonlySet<number>): number | undefined;
  retryAt(id: number, failures: number, notBefore: number): void;
  done(id: number): void;
  count(): number;
}

export function createInvocationQueue(state: State): InvocationQueue {
  state.transaction(() =>
    state
      .sql(`create table if not exists invocations (
        id integer primary key autoincrement, request_id text not null, function_arn text not null, payload text not null,
        failures integer not null default 0, created_at integer not null, not_before integer not null)`)
      .run(),
  );
  const waiting = (running: ReadonlySet<number>) =>
    state
      .sql(
        "select id, request_id, function_arn, payload, failures, created_at, not_before from invocations order by not_before, id limit 500",
      )
      .all()
      .filter(({ id }) => !running.has(Number(id)));
  return {
    add: (functionArn, payload, now) => {
      state
        .sql(
          "insert into invocations (request_id, function_arn, payload, created_at, not_before) values (?, ?, ?, ?, ?)",
        )
        .run(randomUUID(), functionArn, JSON.stringify(payload), now, now);
    },
    due: (now, running) =>
      waiting(running)
        .filter(({ not_before }) => Number(not_before) <= now)
        .map(({ id, request_id, function_arn, payload, failures, created_at, not_before }) => ({
          id: Number(id),
          requestId: String(request_id),
          functionArn: String(function_arn),
          payload: JSON.parse(String(payload)),
          failures: Number(failures),
          createdAt: Number(created_at),
          dueAt: Number(not_before),
        })),
    nextDueInMs: (now, running) => {
      const [next] = waiting(running);
      return next && Math.max(0, Number(next.not_before) - now);
    },
    retryAt: (id, failures, notBefore) => {
      state.sql("update invocations set failures = ?, not_before = ? where id = ?").run(failures, notBefore, id);
    },
    done: (id) => {
      state.sql("delete from invocations where id = ?").run(id);
    },
    count: () => Number(state.sql("select count(*) as n from invocations").get()?.n),
  };
}
