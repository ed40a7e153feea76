/** The binder's view of the world: names to tables, views, streams, stages, functions, sequences, as one statement sees them. */

import { accountUsageRelation } from "../catalog/account-usage.ts";
import { viewInSchema } from "../catalog/ddl/view-scope.ts";
import { informationSchemaRelation } from "../catalog/information-schema/index.ts";
import { formatPath } from "../catalog/object-map.ts";
import type { ObjectPath, Relation, TableDefinition, ViewDefinition } from "../catalog/objects.ts";
import type { ViewRead } from "../changes/stream-reads.ts";
import { doesNotExist, notInTwin, SnowflakeError } from "../errors.ts";
import { tableProcedure } from "../procedures/table-procedures.ts";
import type { ObjectName, Query } from "../sql/ast/index.ts";
import type { CatalogView, RelationRequest, ResolvedRelation, SessionValues } from "../sql/binder/catalog-view.ts";
import { parseStatement } from "../sql/parser/index.ts";
import { type ReadView, ROW_ID } from "../storage/port.ts";
import { parameters, parameterValue } from "../wire/parameters.ts";
import type { ExecutionContext, ViewOptions } from "./context.ts";
import { nameParts, pathOfParts } from "./names.ts";
import { pivotValues } from "./pivot-values.ts";
import { relationProviders } from "./relation-providers.ts";
import { resultRelation } from "./result-scan.ts";
import { sharedDatabaseRefusal } from "./shared-databases.ts";
import { systemFunction } from "./system-functions.ts";
import { tableFunction } from "./table-functions.ts";
import type { Twin } from "./twin.ts";
import { userFunction, userTableFunction } from "./user-functions.ts";

export function createCatalogView(
  twin: Twin,
  context: ExecutionContext,
  read: ReadView,
  options: ViewOptions,
): CatalogView {
  const { catalog } = context;
  const scope = {
    ...context.session,
    database: options.database ?? context.session.database,
    schema: options.schema ?? context.session.schema,
  };
  const partsOf = (name: ObjectName) => nameParts(name, context.session, context.binds);

  /** Undefined when the name has no database or schema to stand in: the binder then says that it does not exist. */
  const pathOf = (parts: readonly string[], kind: "table" | "sequence"): ObjectPath => pathOfParts(parts, kind, scope);

  // Views and functions, which have a schema of their own, do not see the variables of a block.
  const script = options.schema === undefined ? context.script : undefined;

  const view: CatalogView = {
    session: sessionValues(context, scope),
    resolveRelation(name, request) {
      const parts = partsOf(name);
      if (isDual(parts) && (scope.database === undefined || scope.schema === undefined)) return undefined;
      const path = pathOf(parts, "table");
      if (path.schema === "INFORMATION_SCHEMA") return informationSchemaRelation(context, path);
      const usage = accountUsageRelation(twin, context, path);
      if (usage !== undefined) return usage;
      const relation = catalog.relation(path);
      if (relation === undefined) requirePlace(catalog, path, name);
      return relation === undefined ? undefined : resolve(context, relation, read, request, options);
    },
    resolveStage: (stage, args, positional) => relationProviders.stage(context, stage, args, positional),
    resolveDirectory: (stage) => relationProviders.directory(context, stage),
    resolveResult: (queryId) => context.script?.result(queryId) ?? resultRelation(twin, queryId),
    resolvePivot: pivotValues,
    resolveFlow: (index) => context.flow?.[index - 1],
    ...(script !== undefined && {
      resolveVariable: (name) => script.relation(name),
      scriptVariable: (name) => script.typedText(name),
      scriptField: (row, column) => script.field(row, column),
    }),
    resolveTableFunction: (name, args) =>
      tableProcedure(name) ??
      tableFunction(twin, context, partsOf(name), args) ??
      userTableFunction(context, pathOf(partsOf(name), "table"), args),
    resolveSystemFunction: (name, args) => systemFunction(twin, context, name, args),
    resolveFunction: (name, types) => userFunction(context, pathOf(partsOf(name), "table"), types),
    nextValue(parts) {
      const path = pathOf(
        parts.map(({ value }) => value),
        "sequence",
      );
      const sequence = catalog.get("sequence", path);
      return sequence === undefined ? undefined : context.storage.nextValue(sequence.sequence);
    },
  };
  return view;
}

