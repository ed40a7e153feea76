/** CREATE OR ALTER TABLE on a table that is there: makes it what the statement says, and keeps its rows. */
import type { ExecutionContext, StatementResult } from "../../engine/context.ts";
import { statusResult } from "../../engine/literal-result.ts";
import { statementTypes } from "../../engine/statement-types.ts";
import { typeOfName } from "../../engine/type-of-name.ts";
import { doesNotExist, notInTwin } from "../../errors.ts";
import type { AlterAction, ColumnDefinition as ColumnNode, CreateTable } from "../../sql/ast/index.ts";
import { optionText } from "../../sql/ast/read-options.ts";
import { formatType } from "../../sql/types.ts";
import type { DdlUnit } from "../../storage/port.ts";
import { formatPath } from "../object-map.ts";
import type { ConstraintDefinition, TableDefinition } from "../objects.ts";
import { addColumns, alterColumn, dropColumns } from "./alter-columns.ts";
import { defineConstraints, refuseDuplicates, sourceOf } from "./column-definitions.ts";
import { booleanOption, numberOption } from "./option-values.ts";

type ColumnChange = Extract<AlterAction, { kind: "alterColumn" }>["change"];

/**
 * Columns that the statement leaves out are dropped, new ones come last; what else it leaves out goes back to its default.
 * Throws as ALTER TABLE does, before anything is changed for good. https://docs.snowflake.com/en/sql-reference/sql/create-table (CREATE OR ALTER TABLE)
 */
export function alterToDefinition(
  context: ExecutionContext,
  statement: CreateTable,
  known: TableDefinition,
): Promise<StatementResult> {
  if (statement.source.form !== "columns")
    throw notInTwin(statement.span, "CREATE OR ALTER TABLE without a list of columns", "List the columns.");
  refuseDuplicates(statement.columns.map(({ name }) => ({ name: name.value })));
  return context.ddl({ change: [known.table] }, async (unit, change) => {
    const table = change.get("table", known);
    if (table === undefined) throw doesNotExist(statement.name.span, "Table", formatPath(known));
    const altered = await alterColumns(context, unit, table, statement);
    change.replace<"table">({ ...altered, ...settings(context, statement, change.get("schema", schemaOf(table))) });
    return statusResult(`${table.name} successfully altered.`, statementTypes.ALTER);
  });
}

async function alterColumns(
  context: ExecutionContext,
  unit: DdlUnit,
  table: TableDefinition,
  { columns: wanted, constraints: written, span }: CreateTable,
): Promise<TableDefinition> {
  const constraints = keptNames(table.constraints, defineConstraints(context, wanted, written));
  const keys = new Set(constraints.filter(({ type }) => type === "primary key").flatMap(({ columns }) => columns));
  const has = (name: string) => table.columns.some((column) => column.name === name);
  const added = wanted.filter(({ name }) => !has(name.value));
  const gone = table.columns.filter(({ name }) => !wanted.some((column) => column.name.value === name));
  refuseReordering(table, wanted, added.length);
  // New ones first: a table is never without columns on the way.
  let altered: TableDefinition = { ...table, constraints: [] };
  if (added.length > 0)
    altered = await addColumns(context, unit, altered, {
      kind: "addColumns",
      columns: added.map((column) => ({ ...column, constraints: [], ifNotExists: false })),
      word: true,
      span,
    });
  if (gone.length > 0) {
    const columns = gone.map(
      ({ name }) => ({ kind: "identifier", value: name, text: name, quoted: true, span }) as const,
    );
    altered = await dropColumns(unit, altered, { kind: "dropColumns", ifExists: false, columns, word: true, span });
  }
  for (const column of wanted) {
    for (const change of columnChanges(context, altered, column, keys.has(column.name.value)))
      altered = await alterColumn(context, unit, altered, {
        kind: "alterColumn",
        column: column.name,
        change,
        span: column.span,
      });
  }
  return { ...altered, constraints };
}

/** What ALTER TABLE would have to say of one column. */
function columnChanges(
  context: ExecutionContext,
  table: TableDefinition,
  wanted: ColumnNode,
  isKey: boolean,
): ColumnChange[] {
  const column = table.columns.find(({ name }) => name === wanted.name.value);
  if (column === undefined) throw new Error(`Column ${wanted.name.value} was not added.`);
  const changes: ColumnChange[] = [];
  if (wanted.type !== undefined && formatType(typeOfName(wanted.type, context.session)) !== formatType(column.type))
    changes.push({ change: "setType", type: wanted.type, words: "SET DATA TYPE" });
  const isNullable = !(wanted.notNull || isKey);
  if (isNullable !== column.nullable) changes.push({ change: isNullable ? "dropNotNull" : "setNotNull" });
  if (wanted.default === undefined) {
    if (column.default !== undefined) changes.push({ change: "dropDefault" });
  } else if (sourceOf(context, wanted.default) !== column.default)
    changes.push({ change: "setDefault", value: wanted.default });
  if (wanted.comment === undefined) {
    if (column.comment !== undefined) changes.push({ change: "unsetComment" });
  } else if (wanted.comment.value !== column.comment) changes.push({ change: "setComment", comment: wanted.comment });
  if ((wanted.autoIncrement === undefined) !== (column.identity === undefined))
    throw notInTwin(wanted.span, "CREATE OR ALTER TABLE with AUTOINCREMENT changed", "Create the table again.");
  return changes;
}

/** Columns keep their places, and new ones come at the end. */
function refuseReordering(table: TableDefinition, wanted: readonly ColumnNode[], added: number): void {
  const names = wanted.map(({ name }) => name.value);
  const kept = table.columns.map(({ name }) => name).filter((name) => names.includes(name));
  const isInPlace = kept.every((name, at) => names[at] === name) && kept.length + added === names.length;
  if (!isInPlace)
    throw notInTwin(
      wanted[0]?.span,
      "CREATE OR ALTER TABLE with columns in another order",
      "Keep the order of the columns, and write new ones last.",
    );
}

/** A constraint that is written without a name is the one that was there. */
const keptNames = (before: readonly ConstraintDefinition[], after: readonly ConstraintDefinition[]) =>
  after.map((constraint) => {
    const same = before.find(
      (other) =>
        other.type === constraint.type &&
        other.columns.join("\0") === constraint.columns.join("\0") &&
        constraint.name.startsWith("SYS_CONSTRAINT_"),
    );
    return same === undefined ? constraint : { ...constraint, name: same.name, createdOn: same.createdOn };
  });

const schemaOf = ({ database, schema }: TableDefinition) => ({ database, schema: "", name: schema });

const settings = (
  context: ExecutionContext,
  { options, clusterBy }: CreateTable,
  schema: { retentionDays: number } | undefined,
) => ({
  comment: optionText(options, "COMMENT") ?? "",
  clusterBy: (clusterBy ?? []).map((expression) => sourceOf(context, expression)),
  retentionDays: numberOption(options, "DATA_RETENTION_TIME_IN_DAYS", schema?.retentionDays ?? 1),
  changeTracking: booleanOption(options, "CHANGE_TRACKING", false),
  schemaEvolution: booleanOption(options, "ENABLE_SCHEMA_EVOLUTION", false),
});
