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

interface Commit extends Newest {
  queryId: string;
}

/** The newest committed point of every table. Never changed in place: a view keeps the one it was taken from. */
export type Committed = ReadonlyMap<TableId, Newest>;

export class CommitLog {
  #committed: Committed = new Map();
  /** Per table, oldest first. In memory because names are resolved while a statement is compiled, which does not wait. */
  readonly #commits = new Map<TableId, Commit[]>();
  /** The newest point that a query made, in whatever table. */
  readonly #pointOfQuery = new Map<string, ChangePoint>();
  readonly #floors = new Map<TableId, ChangePoint>();
  #lastPoint = 0;

  async load(connection: DuckDBConnection): Promise<void> {
    const commits = await connection.runAndReadAll(
      "select table_id, point, committed_at, query_id from storage.commits order by point",
    );
    for (const [table, point, at, queryId] of commits.getRows()) {
      this.#note([{ table: Number(table), queryId: String(queryId) }], Number(point), Number(at));
    }
    this.#committed = new Map([...this.#commits].map(([table, list]) => [table, list.at(-1) as Commit]));
    const floors = await connection.runAndReadAll("select table_id, max(point) from storage.floors group by table_id");
    for (const [table, point] of floors.getRows()) this.#floors.set(Number(table), Number(point));
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
  publish(changes: readonly TableChange[], point: ChangePoint, at: number): void {
    this.#note(changes, point, at);
    const next = new Map(this.#committed);
    for (const { table } of changes) next.set(table, { point, at });
    this.#committed = next;
  }

  #note(changes: readonly TableChange[], point: ChangePoint, at: number): void {
    for (const { table, queryId } of changes) {
      const list = this.#commits.get(table) ?? [];
      list.push({ point, at, queryId });
      this.#commits.set(table, list);
      this.#pointOfQuery.set(queryId, point);
    }
    this.#lastPoint = Math.max(this.#lastPoint, point);
  }

  forget(table: TableId): void {
    const next = new Map(this.#committed);
    next.delete(table);
    this.#committed = next;
    this.#commits.delete(table);
    this.#floors.delete(table);
  }

  floor(table: TableId): ChangePoint {
    return this.#floors.get(table) ?? 0;
  }

  /** What is older can no longer be asked for. */
  raiseFloor(table: TableId, floor: ChangePoint): void {
    this.#floors.set(table, floor);
    const list = this.#commits.get(table) ?? [];
    for (const { point, queryId } of list) {
      if (point < floor && this.#pointOfQuery.get(queryId) === point) this.#pointOfQuery.delete(queryId);
    }
    this.#commits.set(
      table,
      list.filter(({ point }) => point >= floor),
    );
  }

  /** The table's point that a time or query means; undefined when the table had none then, or its rows of then are gone. */
  pointAt(table: TableId, past: PastPoint): ChangePoint | undefined {
    // A query may have changed other tables only: then this one is taken as it was at that moment.
    const limit = past.kind === "timestamp" ? Math.floor(past.at) : this.#pointOfQuery.get(past.queryId);
    if (limit === undefined) return undefined;
    const found = this.#commits.get(table)?.findLast((commit) => {
      const value = past.kind === "timestamp" ? commit.at : commit.point;
      return past.before === true ? value < limit : value <= limit;
    });
    return found === undefined || found.point < this.floor(table) ? undefined : found.point;
  }
}
