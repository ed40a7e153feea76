/** INSERT INTO and INSERT OVERWRITE. https://docs.snowflake.com/en/sql-reference/sql/insert */
import type { ColumnDefinition, TableDefinition } from "../catalog/objects.ts";
import type { ExecutionContext, StatementResult } from "../engine/context.ts";
import { statementTypes } from "../engine/statement-types.ts";
import { SnowflakeError } from "../errors.ts";
import type { Insert, Query } from "../sql/ast/index.ts";
import { withScratch } from "../storage/scratch.ts";
import { batchOf } from "./batch-binds.ts";
import { nodesAt } from "./nodes.ts";
import { countsResult } from "./row-counts.ts";
import { asSource, assigned, defaultValue, sourceColumn } from "./row-select.ts";
import { runDml } from "./run-dml.ts";
import { targetColumns, targetTable } from "./target.ts";

export async function insert(context: ExecutionContext, statement: Insert): Promise<StatementResult> {
  const table = targetTable(context, statement.target);
  const named = targetColumns(table, statement.columns);
  const batch = batchOf(context, statement.source);
  const { source, flagOf } = withoutDefaults(batch?.source ?? statement.source, named.length);
  const access = statement.overwrite ? { change: [table.table] } : { append: [table.table] };
  const inserted = await runDml(context, {
    request: access,
    ...(batch !== undefined && { within: batch.within }),
    plan(compile) {
      const query = compile.query(source);
      const given = query.columns.length - flagOf.size;
      if (given !== named.length) throw wrongCount(named.length, given, statement);
      const valueFor = (column: ColumnDefinition) => {
        const index = named.indexOf(column);
        if (index < 0) return assigned(compile, defaultValue(context, compile, column), column);
        const value = assigned(compile, sourceColumn(query, index), column);
        const flag = flagOf.get(index);
        if (flag === undefined) return value;
        return `case when c${given + flag} then ${assigned(compile, defaultValue(context, compile, column), column)} else ${value} end`;
      };
      return `select ${table.columns.map(valueFor).join(", ")} from ${asSource(query)}`;
    },
    async apply(unit, select) {
      if (statement.overwrite) {
        // Read before the rows go: the query may read the table itself.
        return withScratch(unit.connection, "$overwrite", labelled(table, select), async () => {
          await unit.removeAll(table.table);
          return unit.append(table.table, columnNames(table), `select * from temp.main."$overwrite"`);
        });
      }
      return unit.append(table.table, columnNames(table), select);
    },
  });
  return countsResult(statementTypes.INSERT, [["number of rows inserted", inserted]], { inserted });
}

const columnNames = (table: TableDefinition) => table.columns.map(({ name }) => name);

/** A table needs names for its columns, all different. */
const labelled = (table: TableDefinition, select: string) =>
  `select * from (${select}) as n(${table.columns.map((_, index) => `c${index}`).join(", ")})`;

const wrongCount = (expected: number, got: number, { span }: Insert) =>
  new SnowflakeError(
    "002020",
    "21S01",
    `SQL compilation error:\nInsert value list does not match column list expecting ${expected} but got ${got}`,
    span,
  );

/**
 * DEFAULT in VALUES: its place holds NULL, and a further column per column that has a DEFAULT somewhere says in which rows.
 * `flagOf`: column index to the index of its flag.
 */
function withoutDefaults(source: Query, width: number): { source: Query; flagOf: ReadonlyMap<number, number> } {
  const flagOf = new Map<number, number>();
  if (source.body.kind !== "values") return { source, flagOf };
  const { body } = source;
  for (let index = 0; index < width; index += 1) {
    if (body.rows.some(({ items }) => items[index]?.kind === "default")) flagOf.set(index, flagOf.size);
  }
  if (flagOf.size === 0) return { source, flagOf };
  const { nothing, boolean } = nodesAt(source.span);
  const rows = body.rows.map((row) => ({
    ...row,
    items: [
      ...row.items.map((item) => (item.kind === "default" ? nothing() : item)),
      ...[...flagOf.keys()].map((index) => boolean(row.items[index]?.kind === "default")),
    ],
  }));
  return { source: { ...source, body: { ...body, rows } }, flagOf };
}
