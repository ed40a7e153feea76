/** DESCRIBE of every kind of object: https://docs.snowflake.com/en/sql-reference/sql/desc */
import type { Cell, ExecutionContext, Executors, StatementResult } from "../engine/context.ts";
import { column, tableResult } from "../engine/literal-result.ts";
import { statementTypes } from "../engine/statement-types.ts";
import { doesNotExist, notInTwin } from "../errors.ts";
import type { Describe, Expression, Show } from "../sql/ast/index.ts";
import { formatType, timestampLtz } from "../sql/types.ts";
import { findObject } from "./ddl/drop.ts";
import { kindOf } from "./ddl/object-kinds.ts";
import { formatProperties } from "./format-properties.ts";
import { formatPath } from "./object-map.ts";
import type { AnyDefinition, ColumnDefinition, Options, Relation, RoutineBase, ViewColumn } from "./objects.ts";
import { ownUser } from "./own-user.ts";
import { integrations, users, warehouses } from "./show/account-listings.ts";
import { identityText } from "./show/column-listing.ts";
import { list } from "./show/list.ts";
import type { Listed } from "./show/listing.ts";
import * as objects from "./show/object-listings.ts";
import { streams } from "./show/stream-listing.ts";
import { dynamicTables } from "./show/table-listings.ts";
import { kindTitle } from "./titles.ts";

export const describeExecutors: Executors = { describe: async (context, statement) => describe(context, statement) };

const result = (columns: readonly string[], rows: readonly (readonly Cell[])[]): StatementResult =>
  tableResult(
    columns.map((name) => column(name)),
    rows,
    statementTypes.DESCRIBE,
  );

async function describe(context: ExecutionContext, statement: Describe): Promise<StatementResult> {
  const { objectType, name, span } = statement;
  if (objectType === "RESULT") return describeResult(context, statement.result);
  if (name === undefined) throw notInTwin(span, `DESCRIBE ${objectType}`, "Describe a named object.");
  if (objectType === "TRANSACTION" || objectType === "SEARCH OPTIMIZATION") {
    throw notInTwin(span, `DESCRIBE ${objectType}`, "Leave it out.");
  }
  const kind = kindOf(objectType, span);
  const path = context.path(name, kind);
  const isRelation = kind === "table" || kind === "view" || kind === "dynamic_table";
  const object: AnyDefinition | undefined = isRelation
    ? context.catalog.relation(path)
    : findObject(context, context.catalog, kind, path, statement.signature);
  if (object !== undefined) return describeObject(context, object, statement);
  if (kind === "user" && path.name === context.session.user) {
    return describeObject(context, { ...ownUser(path.name), id: 0, createdOn: context.now }, statement);
  }
  throw doesNotExist(name.span, kindTitle({ kind }), formatPath(path));
}

async function describeObject(
  context: ExecutionContext,
  object: AnyDefinition,
  statement: Describe,
): Promise<StatementResult> {
  switch (object.kind) {
    case "table":
    case "view":
    case "dynamic_table":
      return statement.objectType === "DYNAMIC TABLE" &&
        object.kind === "dynamic_table" &&
        statement.typeOption !== undefined
        ? one(context, dynamicTables, object)
        : describeColumns(object);
    case "stream":
      return one(context, streams, object);
    case "task":
      return one(context, objects.tasks, object);
    case "alert":
      return one(context, objects.alerts, object);
    case "pipe":
      return one(context, objects.pipes, object);
    case "sequence":
      return one(context, objects.sequences, object);
    case "warehouse":
      return one(context, warehouses, object);
    case "user":
      return one(context, users, object);
    case "database":
      return describeDatabase(context, object.name);
    case "schema":
      return describeSchema(context, object.database, object.name);
    case "function":
    case "procedure":
      return describeRoutine(object);
    case "stage":
      return properties(
        ["parent_property", "property", "property_type", "property_value", "property_default"],
        [
          ...optionRows("STAGE_FILE_FORMAT", object.fileFormat, "CSV"),
          ...optionRows("STAGE_COPY_OPTIONS", object.copyOptions, ""),
          ["STAGE_LOCATION", "URL", "String", object.url === "" ? "" : JSON.stringify([object.url]), ""],
          ["STAGE_INTEGRATION", "STORAGE_INTEGRATION", "String", object.storageIntegration ?? "", ""],
          ["DIRECTORY", "ENABLE", "Boolean", String(object.directory), "false"],
        ],
      );
    case "file_format":
      return properties(["property", "property_type", "property_value", "property_default"], formatProperties(object));
    case "integration":
      return object.category === "STORAGE" || Object.keys(object.options).length > 0
        ? properties(
            ["property", "property_type", "property_value", "property_default"],
            [
              ["ENABLED", "Boolean", String(object.enabled), "false"],
              ...optionRows("", object.options, "").map((row) => row.slice(1)),
            ],
          )
        : one(context, integrations, object);
    default:
      throw notInTwin(statement.span, `DESCRIBE ${object.kind.toUpperCase()}`, "Use SHOW.");
  }
}

