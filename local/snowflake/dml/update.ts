/** UPDATE … SET … FROM. https://docs.snowflake.com/en/sql-reference/sql/update */
import type { ColumnDefinition, TableDefinition } from "../catalog/objects.ts";
import type { ExecutionContext, StatementResult } from "../engine/context.ts";
import { statementTypes } from "../engine/statement-types.ts";
import { SnowflakeError } from "../errors.ts";
import type { Assignment, Expression, ObjectName, Relation, TableAlias, Update } from "../sql/ast/index.ts";
import { ROW_ID } from "../storage/port.ts";
import { withScratch } from "../storage/scratch.ts";
import { duplicateRow } from "./duplicate-row.ts";
import { type Nodes, nodesAt } from "./nodes.ts";
import { isSet } from "./parameters.ts";
import { countsResult } from "./row-counts.ts";
import { asSource, assigned, defaultValue, sourceColumn } from "./row-select.ts";
import { runDml } from "./run-dml.ts";
import { targetColumn, targetTable } from "./target.ts";

export async function update(context: ExecutionContext, statement: Update): Promise<StatementResult> {
  const table = targetTable(context, statement.target);
  const nodes = nodesAt(statement.span);
  const targets = assignedColumns(table, statement.assignments);
  const qualifier = targetQualifier(table, statement.alias, statement.from !== undefined);
  const values = statement.assignments.map(
    ({ value }): Expression => (value.kind === "default" ? nodes.nothing() : value),
  );
  const query = nodes.select(
    [...rowItems(nodes, table, qualifier), ...values.map((value) => nodes.item(value))],
    withTarget(nodes, statement.target, statement.alias, statement.from),
    statement.where,
  );
  const counts = await runDml(context, {
    request: { change: [table.table] },
    plan(compile) {
      const compiled = compile.query(query);
      const valueFor = (column: ColumnDefinition, index: number) => {
        const assignment = targets.indexOf(column);
        if (assignment < 0) return `c${index + 1}`;
        if (statement.assignments[assignment]?.value.kind === "default") {
          return assigned(compile, defaultValue(context, compile, column), column);
        }
        return assigned(compile, sourceColumn(compiled, 1 + table.columns.length + assignment), column);
      };
      const list = ["c0", ...table.columns.map((column, index) => `${valueFor(column, index)} as v${index}`)].join(
        ", ",
      );
      return { source: asSource(compiled), list };
    },
    async apply(unit, { source, list }) {
      const names = table.columns.map(({ name }) => name);
      if (statement.from === undefined) {
        return { updated: await unit.replace(table.table, names, `select ${list} from ${source}`), joined: 0 };
      }
      // Several rows of FROM may fit one row: which of them counts is not defined, as in Snowflake, unless it is to be an error.
      return withScratch(unit.connection, "$joined", `select * from ${source}`, async () => {
        const found = await unit.connection.runAndReadAll(
          `select c0 from temp.main."$joined" group by c0 having count(*) > 1 order by c0`,
        );
        if (found.currentRowCount > 0 && isSet(context, "ERROR_ON_NONDETERMINISTIC_UPDATE", false)) {
          throw await duplicateRow(unit.connection, "$joined", table.columns.length, String(found.getRows()[0]?.[0]));
        }
        const distinct = `select ${list} from (select distinct on (c0) * from temp.main."$joined")`;
        return { updated: await unit.replace(table.table, names, distinct), joined: found.currentRowCount };
      });
    },
  });
  return countsResult(
    statementTypes.UPDATE,
    [
      ["number of rows updated", counts.updated],
      ["number of multi-joined rows updated", counts.joined],
    ],
    { updated: counts.updated },
  );
}

/** Throws 000904 for a name that is no column, 001036 for a column that is set twice. */
export function assignedColumns(table: TableDefinition, assignments: readonly Assignment[]): ColumnDefinition[] {
  const columns = assignments.map(({ column }) => {
    const name = column.parts.at(-1);
    if (name === undefined) throw new Error("An assignment without a column.");
    return targetColumn(table, name);
  });
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice === undefined) return columns;
  throw new SnowflakeError(
    "001036",
    "42000",
    `SQL compilation error:\nduplicate column name '${twice.name}'`,
    assignments[0]?.span,
  );
}

/** How the target's columns are named in the query. With other tables about, the whole path, which only the target has. */
export function targetQualifier(table: TableDefinition, alias: TableAlias | undefined, withOthers: boolean): string[] {
  if (alias !== undefined) return [alias.name.value];
  return withOthers ? [table.database, table.schema, table.name] : [table.name];
}

/** The row id and every column of the target. */
export const rowItems = (nodes: Nodes, table: TableDefinition, qualifier: readonly string[]) =>
  [ROW_ID, ...table.columns.map(({ name }) => name)].map((name) => nodes.item(nodes.column(...qualifier, name)));

/** `from target, others`, the target first so that LATERAL among the others can use its columns. */
export function withTarget(
  nodes: Nodes,
  name: ObjectName,
  alias: TableAlias | undefined,
  others: Relation | undefined,
): Relation {
  const target = nodes.table(name, alias);
  if (others === undefined) return target;
  const before = (relation: Relation): Relation =>
    relation.kind === "join" && relation.type === "COMMA"
      ? { ...relation, left: before(relation.left) }
      : nodes.join("COMMA", target, relation);
  return before(others);
}
