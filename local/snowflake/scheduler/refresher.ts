/** Refreshes dynamic tables: a table with all above it, one after the other, all as of one moment. */
import { formatPath } from "../catalog/object-map.ts";
import type { DynamicTableDefinition } from "../catalog/objects.ts";
import { compileTableQuery, parseQuery, requireSameColumns, type TableQuery } from "../changes/dynamic-table-query.ts";
import { planIncrement } from "../changes/increment.ts";
import { replaceAllRows, replaceDifference, targetRows } from "../changes/refresh-rows.ts";
import type { ExecutionContext } from "../engine/context.ts";
import { createContext } from "../engine/create-context.ts";
import { toSnowflakeError } from "../engine/duckdb-errors.ts";
import { closeSession, openSession, type Twin } from "../engine/twin.ts";
import type { Session } from "../session.ts";
import { inTransaction } from "../storage/duck-transaction.ts";
import type { ChangePoint, ReadView, Storage, TableId, WriteUnit } from "../storage/port.ts";
import { type Moment, momentView } from "./moment.ts";
import {
  forgetRefreshes,
  lastRefreshSequence,
  type Refresh,
  readStates,
  recordRefresh,
  refreshTables,
  type TableState,
  writeState,
} from "./refresh-history.ts";
import { beginRefresh, succeed } from "./refresh-record.ts";
import type { Scheduler } from "./scheduler.ts";
import { suspendAfterFailedRefreshes } from "./suspend-dynamic-table.ts";

export interface Refresher {
  /** Refreshes the tables and all above them. Gives each table's refresh by its id; rejects for faults of the twin's only. */
  refresh(ids: readonly number[], trigger: Refresh["trigger"]): Promise<ReadonlyMap<number, Refresh>>;
  /** For a table that is being made: no refresh runs beside `work`, and the tables above are refreshed to its moment. Throws when one fails. */
  atOneMoment<T>(upstream: readonly DynamicTableDefinition[], work: (moment: Moment) => Promise<T>): Promise<T>;
  /** The first rows of a table, in the transaction that makes it. */
  fill(
    unit: WriteUnit,
    context: ExecutionContext,
    table: DynamicTableDefinition,
    query: TableQuery,
    moment: Moment,
  ): Promise<void>;
  /** Undefined: never refreshed. */
  stateOf(id: number): TableState | undefined;
  executing(): readonly Refresh[];
}

const refreshApplication = "DYNAMIC TABLE";
const keptMs = 14 * 86_400_000;
/** A table that was not refreshed for longer is compared as a whole. */
const heldMs = 14 * 86_400_000;

const refreshers = new WeakMap<Storage, Refresher>();

/** Throws when the twin was started without one. */
export function refresherOf(storage: Storage): Refresher {
  const refresher = refreshers.get(storage);
  if (refresher === undefined) throw new Error("The dynamic tables of this twin were not started.");
  return refresher;
}

interface Group extends Moment {
  session: Session;
  trigger: Refresh["trigger"];
  done: Map<number, Refresh>;
}

