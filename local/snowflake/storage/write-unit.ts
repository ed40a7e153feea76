/** One statement's writes as the executors see them. */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { StatementEffects } from "../transactions/session-state.ts";
import { literal, PENDING, quote, sequenceName, tableName } from "./layout.ts";
import type { DdlUnit, PhysicalColumn, TableId, WriteUnit } from "./port.ts";
import type { StatementView } from "./read-view.ts";
import * as rows from "./row-writer.ts";
import type { Sight } from "./visibility.ts";

export interface UnitParts {
  connection: DuckDBConnection;
  view: StatementView;
  stamp: rows.Stamp;
  effects: StatementEffects;
  queryId: string;
  /** Tables that the statement said it would write. */
  allowed: ReadonlySet<TableId>;
}

export function writeUnit({ connection, view, stamp, effects, queryId, allowed }: UnitParts): WriteUnit {
  /** What the statement sees of the table now, with what it has written itself. */
  const touch = async (table: TableId): Promise<Sight> => {
    if (!allowed.has(table)) throw new Error(`Table ${table} is written without having been asked for.`);
    const sight = view.sight(table);
    if (!effects.written.has(table)) {
      effects.written.add(table);
      effects.changes.push({ table, queryId });
      if (stamp.isPending && sight.own === undefined) {
        await connection.run(`insert into storage.pending values (${table}, ${stamp.value})`);
      }
    }
    return sight;
  };
  return {
    connection,
    view,
    async append(table, columns, select) {
      await touch(table);
      return rows.appendRows(connection, table, columns, select, stamp);
    },
    async remove(table, rowIds) {
      return rows.removeRows(connection, table, await touch(table), rowIds, stamp);
    },
    async replace(table, columns, select) {
      return rows.replaceRows(connection, table, columns, select, await touch(table), stamp);
    },
    async removeAll(table) {
      return rows.removeAllRows(connection, table, await touch(table), stamp);
    },
    atCommit: (work) => void effects.atCommit.push(work),
    afterCommit: (work) => void effects.afterCommit.push(work),
  };
}

const columnText = ({ name, type }: PhysicalColumn) => `${quote(name)} ${type}`;
const hiddenText = `"$rid" bigint, "$ins" bigint, "$del" bigint, "$upd" boolean`;

/** `own` collects the tables made here: they may be written without having been named before. */
export function ddlUnit(parts: UnitParts & { allowed: Set<TableId>; forget: (table: TableId) => void }): DdlUnit {
  const { connection, effects, queryId, allowed, view } = parts;
  const unit = writeUnit(parts);
  const nextId = async () => {
    const result = await connection.runAndReadAll("select nextval('storage.object_ids')");
    return Number(result.getRows()[0]?.[0]);
  };
  const createTable = async (columns: readonly PhysicalColumn[]) => {
    const table = await nextId();
    await connection.run(`create table ${tableName(table)} (${[hiddenText, ...columns.map(columnText)].join(", ")})`);
    allowed.add(table);
    effects.written.add(table);
    effects.changes.push({ table, queryId });
    return table;
  };
  const alter = (table: TableId, action: string) => connection.run(`alter table ${tableName(table)} ${action}`);
  return {
    ...unit,
    createTable,
    async cloneTable(source, columns, at) {
      const table = await createTable(columns);
      const names = columns.map(({ name }) => name);
      const relation = view.relation(source, names, at === undefined ? {} : { at });
      await unit.append(table, names, `select * from ${relation}`);
      return table;
    },
    async destroyTable(table) {
      await connection.run(`drop table ${tableName(table)}`);
      for (const name of ["commits", "floors", "pending"]) {
        await connection.run(`delete from storage.${name} where table_id = ${table}`);
      }
      effects.afterCommit.push(() => parts.forget(table));
    },
    async addColumn(table, column, fill) {
      await alter(table, `add column ${columnText(column)}`);
      if (fill === undefined) return;
      // As a change of type: an UPDATE after ALTER in one transaction fails at DuckDB's commit, and so does a further ADD COLUMN after
      // one with a computed default.
      await alter(table, `alter column ${quote(column.name)} set data type ${column.type} using ${fill}`);
    },
    async dropColumn(table, name) {
      await alter(table, `drop column ${quote(name)}`);
    },
    async renameColumn(table, from, to) {
      await alter(table, `rename column ${quote(from)} to ${quote(to)}`);
    },
    async changeColumnType(table, name, type) {
      await alter(table, `alter column ${quote(name)} set data type ${type}`);
    },
    async createSequence(start, increment) {
      const sequence = await nextId();
      const direction =
        increment < 0n ? "minvalue -9223372036854775808 maxvalue 9223372036854775807" : "minvalue -9223372036854775808";
      await connection.run(
        `create sequence ${sequenceName(sequence)} start with ${start} increment by ${increment} ${direction}`,
      );
      return sequence;
    },
    async destroySequence(sequence) {
      await connection.run(`drop sequence ${sequenceName(sequence)}`);
    },
  };
}

/** What a crash left of explicit transactions that never committed, or a ROLLBACK takes back. */
export async function undoPending(connection: DuckDBConnection, tables: Iterable<TableId>, stamp?: bigint) {
  const is = (column: string) =>
    stamp === undefined ? `${column} >= ${PENDING} and ${column} < 9223372036854775807` : `${column} = ${stamp}`;
  for (const table of tables) {
    await connection.run(`delete from ${tableName(table)} where ${is('"$ins"')}`);
    await connection.run(`update ${tableName(table)} set "$del" = 9223372036854775807 where ${is('"$del"')}`);
  }
  await connection.run(
    stamp === undefined ? "delete from storage.pending" : `delete from storage.pending where stamp = ${stamp}`,
  );
}

export const nextValueText = (sequence: number) => `nextval(${literal(sequenceName(sequence))})`;
