/** Seeded sequences of DML, transactions, consumption and purge of two sessions, compared step by step with the model. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { StreamDefinition, TableDefinition } from "../../../local/snowflake/catalog/objects.ts";
import type { StorageSession, TableId } from "../../../local/snowflake/storage/port.ts";
import { Model } from "../model/reference.ts";
import { createTable, insert, open, remove, rows, update } from "../storage/open.ts";
import { Bench } from "./fake-context.ts";

type Step =
  | { do: "insert"; by: 0 | 1; count: number }
  | { do: "update" | "remove"; by: 0 | 1; modulus: number; rest: number; value: number }
  | { do: "begin" | "commit" | "rollback"; by: 0 | 1 }
  | { do: "consume" | "read"; by: 0 | 1; stream: number }
  | { do: "stream"; by: 0 | 1; appendOnly: boolean; initialRows: boolean }
  | { do: "purge"; by: 0 | 1 };

const by = fc.constantFrom<0 | 1>(0, 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("insert" as const), by, count: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom("update" as const, "remove" as const),
      by,
      modulus: fc.integer({ min: 1, max: 4 }),
      rest: fc.integer({ min: 0, max: 3 }),
      // Few values, so that updates are often taken back.
      value: fc.integer({ min: 0, max: 2 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constantFrom("begin" as const, "commit" as const, "rollback" as const), by }),
  },
  {
    weight: 9,
    arbitrary: fc.record({ do: fc.constantFrom("consume" as const, "read" as const), by, stream: fc.nat(3) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("stream" as const),
      by,
      appendOnly: fc.boolean(),
      initialRows: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("purge" as const), by }) },
);

/** One run of a sequence: real storage and model side by side on a new table. */
class Run {
  readonly model = new Model();
  readonly bench: Bench;
  readonly sessions: readonly StorageSession[];
  readonly streams: StreamDefinition[] = [];
  readonly table: TableDefinition;
  readonly sink: TableId;
  #lastRow = 0;

  constructor(bench: Bench, sessions: readonly StorageSession[], table: TableDefinition, sink: TableId) {
    this.bench = bench;
    this.sessions = sessions;
    this.table = table;
    this.sink = sink;
  }

  async step(step: Step): Promise<void> {
    const session = this.sessions[step.by] as StorageSession;
    const { model, bench, table } = this;
    const { storage } = bench;
    switch (step.do) {
      case "insert": {
        const added = Array.from({ length: step.count }, () => [++this.#lastRow, "v0"] as const);
        model.insert(step.by, new Map(added));
        const values = added.map(([id, value]) => `select ${id}, '${value}'`).join(" union all ");
        await insert(storage, session, table.table, values);
        return;
      }
      case "update":
      case "remove": {
        if (model.isTableHeld(step.by)) return;
        const where = `"ID" % ${step.modulus} = ${step.rest}`;
        const isMeant = (id: number) => id % step.modulus === step.rest;
        if (step.do === "update") {
          model.update(step.by, isMeant, `v${step.value}`);
          await update(storage, session, table.table, where, `'v${step.value}'`);
        } else {
          model.remove(step.by, isMeant);
          await remove(storage, session, table.table, where);
        }
        return;
      }
      case "begin":
        model.begin(step.by);
        storage.begin(session);
        return;
      case "commit":
        model.commit(step.by);
        return storage.commit(session);
      case "rollback":
        model.rollback(step.by);
        return storage.rollback(session);
      case "stream": {
        // DDL commits.
        model.commit(step.by);
        const stream = await bench.addStream(session, table, step);
        model.addStream(stream.id, step.appendOnly, step.initialRows);
        this.streams.push(stream);
        return;
      }
      case "consume": {
        const stream = this.streams[step.stream];
        if (stream === undefined || model.isStreamHeld(step.by, stream.id)) return;
        const expected = model.read(step.by, stream.id);
        model.consume(step.by, stream.id);
        expect(await bench.consumeInto(session, stream, this.sink)).toEqual(expected);
        return;
      }
      case "read": {
        const stream = this.streams[step.stream];
        if (stream === undefined) return;
        expect(await bench.read(session, stream)).toEqual(model.read(step.by, stream.id));
        return;
      }
      case "purge":
        bench.clock.now += 1;
        await storage.purge(table.table, bench.clock.now);
    }
  }

  async compare(): Promise<void> {
    for (const [index, session] of this.sessions.entries()) {
      const seen = await rows(session, this.bench.storage.readView(session), this.table.table);
      const expected = [...this.model.visible(index)].sort(([a], [b]) => a - b).map(([id, value]) => `${id}:${value}`);
      expect(seen).toEqual(expected);
      for (const stream of this.streams) {
        expect(await this.bench.read(session, stream)).toEqual(this.model.read(index, stream.id));
      }
    }
  }
}

it("streams and tables hold what the model says, in any sequence of two sessions", async () => {
  const { storage, session, clock } = await open();
  const bench = new Bench(storage, clock);
  const sessions = [session, await storage.openSession()];
  const numRuns = Number(process.env.STREAM_MODEL_RUNS ?? 100);
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 50, size: "max" }), async (steps) => {
        for (const each of sessions) await storage.rollback(each);
        const table = bench.addTable(await createTable(storage, session));
        const run = new Run(bench, sessions, table, await createTable(storage, session));
        await run.step({ do: "insert", by: 0, count: 3 });
        await run.step({ do: "stream", by: 0, appendOnly: false, initialRows: false });
        await run.step({ do: "stream", by: 0, appendOnly: true, initialRows: false });
        await run.step({ do: "stream", by: 0, appendOnly: false, initialRows: true });
        for (const each of steps) {
          await run.step(each);
        }
        await run.compare();
      }),
      { numRuns, seed: 20261121 },
    );
  } finally {
    await storage.close();
  }
}, 600_000);