/** Needs no database: `select … from dual` runs in a session that has none. */
const isDual = (parts: readonly string[]): boolean => parts.length === 1 && parts[0] === "DUAL";

/** Of a relation that is not there: throws when its database or schema is not there either, which is then what is missing. */
function requirePlace(catalog: ExecutionContext["catalog"], { database, schema }: ObjectPath, name: ObjectName): void {
  if (catalog.get("database", { database: "", schema: "", name: database }) === undefined) {
    throw sharedDatabaseRefusal(database, name.span) ?? doesNotExist(name.span, "Database", database);
  }
  if (catalog.get("schema", { database, schema: "", name: schema }) === undefined)
    throw doesNotExist(name.span, "Schema", `${database}.${schema}`);
}

function resolve(
  context: ExecutionContext,
  relation: Relation,
  read: ReadView,
  request: RelationRequest,
  options: ViewOptions,
): ResolvedRelation {
  const path = [relation.database, relation.schema, relation.name];
  if (request.changes !== undefined) return relationProviders.changes(context, relation, read, request.changes);
  switch (relation.kind) {
    case "table":
      return { ...tableRelation(context, relation, read, request, options), path, source: relation };
    case "view":
      return { ...viewRelation(context, relation, read, request), path };
    case "dynamic_table":
      return { path, source: relation, ...relationProviders.dynamicTable(context, relation, read, request) };
    case "stream":
      return { path, ...relationProviders.stream(context, relation, read, request) };
  }
}

function tableRelation(
  context: ExecutionContext,
  table: TableDefinition,
  read: ReadView,
  { travel }: RelationRequest,
  { includeHidden = false }: ViewOptions,
): ResolvedRelation {
  const names = table.columns.map(({ name }) => name);
  const at = travel === undefined ? undefined : context.travelPoint(table.table, travel);
  const from = read.relation(table.table, names, {
    ...(includeHidden && { withRowId: true }),
    ...(at !== undefined && { at }),
  });
  const columns = table.columns.map(({ name, type, nullable }) => ({ name, type, nullable }));
  const rowId = {
    name: ROW_ID,
    type: { kind: "number", precision: 19, scale: 0 },
    nullable: false,
    hidden: true,
  } as const;
  return { columns: includeHidden ? [rowId, ...columns] : columns, from };
}

/** Columns may have been renamed by the view's column list; types are those of the query as it is now. */
function viewRelation(
  context: ExecutionContext,
  definition: ViewDefinition,
  read: ReadView,
  { travel }: RelationRequest,
): ResolvedRelation {
  if (travel !== undefined)
    throw notInTwin(travel.span, "time travel of a view", "Read its tables AT the time instead.");
  const query = parseStatement(definition.query) as Query;
  const compiled = context.compileQuery(query, viewInSchema(context, definition, read));
  if (compiled.columns.length !== definition.columns.length) {
    throw new SnowflakeError(
      "002057",
      "42601",
      `SQL compilation error:\nView definition for '${formatPath(definition)}' declared ${definition.columns.length} column(s), but view query produces ${compiled.columns.length} column(s).`,
    );
  }
  const columns = compiled.columns.map(({ type, nullable, physical }, at) => ({
    name: definition.columns[at]?.name ?? physical,
    type,
    nullable,
    physical,
  }));
  const source: ViewRead = { kind: "view", reads: compiled.reads, isDeterministic: compiled.isDeterministic };
  return { columns, from: `(${compiled.sql}\n)`, source };
}

function sessionValues(
  context: ExecutionContext,
  scope: { database: string | undefined; schema: string | undefined },
): SessionValues {
  const { session } = context;
  return {
    database: scope.database,
    schema: scope.schema,
    role: session.role,
    warehouse: session.warehouse,
    user: session.user,
    account: "REELHOUSE",
    region: "LOCAL",
    sessionId: String(session.id),
    version: "9.30.0",
    client: session.application,
    ipAddress: "127.0.0.1",
    transactionId: session.storage.transaction?.id,
    statementText: context.text,
    now: context.now,
    parameter: (name) => (name in parameters ? parameterValue(session.parameters, name) : undefined),
    variable: (name) => session.variables.get(name),
    queryId: (index) => session.queryIds.at(index < 0 ? index : index - 1),
  };
}