/** https://docs.snowflake.com/en/sql-reference/sql/desc-table */
function describeColumns(relation: Exclude<Relation, { kind: "stream" }>): StatementResult {
  const constraints = relation.kind === "table" ? relation.constraints : [];
  const isKey = (name: string, type: string) =>
    constraints.some((constraint) => constraint.type === type && constraint.columns.includes(name)) ? "Y" : "N";
  const rows = relation.columns.map((each: ColumnDefinition | ViewColumn) => [
    each.name,
    formatType(each.type),
    "COLUMN",
    each.nullable ? "Y" : "N",
    defaultText(each),
    isKey(each.name, "primary key"),
    isKey(each.name, "unique"),
    null,
    null,
    each.comment ?? null,
    null,
    null,
  ]);
  const names = [
    "name",
    "type",
    "kind",
    "null?",
    "default",
    "primary key",
    "unique key",
    "check",
    "expression",
    "comment",
    "policy name",
    "privacy domain",
  ];
  return result(names, rows);
}

function defaultText(each: ColumnDefinition | ViewColumn): string | null {
  if ("identity" in each && each.identity !== undefined) return identityText(each.identity);
  return "default" in each ? (each.default ?? null) : null;
}

/** The one row that SHOW has for it. */
async function one<T extends Listed>(
  context: ExecutionContext,
  listing: Parameters<typeof list<T>>[2],
  object: T,
): Promise<StatementResult> {
  const everything = { terse: false, history: false } as Show;
  return { ...(await list(context, everything, listing, [object])), typeId: statementTypes.DESCRIBE };
}

function describeDatabase({ catalog }: ExecutionContext, database: string): StatementResult {
  const found = catalog.list("schema", { database });
  return contents(found);
}

function describeSchema({ catalog }: ExecutionContext, database: string, schema: string): StatementResult {
  const within = { database, schema };
  const found = (
    ["table", "view", "dynamic_table", "stage", "stream", "task", "alert", "pipe", "sequence", "file_format"] as const
  ).flatMap((kind): AnyDefinition[] => catalog.list(kind, within));
  return contents(found);
}

/** https://docs.snowflake.com/en/sql-reference/sql/desc-procedure */
function describeRoutine(routine: RoutineBase): StatementResult {
  const types = routine.parameters.map(
    ({ mode, name, type }) => `${mode === undefined ? "" : `${mode} `}${name} ${formatType(type).replace(/\(.*/, "")}`,
  );
  const returns =
    routine.returnsTable === undefined
      ? routine.returns === undefined
        ? ""
        : formatType(routine.returns)
      : `TABLE (${routine.returnsTable.map(({ name, type }) => `${name} ${formatType(type)}`).join(", ")})`;
  return result(
    ["property", "value"],
    [
      ["signature", `(${types.join(", ")})`],
      ["returns", returns],
      ["language", routine.language],
      ["null handling", routine.nullHandling],
      ["volatility", routine.volatility],
      ["body", routine.body],
    ],
  );
}

const contents = (objects: readonly { createdOn: number; name: string; kind: string }[]): StatementResult =>
  tableResult(
    [column("created_on", timestampLtz(3)), column("name"), column("kind")],
    objects.map(({ createdOn, name, kind }) => [createdOn, name, kind.toUpperCase().replaceAll("_", " ")]),
    statementTypes.DESCRIBE,
  );

const properties = result;

function optionRows(parent: string, options: Options, standard: string): Cell[][] {
  return Object.entries(options).map(([name, value]) => [
    parent,
    name,
    typeof value === "boolean"
      ? "Boolean"
      : typeof value === "number"
        ? "Integer"
        : Array.isArray(value)
          ? "List"
          : "String",
    typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? ""),
    standard,
  ]);
}

/** DESCRIBE RESULT: the columns of an earlier result. */
async function describeResult(context: ExecutionContext, expression: Expression | undefined): Promise<StatementResult> {
  if (expression === undefined) throw new Error("DESCRIBE RESULT without a query id.");
  const { sql } = context.compileExpression(expression);
  const read = await context.connection.runAndReadAll(`select cast(${sql} as varchar)`);
  const relation = context.view().resolveResult(String(read.getRowsJS()[0]?.[0]));
  return result(
    ["name", "type", "kind", "null?"],
    relation.columns.map(({ name, type, nullable }) => [name, formatType(type), "COLUMN", nullable ? "Y" : "N"]),
  );
}
