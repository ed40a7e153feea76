/** Which changes are committed, per table: what every statement's view is taken from, and how a time becomes a point. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { literal } from "./layout.ts";
import type { ChangePoint, PastPoint, TableId } from "./port.ts";

export interface TableChange {
  table: TableId;
  queryId: string;
}

interface Newest {
  point: ChangePoint;
  at: number;
}

/** The newest committed point of every table. Never changed in place: a view keeps the one it was taken from. */
export type Committed = ReadonlyMap<TableId, Newest>;

export class CommitLog {
  #committed: Committed = new Map();
  #floors = new Map<TableId, ChangePoint>();
  #lastPoint = 0;

  async load(connection: DuckDBConnection): Promise<void> {
    const newest = await connection.runAndReadAll(
      "select table_id, max(point), arg_max(committed_at, point) from storage.commits group by table_id",
    );
    this.#committed = new Map(
      newest.getRows().map(([table, point, at]) => [Number(table), { point: Number(point), at: Number(at) }]),
    );
    for (const { point } of this.#committed.values()) this.#lastPoint = Math.max(this.#lastPoint, point);
    const floors = await connection.runAndReadAll("select table_id, max(point) from storage.floors group by table_id");
    this.#floors = new Map(floors.getRows().map(([table, point]) => [Number(table), Number(point)]));
  }

  get committed(): Committed {
    return this.#committed;
  }

  /** A point that is newer than all before. Only what is then written down and made visible counts; others leave gaps. */
  nextPoint(): ChangePoint {
    this.#lastPoint += 1;
    return this.#lastPoint;
  }

  /** Part of the DuckDB transaction that makes the changes durable. */
  async write(
    connection: DuckDBConnection,
    changes: readonly TableChange[],
    point: ChangePoint,
    at: number,
  ): Promise<void> {
    if (changes.length === 0) return;
    const rows = changes.map(({ table, queryId }) => `(${table}, ${point}, ${at}, ${literal(queryId)})`);
    await connection.run(`insert into storage.commits values ${rows.join(", ")}`);
  }

  /** After that transaction was committed: from now on statements see the changes. */
  publish(tables: Iterable<TableId>, point: ChangePoint, at: number): void {
    const next = new Map(this.#committed);
    for (const table of tables) next.set(table, { point, at });
    this.#committed = next;
  }

  forget(table: TableId): void {
    const next = new Map(this.#committed);
    next.delete(table);
    this.#committed = next;
    this.#floors.delete(table);
  }

  floor(table: TableId): ChangePoint {
    return this.#floors.get(table) ?? 0;
  }

  raiseFloor(table: TableId, point: ChangePoint): void {
    this.#floors.set(table, point);
  }

  /** The table's point that a time or query means; undefined when the table had none then, or its rows of then are gone. */
  async pointAt(connection: DuckDBConnection, table: TableId, past: PastPoint): Promise<ChangePoint | undefined> {
    const before = past.before === true;
    const condition =
      past.kind === "timestamp"
        ? `committed_at ${before ? "<" : "<="} ${Math.floor(past.at)}`
        : // The query may have changed other tables: then this one is taken as it was at that moment.
          `point ${before ? "<" : "<="} (select max(point) from storage.commits where query_id = ${literal(past.queryId)})`;
    const found = await connection.runAndReadAll(
      `select max(point) from storage.commits where table_id = ${table} and ${condition}`,
    );
    const point = found.getRows()[0]?.[0];
    if (point === null || point === undefined) return undefined;
    return Number(point) < this.floor(table) ? undefined : Number(point);
  }
}
