/** What every SHOW shares: the objects in its scope, LIKE, STARTS WITH, LIMIT … FROM, TERSE, HISTORY. */
import type { Cell, ExecutionContext, ResultColumn } from "../../engine/context.ts";
import { column, timestampType } from "../../engine/literal-result.ts";
import { doesNotExist, SnowflakeError } from "../../errors.ts";
import type { Show } from "../../sql/ast/index.ts";
import type { Within } from "../catalog.ts";
import { formatPath } from "../object-map.ts";
import type { DefinitionOf, ObjectKind } from "../objects.ts";
import { levelOf } from "../objects.ts";

export interface Listed {
  name: string;
  droppedOn?: number;
}

/** A kind of object as SHOW lists it: columns with the cell of each. */
export interface Listing<D> {
  columns: readonly { column: ResultColumn; cell: (object: D, context: ExecutionContext) => Cell | Promise<Cell> }[];
}

export const shown = <D>(
  name: string,
  cell: (object: D, context: ExecutionContext) => Cell | Promise<Cell>,
  type = column(name).type,
) => ({ column: column(name, type), cell });

export const shownTime = <D>(name: string, cell: (object: D) => Cell) => shown<D>(name, cell, timestampType);

/** The objects of a kind that a SHOW means, with dropped ones for HISTORY. Throws 002003 for a scope that is not there. */
export function objectsInScope<K extends ObjectKind>(
  context: ExecutionContext,
  statement: Show,
  kind: K,
): (DefinitionOf<K> & Listed)[] {
  const within = scopeOf(context, statement, kind);
  const live: (DefinitionOf<K> & Listed)[] = context.catalog.list(kind, within);
  if (!statement.history) return live;
  const gone = context.catalog.dropped(kind, within).map(({ definition, droppedOn }) => ({ ...definition, droppedOn }));
  return [...live, ...gone];
}

/** Without a scope: the session's schema, its database, or the account. https://docs.snowflake.com/en/sql-reference/sql/show-tables */
export function scopeOf(context: ExecutionContext, { scope }: Show, kind: ObjectKind): Within {
  const { session } = context;
  const level = levelOf[kind];
  if (level === "account") return {};
  const ofSchema = (database: string | undefined, schema: string | undefined): Within => ({
    ...(database !== undefined && { database }),
    ...(level === "schema" && database !== undefined && schema !== undefined && { schema }),
  });
  if (scope === undefined) return ofSchema(session.database, session.schema);
  const { container, name } = scope;
  if (container === "ACCOUNT") return {};
  if (name === undefined) {
    return container === "DATABASE"
      ? ofSchema(session.database, undefined)
      : ofSchema(session.database, session.schema);
  }
  const isDatabase = container === "DATABASE" || (container === undefined && level === "database");
  if (isDatabase) {
    const path = context.path(name, "database");
    if (context.catalog.get("database", path) === undefined)
      throw doesNotExist(name.span, "Database", formatPath(path));
    return { database: path.name };
  }
  const path = context.path(name, "schema");
  if (context.catalog.get("schema", path) === undefined) {
    if (container === undefined && name.parts.length === 1) {
      const database = context.path(name, "database");
      if (context.catalog.get("database", database) !== undefined) return { database: database.name };
    }
    throw doesNotExist(name.span, "Schema", formatPath(path));
  }
  return { database: path.database, schema: path.name };
}

/** LIKE ignores case, STARTS WITH does not; LIMIT n FROM 's' begins after the names up to s. */
export function filterListed<T extends Listed>(context: ExecutionContext, statement: Show, objects: readonly T[]): T[] {
  let kept = [...objects];
  const pattern = constantText(context, statement.like);
  if (pattern !== undefined) {
    const matches = likePattern(pattern);
    kept = kept.filter(({ name }) => matches.test(name));
  }
  const start = statement.startsWith?.value;
  if (start !== undefined) kept = kept.filter(({ name }) => name.startsWith(start));
  const from = statement.limitFrom?.value;
  if (from !== undefined) kept = kept.filter(({ name }) => name > from);
  const limit = constantText(context, statement.limit);
  return limit === undefined ? kept : kept.slice(0, Number(limit));
}

export function constantText(context: ExecutionContext, expression: Show["like"]): string | undefined {
  switch (expression?.kind) {
    case undefined:
    case "null":
      return undefined;
    case "string":
      return expression.value;
    case "number":
      return expression.text;
    case "variable":
      return context.session.variables.get(expression.name)?.value ?? undefined;
    case "bind": {
      const key = expression.style === "named" ? expression.name : String(expression.ordinal);
      const value = context.binds.get(key)?.value;
      return typeof value === "string" ? value : undefined;
    }
    default:
      throw new SnowflakeError(
        "001003",
        "42000",
        "SQL compilation error:\nLIKE and LIMIT take a constant.",
        expression?.span,
      );
  }
}

/** SQL LIKE with backslash as escape, whole name, case ignored. */
export function likePattern(pattern: string): RegExp {
  const source = pattern.replace(/\\(.)|([%_])|([\s\S])/g, (_match, escaped, wildcard, plain) =>
    wildcard === "%"
      ? "[\\s\\S]*"
      : wildcard === "_"
        ? "[\\s\\S]"
        : (escaped ?? plain).replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
  );
  return new RegExp(`^${source}$`, "i");
}
