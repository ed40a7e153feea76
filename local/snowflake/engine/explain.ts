/** EXPLAIN: what a statement reads and gives, as a table, JSON or text. https://docs.snowflake.com/en/sql-reference/sql/explain */
import { nodesAt } from "../dml/nodes.ts";
import { targetTable } from "../dml/target.ts";
import { rowItems, targetQualifier, withTarget } from "../dml/update.ts";
import { notInTwin } from "../errors.ts";
import type { Delete, Expression, Merge, Query, Statement, Update } from "../sql/ast/index.ts";
import type { CompiledQuery } from "../sql/binder/catalog-view.ts";
import type { ExecutionContext, Executors, StatementResult } from "./context.ts";
import { column, numberType, tableResult } from "./literal-result.ts";
import { statementTypes } from "./statement-types.ts";

export const explainExecutors: Executors = {
  explain: async (context, { statement, format }) => {
    const steps = planSteps(context, statement);
    if (format === "JSON") return content(JSON.stringify(asJson(steps)));
    return format === "TEXT" ? content(asText(steps)) : asTable(steps);
  },
};

/** One step for the result, one under it for each relation that is read. Partition figures are null: the twin has none. */
interface Step {
  id: number;
  parent: number | null;
  operation: string;
  object: string | null;
  expressions: readonly string[];
}

function planSteps(context: ExecutionContext, statement: Statement): Step[] {
  const { operation, query } = explained(context, statement);
  const { columns, reads }: CompiledQuery = context.compileQuery(
    query,
    context.view(undefined, { includeHidden: true }),
  );
  const isQuery = statement.kind === "query" || statement.kind === "createTable" || statement.kind === "insert";
  const result: Step = {
    id: 0,
    parent: null,
    operation,
    object: null,
    expressions: isQuery ? columns.map(({ name }) => name) : [],
  };
  const scans = reads.map(
    ({ path, columns: read }, at): Step => ({
      id: at + 1,
      parent: 0,
      operation: "TableScan",
      object: path?.join(".") ?? null,
      expressions: read.filter(({ hidden }) => hidden !== true).map(({ name }) => name),
    }),
  );
  return [result, ...scans];
}

/** Statements that write are explained by the query that finds their rows. */
function explained(context: ExecutionContext, statement: Statement): { operation: string; query: Query } {
  switch (statement.kind) {
    case "query":
      return { operation: "Result", query: statement };
    case "insert":
      return { operation: "Insert", query: statement.source };
    case "multiInsert":
      return { operation: "MultiTableInsert", query: statement.source };
    case "update":
      return { operation: "Update", query: updateQuery(context, statement) };
    case "delete":
      return { operation: "Delete", query: deleteQuery(context, statement) };
    case "merge":
      return { operation: "Merge", query: mergeQuery(statement) };
    case "createView":
      return { operation: "CreateView", query: statement.query };
    case "createTable":
      if (statement.source.form === "query") return { operation: "CreateTableAsSelect", query: statement.source.query };
  }
  throw notInTwin(statement.span, "EXPLAIN of this statement", "Explain a query, a DML statement or CREATE TABLE AS.");
}

function updateQuery(context: ExecutionContext, { span, target, alias, assignments, from, where }: Update): Query {
  const nodes = nodesAt(span);
  const table = targetTable(context, target);
  const values = assignments.map(({ value }): Expression => (value.kind === "default" ? nodes.nothing() : value));
  const own = rowItems(nodes, table, targetQualifier(table, alias, from !== undefined));
  return nodes.select(
    [...own, ...values.map((value) => nodes.item(value))],
    withTarget(nodes, target, alias, from),
    where,
  );
}

function deleteQuery(context: ExecutionContext, { span, target, alias, using, where }: Delete): Query {
  const nodes = nodesAt(span);
  const table = targetTable(context, target);
  const own = rowItems(nodes, table, targetQualifier(table, alias, using !== undefined));
  return nodes.select(own, withTarget(nodes, target, alias, using), where);
}

function mergeQuery({ span, target, alias, source, on }: Merge): Query {
  const nodes = nodesAt(span);
  const joined = nodes.join("LEFT", source, nodes.table(target, alias), on);
  return nodes.select([nodes.item(nodes.number(1))], joined);
}

const content = (text: string): StatementResult => tableResult([column("content")], [[text]], statementTypes.EXPLAIN);

function asTable(steps: readonly Step[]): StatementResult {
  const columns = [
    column("step", numberType),
    column("id", numberType),
    column("parentOperators"),
    column("operation"),
    column("objects"),
    column("alias"),
    column("expressions"),
    column("partitionsTotal", numberType),
    column("partitionsAssigned", numberType),
    column("bytesAssigned", numberType),
  ];
  const rows = steps.map(({ id, parent, operation, object, expressions }) => [
    1,
    id,
    parent === null ? null : `[${parent}]`,
    operation,
    object,
    null,
    expressions.join(", ") || null,
    null,
    null,
    null,
  ]);
  const global = [null, null, null, "GlobalStats", null, null, null, null, null, null];
  return tableResult(columns, [global, ...rows], statementTypes.EXPLAIN);
}

const asJson = (steps: readonly Step[]) => ({
  GlobalStats: { partitionsTotal: null, partitionsAssigned: null, bytesAssigned: null },
  Operations: [
    steps.map(({ id, parent, operation, object, expressions }) => ({
      id,
      ...(parent !== null && { parentOperators: [parent] }),
      operation,
      ...(object !== null && { objects: [object] }),
      ...(expressions.length > 0 && { expressions }),
    })),
  ],
});

function asText(steps: readonly Step[]): string {
  const lines = steps.map(
    ({ id, parent, operation, object, expressions }) =>
      `1:${id}${" ".repeat(parent === null ? 5 : 10)}->${[operation, object, expressions.join(", ")].filter(Boolean).join("  ")}`,
  );
  return [
    "GlobalStats:",
    "\tbytesAssigned=null",
    "\tpartitionsAssigned=null",
    "\tpartitionsTotal=null",
    "Operations:",
    ...lines,
    "",
  ].join("\n");
}
