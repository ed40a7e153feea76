/** CREATE TABLE in all its forms: columns, AS SELECT, LIKE, CLONE. */

import { streamReads } from "../../changes/stream-reads.ts";
import { consume, streamLocks } from "../../dml/run-dml.ts";
import { assignText } from "../../engine/assign.ts";
import type { ExecutionContext, Executors } from "../../engine/context.ts";
import { travelPoint } from "../../engine/time-travel.ts";
import { notInTwin, SnowflakeError } from "../../errors.ts";
import type { CreateTable } from "../../sql/ast/index.ts";
import type { CompiledQuery } from "../../sql/binder/catalog-view.ts";
import type { DdlUnit } from "../../storage/port.ts";
import type { CatalogChange } from "../catalog.ts";
import type { ColumnDefinition, ObjectPath, TableDefinition } from "../objects.ts";
import {
  defineColumn,
  defineConstraints,
  physicalColumns,
  refuseDuplicates,
  requireKeyColumns,
  sourceOf,
} from "./column-definitions.ts";
import { createObject, type OwnFields, requireObject } from "./create-object.ts";
import { alterToDefinition } from "./create-or-alter-table.ts";
import { booleanOption, numberOption, otherOptions } from "./option-values.ts";
import { templateColumns } from "./template-columns.ts";

const ownOptions = [
  "COMMENT",
  "DATA_RETENTION_TIME_IN_DAYS",
  "CHANGE_TRACKING",
  "ENABLE_SCHEMA_EVOLUTION",
  "COPY GRANTS",
];

export const tableExecutors: Executors = {
  createTable: async (context, statement) => {
    if (statement.tableType !== "TABLE") {
      throw notInTwin(statement.span, `CREATE ${statement.tableType}`, "Create an ordinary table instead.");
    }
    const [policy] = statement.policies;
    if (policy !== undefined) throw notInTwin(policy.span, `${policy.policyType} POLICY`, "Leave the policy out.");
    const known = statement.orAlter ? context.catalog.get("table", context.path(statement.name, "table")) : undefined;
    if (known !== undefined) return alterToDefinition(context, statement, known);
    return createObject(context, statement, {
      kind: "table",
      title: "Table",
      ...(statement.source.form === "query" && { request: { lock: streamLocks(context, statement.source.query) } }),
      define: (unit, change, path) => defineTable(context, statement, unit, change, path),
    });
  },
};

async function defineTable(
  context: ExecutionContext,
  statement: CreateTable,
  unit: DdlUnit,
  change: CatalogChange,
  path: ObjectPath,
): Promise<OwnFields<"table">> {
  const { source } = statement;
  switch (source.form) {
    case "columns":
      return fromColumns(context, statement, unit, change, path);
    case "query": {
      const query = context.compileQuery(source.query, context.view(unit.view));
      consume(context, unit, streamReads(query.reads));
      return fromQuery(context, statement, unit, change, path, query);
    }
    case "like": {
      const like = requireObject(change, "table", "Table", context.path(source.name, "table"));
      const columns = await copyIdentities(unit, like.columns);
      const table = await unit.createTable(physicalColumns(columns));
      return { ...copiedFields(like), ...tableFields(context, statement, change, path), columns, table };
    }
    case "clone": {
      const original = requireObject(change, "table", "Table", context.path(source.name, "table"));
      const point = source.travel === undefined ? undefined : await travelPoint(context, original.table, source.travel);
      return { ...(await cloneTable(unit, original, point)), ...tableFields(context, statement, change, path) };
    }
    case "template":
      return fromColumns(
        context,
        { ...statement, ...(await templateColumns(context, source.query)) },
        unit,
        change,
        path,
      );
  }
}

async function fromColumns(
  context: ExecutionContext,
  statement: CreateTable,
  unit: DdlUnit,
  change: CatalogChange,
  path: ObjectPath,
): Promise<OwnFields<"table">> {
  refuseDuplicates(statement.columns.map(({ name }) => ({ name: name.value })));
  const constraints = defineConstraints(context, statement.columns, statement.constraints);
  const defined: ColumnDefinition[] = [];
  for (const column of statement.columns) defined.push(await defineColumn(context, unit, column));
  const columns = requireKeyColumns(defined, constraints);
  const table = await unit.createTable(physicalColumns(columns));
  return { ...tableFields(context, statement, change, path), columns, constraints, table };
}

