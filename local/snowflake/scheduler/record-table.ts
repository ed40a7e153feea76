/** A table of the DuckDB file with one row per record: runs, refreshes, notifications. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { literal } from "../storage/layout.ts";

type Value = string | number | null;

/** Column of the table, its DuckDB type, and the value of a record. */
export type RecordFields<T> = readonly (readonly [name: string, type: string, value: (record: T) => Value])[];

export interface RecordTable<T> {
  /** Statements that make it where it is missing. */
  readonly ddl: readonly string[];
  /** In the transaction that the connection is in. */
  insert(connection: DuckDBConnection, record: T): Promise<void>;
  /** DuckDB text of all rows, with `others` that are not in the table. */
  relation(others: readonly T[]): string;
}

const cell = (value: Value, type: string): string =>
  value === null ? `cast(null as ${type})` : typeof value === "number" ? `${value}::${type}` : literal(value);

/** `name` is in schema `scheduler`. */
export function recordTable<T>(name: string, fields: RecordFields<T>): RecordTable<T> {
  const table = `scheduler.${name}`;
  const names = fields.map(([column]) => column).join(", ");
  const rowOf = (record: T) => `(${fields.map(([, type, value]) => cell(value(record), type)).join(", ")})`;
  return {
    ddl: [
      "create schema if not exists scheduler",
      `create table if not exists ${table} (${fields.map(([column, type]) => `${column} ${type}`).join(", ")})`,
    ],
    async insert(connection, record) {
      await connection.run(`insert into ${table} values ${rowOf(record)}`);
    },
    relation(others) {
      const kept = `select ${names} from ${table}`;
      if (others.length === 0) return `(${kept})`;
      return `(${kept} union all select * from (values ${others.map(rowOf).join(", ")}) as o(${names}))`;
    },
  };
}
