/** SHOW: which listing answers which subject. */
import type { ExecutionContext, Executors } from "../../engine/context.ts";
import { doesNotExist, notInTwin } from "../../errors.ts";
import type { Show } from "../../sql/ast/index.ts";
import { formatPath } from "../object-map.ts";
import type { TableDefinition } from "../objects.ts";
import * as account from "./account-listings.ts";
import { columns, shownColumns } from "./column-listing.ts";
import { shownGrants } from "./grant-listing.ts";
import { list } from "./list.ts";
import { objectsInScope, scopeOf } from "./listing.ts";
import * as objects from "./object-listings.ts";
import { sessionListings } from "./session-listings.ts";
import type { ShowListings } from "./show-listings.ts";
import { streamListings } from "./stream-listing.ts";
import * as relations from "./table-listings.ts";

const listings: ShowListings = {
  DATABASES: (context, show) => list(context, show, objects.databases, objectsInScope(context, show, "database")),
  SCHEMAS: (context, show) => list(context, show, objects.schemas, objectsInScope(context, show, "schema")),
  TABLES: (context, show) => list(context, show, relations.tables, objectsInScope(context, show, "table")),
  VIEWS: (context, show) => list(context, show, relations.views, objectsInScope(context, show, "view")),
  "MATERIALIZED VIEWS": (context, show) =>
    list(
      context,
      show,
      relations.views,
      objectsInScope(context, show, "view").filter((view) => view.materialized),
    ),
  OBJECTS: (context, show) =>
    list(
      context,
      show,
      relations.objects,
      (["table", "view", "dynamic_table"] as const)
        .flatMap((kind): relations.AnyRelation[] => objectsInScope(context, show, kind))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    ),
  "DYNAMIC TABLES": (context, show) =>
    list(context, show, relations.dynamicTables, objectsInScope(context, show, "dynamic_table")),
  COLUMNS: (context, show) => list(context, show, columns, shownColumns(context, show)),
  "PRIMARY KEYS": (context, show) =>
    list(context, show, relations.keys, relations.keyColumns(tablesInScope(context, show), "primary key")),
  "UNIQUE KEYS": (context, show) =>
    list(context, show, relations.keys, relations.keyColumns(tablesInScope(context, show), "unique")),
  "IMPORTED KEYS": (context, show) =>
    list(context, show, relations.importedKeys, relations.keyColumns(tablesInScope(context, show), "foreign key")),
  "EXPORTED KEYS": (context, show) => {
    const wanted = new Set(tablesInScope(context, show).map(formatPath));
    const all = relations.keyColumns(context.catalog.list("table"), "foreign key");
    const pointing = all.filter(({ constraint }) =>
      constraint.references === undefined ? false : wanted.has(formatPath(constraint.references.table)),
    );
    return list(context, show, relations.importedKeys, pointing);
  },
  SEQUENCES: (context, show) => list(context, show, objects.sequences, objectsInScope(context, show, "sequence")),
  STAGES: (context, show) => list(context, show, objects.stages, objectsInScope(context, show, "stage")),
  "FILE FORMATS": (context, show) =>
    list(context, show, objects.fileFormats, objectsInScope(context, show, "file_format")),
  PIPES: (context, show) => list(context, show, objects.pipes, objectsInScope(context, show, "pipe")),
  TASKS: (context, show) => list(context, show, objects.tasks, objectsInScope(context, show, "task")),
  ALERTS: (context, show) => list(context, show, objects.alerts, objectsInScope(context, show, "alert")),
  TAGS: (context, show) => list(context, show, objects.tags, objectsInScope(context, show, "tag")),
  PROCEDURES: (context, show) => list(context, show, objects.routines, objectsInScope(context, show, "procedure")),
  "USER PROCEDURES": (context, show) =>
    list(context, show, objects.routines, objectsInScope(context, show, "procedure")),
  FUNCTIONS: (context, show) => list(context, show, objects.routines, objectsInScope(context, show, "function")),
  "USER FUNCTIONS": (context, show) => list(context, show, objects.routines, objectsInScope(context, show, "function")),
  WAREHOUSES: (context, show) => list(context, show, account.warehouses, context.catalog.list("warehouse")),
  ROLES: (context, show) => list(context, show, account.roles, context.catalog.list("role")),
  USERS: (context, show) => list(context, show, account.users, context.catalog.list("user")),
  INTEGRATIONS: (context, show) => list(context, show, account.integrations, context.catalog.list("integration")),
  ...integrationListings(),
  GRANTS: (context, show) => {
    const { listing, found } = shownGrants(context, show);
    return list(context, show, listing, found);
  },
  "FUTURE GRANTS": (context, show) =>
    list(
      context,
      show,
      account.futureGrants,
      context.catalog.list("grant").filter(({ future }) => future),
    ),
  PARAMETERS: (context, show) =>
    list(context, show, account.parameters, account.shownParameters(context.session.parameters)),
  ...sessionListings,
  ...streamListings,
};

export const showExecutors: Executors = {
  show: async (context, statement) => {
    const listing = listings[statement.subject];
    if (listing === undefined)
      throw notInTwin(statement.span, `SHOW ${statement.subject}`, "The twin has no such objects.");
    return listing(context, statement);
  },
};

function integrationListings(): ShowListings {
  const categories = ["STORAGE", "NOTIFICATION", "API", "SECURITY", "CATALOG", "EXTERNAL ACCESS"] as const;
  return Object.fromEntries(
    categories.map((category) => [
      `${category} INTEGRATIONS`,
      (context: ExecutionContext, show: Show) =>
        list(
          context,
          show,
          account.integrations,
          context.catalog.list("integration").filter((integration) => integration.category === category),
        ),
    ]),
  );
}

/** IN TABLE t, or the tables of the scope. */
function tablesInScope(context: ExecutionContext, show: Show): TableDefinition[] {
  const { scope } = show;
  // A name without a word before it is a table's here, as the documentation of SHOW PRIMARY KEYS has it.
  if ((scope?.container ?? "TABLE") === "TABLE" && scope?.name !== undefined) {
    const path = context.path(scope.name, "table");
    const table = context.catalog.get("table", path);
    if (table === undefined) throw doesNotExist(scope.name.span, "Table", formatPath(path));
    return [table];
  }
  return context.catalog.list("table", scopeOf(context, show, "table"));
}
