/** Runs a dataset's rules over a drop's parts: what concerns all rows once, the rest part by part, side by side. */
import { rm } from "node:fs/promises";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { Contract, TableContract } from "../../shared/contract/contract.ts";
import { identifier, literal, queryNumber } from "./duckdb.ts";
import type { InputPart } from "./inputs.ts";
import type { Rule } from "./rules.ts";

export interface RunOptions {
  instance: DuckDBInstance;
  contract: Contract;
  parts: readonly InputPart[];
  rules: readonly Rule[];
  /** Names of the tables of which the drop has a member, with rows or without: rules read them as `drop_tables(table_name)`. */
  tables: readonly string[];
  /** How many parts are worked on at once. */
  workers: number;
  /** Called with a connection in which the table's rule is a table: the contract's columns, `_source_file`, `_source_row`, `_reason`. */
  onPart(connection: DuckDBConnection, part: InputPart, index: number): Promise<void>;
}

export async function runRules({
  instance,
  contract,
  parts,
  rules,
  tables,
  workers,
  onPart,
}: RunOptions): Promise<void> {
  const shared = await instance.connect();
  try {
    await shared.run("create or replace table drop_tables (table_name varchar)");
    for (const table of tables) await shared.run(`insert into drop_tables values (${literal(table)})`);
    for (const table of contract.tables)
      await bindRaw(
        shared,
        table,
        parts.filter((part) => part.table === table),
      );
    for (const rule of rules) if (rule.scope === "drop") await runDropRule(shared, rule);
  } finally {
    shared.closeSync();
  }
  const indexes = parts.map((part) => parts.filter((each) => each.table === part.table).indexOf(part));
  let next = 0;
  await allOrFirstFailure(
    Array.from({ length: Math.min(workers, parts.length) }, async () => {
      for (let at = next++; at < parts.length; at = next++)
        await runPart(instance, rules, parts[at]!, indexes[at]!, onPart);
    }),
  );
}

async function runPart(
  instance: DuckDBInstance,
  rules: readonly Rule[],
  part: InputPart,
  index: number,
  onPart: RunOptions["onPart"],
) {
  const connection = await instance.connect();
  try {
    const rule = rules.find(({ scope, name }) => scope === "part" && name === part.table.table);
    if (!rule) throw new Error(`There is no rule for ${part.table.target}.`);
    await bindRaw(connection, part.table, [part]);
    await connection.run(`create or replace temp table ${identifier(rule.name)} as ${rule.sql}`);
    await onPart(connection, part, index);
    await connection.run(`drop table temp.${identifier(rule.name)}`);
  } finally {
    connection.closeSync();
  }
  if (part.file) await rm(part.file, { force: true });
}

/** A view is of one connection, so each worker has its own `raw_…`. A table that the drop lacks is an empty one. */
async function bindRaw(
  connection: DuckDBConnection,
  { table, columns }: TableContract,
  parts: readonly InputPart[],
): Promise<void> {
  const none = `select ${columns.map(({ name }) => `cast(null as varchar) as ${identifier(name)}`).join(", ")},
    cast(null as varchar) as _source_file, cast(null as bigint) as _source_row where false`;
  const rows = parts.map(({ select }) => select).join(" union all ");
  await connection.run(`create or replace temp view ${identifier(`raw_${table}`)} as ${rows || none}`);
}

async function runDropRule(connection: DuckDBConnection, { name, sql, onlyIf }: Rule): Promise<void> {
  const isEmpty =
    onlyIf !== undefined && (await queryNumber(connection, `select count(*) from ${identifier(onlyIf)}`)) === 0;
  await connection.run(`create or replace table ${identifier(name)} as ${sql}${isEmpty ? "\nlimit 0" : ""}`);
}

/** Waits for all, so that none works on behind a failure, and then throws the first. */
async function allOrFirstFailure(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((each) => each.status === "rejected");
  if (failed) throw failed.reason;
}
