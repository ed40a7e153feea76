/** Streams over real storage, with a catalog that holds one table and its streams: no SQL front end. */
import type { AnyDefinition, StreamDefinition, TableDefinition } from "../../../local/snowflake/catalog/objects.ts";
import { streamReads } from "../../../local/snowflake/changes/stream-reads.ts";
import { streamRelation } from "../../../local/snowflake/changes/stream-relation.ts";
import { holdStreamHistory } from "../../../local/snowflake/changes/stream-source.ts";
import { consume, streamKey } from "../../../local/snowflake/dml/run-dml.ts";
import type { ExecutionContext } from "../../../local/snowflake/engine/context.ts";
import type { Storage, StorageSession, TableId } from "../../../local/snowflake/storage/port.ts";

export interface StreamOptions {
  appendOnly?: boolean;
  initialRows?: boolean;
}

const base = { database: "D", schema: "S", owner: "", comment: "", createdOn: 0 };
const columnsOfTable = [
  { name: "ID", type: { kind: "number", precision: 38, scale: 0 }, nullable: true },
  { name: "V", type: { kind: "varchar", length: 100 }, nullable: true },
] as const;

export class Bench {
  readonly storage: Storage;
  readonly clock: { now: number };
  readonly objects = new Map<number, AnyDefinition>();
  #lastId = 0;

  constructor(storage: Storage, clock: { now: number }) {
    this.storage = storage;
    this.clock = clock;
    holdStreamHistory(this.context(undefined).catalog, storage, () => clock.now);
  }

  context(session: StorageSession | undefined): ExecutionContext {
    const catalog = { byId: (id: number) => this.objects.get(id) };
    return {
      catalog,
      storage: this.storage,
      session: { storage: session },
      now: this.clock.now,
    } as unknown as ExecutionContext;
  }

  addTable(table: TableId): TableDefinition {
    this.#lastId += 1;
    const definition = {
      ...base,
      kind: "table",
      id: this.#lastId,
      name: `T${table}`,
      table,
      columns: columnsOfTable,
      retentionDays: 1,
      options: {},
    } as unknown as TableDefinition;
    this.objects.set(definition.id, definition);
    return definition;
  }

  /** A definition alone: its offset is in the storage that was opened. */
  restoreStream(source: TableDefinition, options: StreamOptions = {}): StreamDefinition {
    this.#lastId += 1;
    const stream: StreamDefinition = {
      ...base,
      kind: "stream",
      id: this.#lastId,
      name: `ST${this.#lastId}`,
      source: { kind: "table", path: source },
      mode: options.appendOnly === true ? "APPEND_ONLY" : "DEFAULT",
      showInitialRows: options.initialRows === true,
      options: { sourceId: source.id },
    };
    this.objects.set(stream.id, stream);
    return stream;
  }

  async addStream(
    session: StorageSession,
    source: TableDefinition,
    options: StreamOptions = {},
  ): Promise<StreamDefinition> {
    const stream = this.restoreStream(source, options);
    await this.storage.ddl(session, { queryId: "create stream" }, async (unit) => {
      const points = new Map([[source.table, unit.view.pointOf(source.table)]]);
      const isInitial = options.initialRows === true;
      this.storage.streamOffsets.set(unit, stream.id, { points, isInitial, at: this.clock.now });
    });
    return stream;
  }

  /** `ID:V:ACTION:ISUPDATE` of every row, sorted. */
  async read(session: StorageSession, stream: StreamDefinition): Promise<string[]> {
    const { from } = streamRelation(this.context(session), stream, this.storage.readView(session));
    const result = await session.connection.runAndReadAll(`select ${line} from ${from} as s`);
    return result
      .getRows()
      .map(([text]) => String(text))
      .sort();
  }

  /** Inserts the stream's rows into a table of lines, as DML that consumes does. Gives the lines. */
  async consumeInto(session: StorageSession, stream: StreamDefinition, sink: TableId): Promise<string[]> {
    const request = { queryId: "consume", append: [sink], lock: [streamKey(stream.id)] };
    return this.storage.write(session, request, async (unit) => {
      const relation = streamRelation(this.context(session), stream, unit.view);
      const lines = await unit.connection.runAndReadAll(`select ${line} from ${relation.from} as s`);
      await unit.append(sink, ["ID", "V"], `select "ID", ${line} from ${relation.from} as s`);
      consume(this.context(session), unit, streamReads([relation]));
      return lines
        .getRows()
        .map(([text]) => String(text))
        .sort();
    });
  }
}

const line = `"ID" || ':' || "V" || ':' || "METADATA$ACTION" || ':' || "METADATA$ISUPDATE"`;
