/** INFORMATION_SCHEMA: views over the catalog, one database at a time. https://docs.snowflake.com/en/sql-reference/info-schema */
import type { ExecutionContext } from "../../engine/context.ts";
import { doesNotExist } from "../../errors.ts";
import type { ResolvedRelation } from "../../sql/binder/catalog-view.ts";
import { loadHistoryView } from "../../stages/load-history-view.ts";
import { literalRelation } from "../literal-relation.ts";
import type { ObjectPath } from "../objects.ts";
import { columnViews } from "./column-views.ts";
import { containerViews } from "./container-views.ts";
import { objectViews } from "./object-views.ts";
import type { InformationView } from "./view.ts";

/** By name. */
const views: Readonly<Record<string, InformationView>> = { ...containerViews, ...columnViews, ...objectViews };

/** Undefined when there is no such view; 002003 when there is no such database. */
export function informationSchemaRelation(
  context: ExecutionContext,
  { database, name }: ObjectPath,
): ResolvedRelation | undefined {
  if (context.catalog.get("database", { database: "", schema: "", name: database }) === undefined) {
    throw doesNotExist(undefined, "Database", database);
  }
  const path = [database, "INFORMATION_SCHEMA", name];
  if (name === "LOAD_HISTORY") return { ...loadHistoryView(context, database), path };
  const view = views[name];
  if (view === undefined) return undefined;
  return {
    ...literalRelation(view.columns, view.rows(context, database)),
    path,
  };
}

export const informationViewNames: readonly string[] = [...Object.keys(views), "LOAD_HISTORY"];