/** Columns take name and type of the query's unless the statement says otherwise; the rows go in as an INSERT would put them. */
async function fromQuery(
  context: ExecutionContext,
  statement: CreateTable,
  unit: DdlUnit,
  change: CatalogChange,
  path: ObjectPath,
  query: CompiledQuery,
): Promise<OwnFields<"table">> {
  const written = statement.columns;
  if (written.length > 0 && written.length !== query.columns.length) {
    throw new SnowflakeError(
      "002026",
      "42601",
      `SQL compilation error:\nInvalid column definition list: ${written.length} columns for ${query.columns.length} values.`,
      statement.span,
    );
  }
  const columns: ColumnDefinition[] = [];
  for (const [at, { name, type }] of query.columns.entries()) {
    const column = written[at];
    const stored = type.kind === "null" ? ({ kind: "varchar", length: 16_777_216 } as const) : type;
    columns.push(
      column === undefined ? { name, type: stored, nullable: true } : await defineColumn(context, unit, column, stored),
    );
  }
  refuseDuplicates(columns);
  const constraints = defineConstraints(context, written, statement.constraints);
  const table = await unit.createTable(physicalColumns(columns));
  const values = query.columns.map(({ physical, type }, at) =>
    assignText(context, `q."${physical.replaceAll('"', '""')}"`, type, (columns[at] as ColumnDefinition).type),
  );
  const names = columns.map(({ name }) => name);
  await unit.append(table, names, `select ${values.join(", ")} from (${query.sql}\n) as q`);
  return { ...tableFields(context, statement, change, path), columns, constraints, table };
}

/** What does not depend on the form. A transient database or schema makes its tables transient. */
function tableFields(
  context: ExecutionContext,
  statement: CreateTable,
  change: CatalogChange,
  path: ObjectPath,
): Omit<OwnFields<"table">, "columns" | "constraints" | "table"> & Pick<TableDefinition, "constraints"> {
  const schema = requireObject(change, "schema", "Schema", { database: path.database, schema: "", name: path.schema });
  const isTemporary = statement.persistence === "TEMPORARY";
  const isTransient = statement.persistence === "TRANSIENT" || schema.transient;
  return {
    persistence: isTemporary ? "temporary" : isTransient ? "transient" : "permanent",
    ...(isTemporary && { session: context.session.id }),
    constraints: [],
    clusterBy: (statement.clusterBy ?? []).map((expression) => sourceOf(context, expression)),
    retentionDays: numberOption(statement.options, "DATA_RETENTION_TIME_IN_DAYS", schema.retentionDays),
    changeTracking: booleanOption(statement.options, "CHANGE_TRACKING", false),
    schemaEvolution: booleanOption(statement.options, "ENABLE_SCHEMA_EVOLUTION", false),
    options: otherOptions(context, statement.options, ownOptions),
  };
}

const copiedFields = ({ columns, constraints, clusterBy, comment }: TableDefinition) => ({
  columns,
  constraints,
  clusterBy,
  comment,
});

/** A new table with the source's rows, columns, constraints and settings. */
export async function cloneTable(
  unit: DdlUnit,
  source: TableDefinition,
  point: number | undefined,
): Promise<OwnFields<"table">> {
  const columns = await copyIdentities(unit, source.columns);
  const table = await unit.cloneTable(source.table, physicalColumns(columns), point);
  const { id: _id, createdOn: _createdOn, database: _d, schema: _s, name: _n, kind: _k, owner: _o, ...kept } = source;
  return { ...kept, columns, table };
}

/** A copy counts on its own: from where the source began. */
async function copyIdentities(unit: DdlUnit, columns: readonly ColumnDefinition[]): Promise<ColumnDefinition[]> {
  const copies: ColumnDefinition[] = [];
  for (const column of columns) {
    const { identity } = column;
    copies.push(
      identity === undefined
        ? column
        : {
            ...column,
            identity: {
              ...identity,
              sequence: await unit.createSequence(BigInt(identity.start), BigInt(identity.increment)),
            },
          },
    );
  }
  return copies;
}
