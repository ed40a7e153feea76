/** Events that happened and were not yet delivered: written in the transaction of what they tell, removed when acknowledged. */
import type { EventBridgeEvent, S3EventRecord } from "aws-lambda";
import type { State } from "./state.ts";

export type OutboxEvent =
  | { id: number; at: string; kind: "s3"; record: S3EventRecord }
  | { id: number; at: string; kind: "eventbridge"; event: EventBridgeEvent<string, unknown> };

export type NewEvent =
  | { kind: "s3"; record: S3EventRecord }
  | { kind: "eventbridge"; event: EventBridgeEvent<string, unknown> };

export interface Outbox {
  /** Call it inside the transaction that makes the event true. */
  add(event: NewEvent): void;
  /** Call it after that transaction: wakes the listener. */
  notify(): void;
  /** The oldest unacknowledged events, in the order in which they happened. */
  pending(limit?: number): OutboxEvent[];
  ack(id: number): void;
  /** While true, events are lost as if AWS had never sent them: what `reconcile` is for. */
  dropEvents: boolean;
}

export function createOutbox(state: State, options: { dropEvents?: boolean; onEvent?: () => void } = {}): Outbox {
  state.transaction(() =>
    state
      .sql(
        "create table if not exists outbox (id integer primary key autoincrement, at text not null, event text not null)",
      )
      .run(),
  );
  return {
    dropEvents: options.dropEvents ?? false,
    add(event) {
      if (this.dropEvents) return;
      state.sql("insert into outbox (at, event) values (?, ?)").run(new Date().toISOString(), JSON.stringify(event));
    },
    notify() {
      if (!this.dropEvents) options.onEvent?.();
    },
    pending: (limit = 1000) =>
      state
        .sql("select id, at, event from outbox order by id limit ?")
        .all(limit)
        .map(({ id, at, event }) => ({ ...(JSON.parse(String(event)) as NewEvent), id: Number(id), at: String(at) })),
    ack: (id) => {
      state.sql("delete from outbox where id = ?").run(id);
    },
  };
}
