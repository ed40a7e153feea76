/** Opens the DuckDB file and joins the parts of storage: sessions, statements' write units, transactions, history. */
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { watchHolder } from "../transactions/idle-holder.ts";
import { Latches } from "../transactions/latches.ts";
import { lockError } from "../transactions/lock-errors.ts";
import { Locks } from "../transactions/locks.ts";
import {
  addEffects,
  noEffects,
  type SessionState,
  type StatementEffects,
  type TransactionState,
} from "../transactions/session-state.ts";
import { CommitLog } from "./commit-log.ts";
import { inTransaction } from "./duck-transaction.ts";
import { bootstrap, LIVE, literal, PENDING, tableName } from "./layout.ts";
import type { ChangePoint, DdlUnit, Storage, StorageSession, TableId, WriteRequest, WriteUnit } from "./port.ts";
import { purgeTable } from "./purge.ts";
import { takeView } from "./read-view.ts";
import type { Stamp } from "./row-writer.ts";
import { openStreamOffsets } from "./stream-offsets.ts";
import { ddlUnit, nextValueText, undoPending, writeUnit } from "./write-unit.ts";

export interface StorageOptions {
  /** The DuckDB file; ":memory:" keeps nothing. */
  path: string;
  /** Milliseconds of the clock. */
  now: () => number;
  /** Settings of DuckDB, as `memory_limit`. */
  settings?: Record<string, string>;
  /** What messages call a table. */
  nameOf?: (table: TableId) => string | undefined;
  /** How long a transaction may be idle while another waits for its locks; Snowflake's five minutes unless said. */
  idleLimitMs?: number;
}

const tableKey = (table: TableId) => `t${table}`;
/** DDL statements take turns: their catalog rows would conflict in DuckDB. */
const ddlKey = "ddl";

