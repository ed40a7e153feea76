/** CREATE DATABASE and CREATE SCHEMA, also as clones. */
import type { ExecutionContext, Executors, StatementResult } from "../../engine/context.ts";
import { notInTwin } from "../../errors.ts";
import type { CreateDatabase, CreateSchema } from "../../sql/ast/index.ts";
import type { CatalogChange } from "../catalog.ts";
import type { DefinitionOf, ObjectPath } from "../objects.ts";
import { cloneContents } from "./clone-contents.ts";
import { createObject, requireObject } from "./create-object.ts";
import { numberOption } from "./option-values.ts";

export const containerExecutors: Executors = {
  createDatabase: async (context, statement) => {
    if (statement.from !== undefined) {
      throw notInTwin(
        statement.span,
        `CREATE DATABASE FROM ${statement.from.form}`,
        "Create the database and its tables.",
      );
    }
    const result = await createObject(context, statement, {
      kind: "database",
      title: "Database",
      define: () => ({
        transient: statement.transient,
        retentionDays: numberOption(statement.options, "DATA_RETENTION_TIME_IN_DAYS", 1),
      }),
      fill: (unit, made, change) => fillDatabase(context, statement, unit, made, change),
    });
    enterCreated(
      context,
      statement,
      () => {
        context.session.database = context.path(statement.name, "database").name;
        context.session.schema = "PUBLIC";
      },
      result,
    );
    return result;
  },
  createSchema: async (context, statement) => {
    const result = await createObject(context, statement, {
      kind: "schema",
      title: "Schema",
      define: (_unit, change, path) => ({
        transient: statement.transient,
        managedAccess: statement.managedAccess,
        retentionDays: numberOption(
          statement.options,
          "DATA_RETENTION_TIME_IN_DAYS",
          databaseOf(change, path).retentionDays,
        ),
      }),
      fill: async (unit, made, change) => {
        if (statement.clone === undefined) return;
        const source = requireObject(change, "schema", "Schema", context.path(statement.clone, "schema"));
        await cloneContents(context, unit, change, source, made, statement.travel);
      },
    });
    enterCreated(
      context,
      statement,
      () => {
        const path = context.path(statement.name, "schema");
        context.session.database = path.database;
        context.session.schema = path.name;
      },
      result,
    );
    return result;
  },
};

async function fillDatabase(
  context: ExecutionContext,
  statement: CreateDatabase,
  unit: Parameters<typeof cloneContents>[1],
  made: DefinitionOf<"database">,
  change: CatalogChange,
): Promise<void> {
  const schema = {
    owner: made.owner,
    comment: "",
    transient: false,
    managedAccess: false,
    retentionDays: made.retentionDays,
  };
  if (statement.clone === undefined) {
    change.create("schema", { ...schema, kind: "schema", database: made.name, schema: "", name: "PUBLIC" });
    return;
  }
  const source = requireObject(change, "database", "Database", context.path(statement.clone, "database"));
  for (const { name, ...rest } of change.list("schema", { database: source.name })) {
    const { id: _id, createdOn: _createdOn, ...kept } = rest;
    const copy = change.create("schema", { ...kept, database: made.name, name });
    await cloneContents(context, unit, change, { ...rest, name }, copy, statement.travel);
  }
}

const databaseOf = (change: CatalogChange, path: ObjectPath): DefinitionOf<"database"> =>
  requireObject(change, "database", "Database", { database: "", schema: "", name: path.database });

/** Creating a database or schema makes it the session's own; finding it already there does not. */
function enterCreated(
  _context: ExecutionContext,
  statement: CreateDatabase | CreateSchema,
  enter: () => void,
  result: StatementResult,
): void {
  const status = result.rows.kind === "rows" ? String(result.rows.rows[0]?.[0]) : "";
  if (!statement.ifNotExists || status.endsWith("successfully created.")) enter();
}