export async function startRefresher(twin: Twin, scheduler: Scheduler): Promise<Refresher> {
  const own = await twin.storage.openSession();
  for (const statement of refreshTables) await own.connection.run(statement);
  await forgetRefreshes(own.connection, twin.clock.now() - keptMs);
  let sequence = await lastRefreshSequence(own.connection);
  const states = await readStates(own.connection);
  await twin.storage.closeSession(own);
  const running = new Set<Refresh>();
  let turn: Promise<unknown> = Promise.resolve();
  // The change since a table's last refresh is read from its sources' history.
  twin.storage.holdHistory((source) => {
    const now = twin.clock.now();
    const points = [...states].flatMap(([id, { points: at, dataTimestamp }]) => {
      const point = now - dataTimestamp <= heldMs && twin.catalog.byId(id) !== undefined ? at.get(source) : undefined;
      return point === undefined ? [] : [point];
    });
    return points.length === 0 ? undefined : Math.min(...points);
  });

  /** One group at a time: what is read above a table stays as it is until the table is done. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  const withGroup = async <T>(trigger: Refresh["trigger"], work: (group: Group) => Promise<T>): Promise<T> => {
    const session = await openSession(twin, { user: "SYSTEM", application: refreshApplication });
    try {
      const done = new Map<number, Refresh>();
      return await work({ session, trigger, done, at: twin.clock.now(), read: momentView(twin, session, done) });
    } finally {
      await closeSession(twin, session);
    }
  };
  const keep = (unit: WriteUnit, id: number, state: TableState, refresh: Refresh) => {
    unit.atCommit(async (connection) => {
      await writeState(connection, id, state);
      await recordRefresh(connection, refresh);
    });
    unit.afterCommit(() => states.set(id, state));
  };

  const begin = (table: DynamicTableDefinition, { at, trigger }: Pick<Group, "at" | "trigger">): Refresh => {
    sequence += 1;
    const lastAt = states.get(table.id)?.dataTimestamp;
    return beginRefresh(table, { sequence, at, trigger, lastAt, now: twin.clock.now() });
  };
  const fail = async (group: Group, refresh: Refresh, state: "FAILED" | "UPSTREAM_FAILED", error: Fault) => {
    refresh.state = state;
    refresh.code = error.code;
    refresh.message = error.message;
    refresh.endedAt = twin.clock.now();
    if (state === "UPSTREAM_FAILED") refresh.queryId = null;
    const { connection } = group.session.storage;
    await inTransaction(connection, () => recordRefresh(connection, refresh));
  };

  const visit = async (group: Group, table: DynamicTableDefinition): Promise<Refresh> => {
    const known = group.done.get(table.id);
    if (known !== undefined) return known;
    const refresh = begin(table, group);
    running.add(refresh);
    try {
      const context = contextFor(twin, group.session, table, refresh, scheduler.signal);
      const upstream = compileTableQuery(context, parseQuery(table.query), table, group.read).sources.filter(
        (source) => source.kind === "dynamic_table",
      );
      for (const above of upstream) {
        if (above.scheduling === "SUSPENDED" && group.trigger === "SCHEDULED") continue;
        const { state } = await visit(group, above);
        if (state === "SUCCEEDED") {
          refresh.lastDependency = JSON.stringify({
            qualified_name: formatPath(above),
            data_timestamp: new Date(group.at).toISOString(),
          });
          continue;
        }
        await fail(group, refresh, "UPSTREAM_FAILED", {
          code: "UPSTREAM_FAILED",
          message: `The refresh of ${formatPath(above)}, which the table reads, failed.`,
        });
        return refresh;
      }
      await refreshRows(group, table, refresh, contextFor(twin, group.session, table, refresh, scheduler.signal));
    } catch (thrown) {
      await fail(group, refresh, "FAILED", toSnowflakeError(thrown));
      await suspendAfterFailedRefreshes(twin, group.session.storage, table);
    } finally {
      running.delete(refresh);
      group.done.set(table.id, refresh);
    }
    return refresh;
  };

  const refreshRows = async (
    group: Group,
    table: DynamicTableDefinition,
    refresh: Refresh,
    context: ExecutionContext,
  ) => {
    const query = compileTableQuery(context, parseQuery(table.query), table, group.read);
    requireSameColumns(table, query);
    const state: TableState = { dataTimestamp: group.at, points: pointsOf(query, group.read) };
    const before = states.get(table.id);
    const action = actionOf(table, query, before, state);
    const rows = targetRows(context, table, query.compiled);
    // A view may have been replaced by one whose values change by themselves since the table's mode was settled.
    const canIncrement =
      action === "INCREMENTAL" &&
      query.compiled.isDeterministic &&
      before !== undefined &&
      group.at - before.dataTimestamp <= heldMs;
    const increment = canIncrement
      ? planIncrement(context, table, query.compiled, { read: group.read, from: before.points, to: state.points })
      : undefined;
    const request = {
      queryId: refresh.queryId ?? "",
      change: action === "NO_DATA" ? [] : [table.table],
      signal: scheduler.signal,
    };
    await twin.storage.write(group.session.storage, request, async (unit) => {
      const change =
        action === "NO_DATA"
          ? { inserted: 0, deleted: 0 }
          : table.refreshMode === "FULL"
            ? await replaceAllRows(unit, table, rows)
            : increment === undefined
              ? await replaceDifference(unit, table, rows)
              : await increment(unit);
      succeed(refresh, action, change, twin.clock.now());
      keep(unit, table.id, state, refresh);
    });
  };

  const refresher: Refresher = {
    refresh: (ids, trigger) =>
      inTurn(() =>
        withGroup(trigger, async (group) => {
          for (const id of ids) {
            const table = twin.catalog.byId(id);
            if (table?.kind === "dynamic_table") await visit(group, table);
          }
          return group.done;
        }),
      ),
    atOneMoment: (upstream, work) =>
      inTurn(() =>
        withGroup("MANUAL", async (group) => {
          for (const table of upstream) {
            const { state, code, message } = await visit(group, table);
            if (state !== "SUCCEEDED") throw upstreamFailed(table, code, message);
          }
          return work(group);
        }),
      ),
    async fill(unit, context, table, query, moment) {
      const refresh = begin(table, { at: moment.at, trigger: "CREATION" });
      refresh.queryId = context.queryId;
      const inserted = await unit.append(
        table.table,
        table.columns.map(({ name }) => name),
        targetRows(context, table, query.compiled),
      );
      const action = table.refreshMode === "INCREMENTAL" ? "INCREMENTAL" : "FULL";
      succeed(refresh, action, { inserted, deleted: 0 }, twin.clock.now());
      keep(unit, table.id, { dataTimestamp: moment.at, points: pointsOf(query, moment.read) }, refresh);
    },
    stateOf: (id) => states.get(id),
    executing: () => [...running],
  };
  refreshers.set(twin.storage, refresher);
  return refresher;
}

interface Fault {
  code: string;
  message: string;
}

const upstreamFailed = (table: DynamicTableDefinition, code: string | null, message: string | null): Error => {
  const error = toSnowflakeError(new Error(message ?? ""));
  return Object.assign(error, {
    message: `Refresh of dynamic table ${formatPath(table)}, which the query reads, failed: ${message}`,
    code: code ?? error.code,
  });
};

const pointsOf = ({ sources }: TableQuery, read: ReadView): Map<TableId, ChangePoint> =>
  new Map(sources.map(({ table }) => [table, read.pointOf(table)]));

/** A query whose values change by themselves is evaluated anew each time. */
function actionOf(
  table: DynamicTableDefinition,
  { compiled }: TableQuery,
  before: TableState | undefined,
  { points }: TableState,
): Refresh["action"] {
  if (before !== undefined) {
    const isSame = before.points.size === points.size && [...points.keys()].every((id) => before.points.has(id));
    if (!isSame) return "REINITIALIZE";
    if (compiled.isDeterministic && [...points].every(([id, point]) => before.points.get(id) === point))
      return "NO_DATA";
  }
  return table.refreshMode === "INCREMENTAL" ? "INCREMENTAL" : "FULL";
}

function contextFor(
  twin: Twin,
  session: Session,
  table: DynamicTableDefinition,
  refresh: Refresh,
  signal: AbortSignal,
): ExecutionContext {
  session.role = table.owner;
  session.database = table.database;
  session.schema = table.schema;
  const start = { twin, session, queryId: refresh.queryId ?? "", text: table.query, binds: new Map(), signal };
  return createContext(start, { points: new Map() });
}