/** Opens storage, makes its tables where they are missing, and takes back what a crash left of open transactions. */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const { now, nameOf = () => undefined } = options;
  const instance = await DuckDBInstance.create(options.path, options.settings ?? {});
  const own = await instance.connect();
  for (const statement of bootstrap) await own.run(statement);
  const leftBehind = await own.runAndReadAll("select distinct table_id from storage.pending");
  const tables = leftBehind.getRows().map(([table]) => Number(table));
  if (tables.length > 0) await inTransaction(own, () => undoPending(own, tables));

  const log = new CommitLog();
  await log.load(own);
  const latches = new Latches();
  const locks = new Locks();
  const sessions = new Map<number, SessionState>();
  const holds = new Set<(table: TableId) => ChangePoint | undefined>();
  let lastSession = 0;
  let lastTransaction = 0;

  const stateOf = (session: StorageSession): SessionState => {
    const state = sessions.get(session.id);
    if (state === undefined) throw new Error(`Session ${session.id} is closed.`);
    return state;
  };

  /** Its transaction is not idle; or it is being ended already, which is waited for. */
  const used = (session: SessionState) => {
    session.usedAt = performance.now();
    return session.ending;
  };

  const lockAll = async (session: SessionState, { change = [], lock = [], signal }: WriteRequest) => {
    for (const key of [...change.map(tableKey), ...lock].sort()) {
      const watch = watchHolder(() => sessions.get(locks.holder(key) ?? -1), rollback, options.idleLimitMs);
      const granted = locks.acquire(session.id, key, session.lockTimeoutSeconds * 1000, signal);
      const outcome = await Promise.race([granted, watch.failed]).finally(watch.stop);
      if (outcome === "granted") continue;
      const table = change.find((id) => tableKey(id) === key);
      const holder = sessions.get(locks.holder(key) ?? -1)?.transaction?.id ?? "of another statement";
      throw lockError(outcome, (table === undefined ? undefined : nameOf(table)) ?? key, holder);
    }
  };

  /** Runs a statement's work in one DuckDB transaction; outside an explicit transaction its changes are then visible. */
  const runStatement = async <U extends WriteUnit, T>(
    session: SessionState,
    request: WriteRequest,
    makeUnit: (stamp: Stamp, effects: StatementEffects, allowed: Set<TableId>) => U,
    work: (unit: U) => Promise<T>,
    extraKeys: readonly string[] = [],
  ): Promise<T> => {
    if (session.writing !== undefined) throw new Error("A statement writes while another of its session does.");
    const allowed = new Set([...(request.append ?? []), ...(request.change ?? [])]);
    const { promise: writing, resolve: hasEnded } = Promise.withResolvers<void>();
    session.writing = writing;
    try {
      const ending = used(session);
      if (ending !== undefined) await ending; // no turn is lost without it: whoever closes the session finds the statement waiting
      await lockAll(session, request);
      return await latches.hold([...extraKeys, ...[...allowed].map(tableKey)], async () => {
        const transaction = session.transaction;
        const effects = noEffects();
        const point = transaction === undefined ? log.nextPoint() : undefined;
        const stamp: Stamp =
          point === undefined
            ? { value: (transaction as TransactionState).stamp, isPending: true }
            : { value: BigInt(point), isPending: false };
        const at = now();
        const result = await inTransaction(session.connection, async () => {
          const value = await work(makeUnit(stamp, effects, allowed));
          if (point !== undefined) {
            for (const ride of effects.atCommit) await ride(session.connection);
            await session.atCommit?.(session.connection);
            await log.write(session.connection, effects.changes, point, at);
          }
          return value;
        });
        if (transaction === undefined) {
          log.publish(effects.changes, point as number, at);
          for (const done of effects.afterCommit) done();
        } else {
          addEffects(transaction.effects, effects);
        }
        return result;
      });
    } finally {
      session.writing = undefined;
      session.usedAt = performance.now();
      hasEnded();
      if (session.transaction === undefined) locks.releaseAll(session.id);
    }
  };

  const endTransaction = (session: SessionState) => {
    session.transaction = undefined;
    locks.releaseAll(session.id);
  };

  const commit = async (session: SessionState) => {
    await used(session);
    const transaction = session.transaction;
    if (transaction === undefined) return;
    const { effects, stamp } = transaction;
    try {
      await latches.hold([...effects.written].map(tableKey), async () => {
        const point = log.nextPoint();
        const at = now();
        if (effects.written.size > 0 || effects.atCommit.length > 0) {
          await inTransaction(session.connection, async () => {
            for (const table of effects.written) await settle(session.connection, table, stamp, point);
            for (const ride of effects.atCommit) await ride(session.connection);
            await session.atCommit?.(session.connection);
            await log.write(session.connection, effects.changes, point, at);
            await session.connection.run(`delete from storage.pending where stamp = ${stamp}`);
          });
        }
        log.publish(effects.changes, point, at);
        for (const done of effects.afterCommit) done();
      });
      endTransaction(session);
    } catch (error) {
      await rollback(session);
      throw error;
    }
  };

  const rollback = async (session: SessionState) => {
    await used(session);
    const transaction = session.transaction;
    if (transaction === undefined) return;
    const { written } = transaction.effects;
    try {
      if (written.size > 0) {
        await latches.hold([...written].map(tableKey), () =>
          inTransaction(session.connection, () => undoPending(session.connection, written, transaction.stamp)),
        );
      }
    } finally {
      endTransaction(session);
    }
  };

  const holdHistory: Storage["holdHistory"] = (oldestNeeded) => {
    holds.add(oldestNeeded);
    return () => holds.delete(oldestNeeded);
  };
  const storage: Storage = {
    streamOffsets: await openStreamOffsets({ holdHistory }, own),
    async openSession() {
      lastSession += 1;
      const session: SessionState = {
        id: lastSession,
        connection: await instance.connect(),
        lockTimeoutSeconds: 43200,
        transaction: undefined,
        writing: undefined,
        usedAt: performance.now(),
        ending: undefined,
      };
      sessions.set(session.id, session);
      return session;
    },
    async closeSession(session) {
      const state = sessions.get(session.id);
      if (state === undefined) return;
      if (state.writing !== undefined) {
        locks.abortWait(state.id);
        // Again and again: an interrupt that comes between two DuckDB statements is lost.
        const interrupting = setInterval(() => state.connection.interrupt(), 20);
        await state.writing;
        clearInterval(interrupting);
      }
      await rollback(state);
      locks.releaseAll(state.id);
      sessions.delete(state.id);
      state.connection.closeSync();
    },
    readView(session) {
      const state = stateOf(session);
      void used(state);
      return takeView(log.committed, state);
    },
    beginView(session) {
      const begunAt = stateOf(session).transaction?.begunAt;
      return begunAt === undefined ? undefined : takeView(begunAt, { ...stateOf(session), transaction: undefined });
    },
    write(session, request, work) {
      const state = stateOf(session);
      const makeUnit = (stamp: Stamp, effects: StatementEffects, allowed: Set<TableId>) =>
        writeUnit({
          connection: state.connection,
          view: takeView(log.committed, state),
          stamp,
          effects,
          queryId: request.queryId,
          allowed,
        });
      return runStatement(state, request, makeUnit, work);
    },
    async ddl(session, request, work) {
      const state = stateOf(session);
      await commit(state);
      const makeUnit = (stamp: Stamp, effects: StatementEffects, allowed: Set<TableId>): DdlUnit =>
        ddlUnit({
          connection: state.connection,
          view: takeView(log.committed, state),
          stamp,
          effects,
          queryId: request.queryId,
          allowed,
          forget: (table) => log.forget(table),
        });
      return runStatement(state, request, makeUnit, work, [ddlKey]);
    },
    begin(session, name) {
      const state = stateOf(session);
      if (state.transaction === undefined) {
        lastTransaction += 1;
        const startedAt = now();
        state.transaction = {
          // Snowflake's ids are the start in nanoseconds; the counter keeps two of one moment apart.
          id: String(BigInt(startedAt) * 1_000_000n + BigInt(lastTransaction % 1_000_000)),
          startedAt,
          name,
          stamp: PENDING + BigInt(lastTransaction),
          begunAt: log.committed,
          effects: noEffects(),
        };
      }
      return state.transaction;
    },
    commit: (session) => commit(stateOf(session)),
    rollback: (session) => rollback(stateOf(session)),
    committedState: () => log.committed,
    async rowCount(table) {
      const point = log.committed.get(table)?.point ?? 0;
      const result = await own.runAndReadAll(
        `select count(*) from ${tableName(table)} where "$ins" <= ${point} and "$del" > ${point}`,
      );
      return Number(result.getRows()[0]?.[0]);
    },
    lastChangedAt: (table) => log.committed.get(table)?.at,
    newestPoint: (table) => log.committed.get(table)?.point,
    pointAt: (table, past) => log.pointAt(table, past),
    nextValue: nextValueText,
    async systemTable(name, columns) {
      const found = await own.runAndReadAll(`select table_id from storage.system_tables where name = ${literal(name)}`);
      const known = found.getRows()[0]?.[0];
      if (known !== undefined && known !== null) return Number(known);
      const session = await storage.openSession();
      try {
        return await storage.ddl(session, { queryId: "" }, async (unit) => {
          const table = await unit.createTable(columns);
          await unit.connection.run(`insert into storage.system_tables values (${literal(name)}, ${table})`);
          return table;
        });
      } finally {
        await storage.closeSession(session);
      }
    },
    holdHistory,
    locks: () => locks.list(),
    purge(table, before) {
      const needed = [...holds].map((oldest) => oldest(table));
      return latches.hold([tableKey(table)], () => purgeTable(own, log, table, before, needed));
    },
    async close() {
      for (const session of [...sessions.values()]) await storage.closeSession(session);
      own.closeSync();
      instance.closeSync();
    },
  };
  return storage;
}

/** At COMMIT the transaction's stamp becomes the point that everyone orders changes by. */
async function settle(connection: DuckDBConnection, table: TableId, stamp: bigint, point: ChangePoint): Promise<void> {
  await connection.run(`update ${tableName(table)} set "$ins" = ${point} where "$ins" = ${stamp}`);
  await connection.run(
    `update ${tableName(table)} set "$del" = ${point} where "$del" = ${stamp} and "$del" <> ${LIVE}`,
  );
}
