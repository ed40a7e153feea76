/** The steps that every CREATE shares: IF NOT EXISTS, OR REPLACE, the path, the status line. */
import type { ExecutionContext, StatementResult } from "../../engine/context.ts";
import { statusResult } from "../../engine/literal-result.ts";
import { statementTypes } from "../../engine/statement-types.ts";
import { doesNotExist, SnowflakeError } from "../../errors.ts";
import type { Create } from "../../sql/ast/index.ts";
import { optionText } from "../../sql/ast/read-options.ts";
import type { DdlUnit, WriteRequest } from "../../storage/port.ts";
import type { CatalogChange } from "../catalog.ts";
import { formatPath } from "../object-map.ts";
import type { AnyDefinition, DefinitionOf, NewDefinition, ObjectKind, ObjectPath } from "../objects.ts";
import { levelOf } from "../objects.ts";
import { tagsOf } from "./tags.ts";

export interface CreateSteps<K extends ObjectKind> {
  kind: K;
  /** "Table", as the status line begins. */
  title: string;
  /** What only this kind has. `replaced` is the object that OR REPLACE takes the place of. */
  define(
    unit: DdlUnit,
    change: CatalogChange,
    path: ObjectPath,
    replaced: DefinitionOf<K> | undefined,
  ): Promise<OwnFields<K>> | OwnFields<K>;
  /** What the statement locks, besides the turn that every DDL statement takes. */
  request?: Omit<WriteRequest, "queryId">;
  /** After the definition is in the catalog, in the same transaction. */
  fill?(unit: DdlUnit, made: DefinitionOf<K>, change: CatalogChange): Promise<void>;
}

/** The fields that `create-object` does not fill in itself. */
export type OwnFields<K extends ObjectKind> = Omit<
  NewDefinition<K>,
  "kind" | "database" | "schema" | "name" | "owner" | "comment" | "tags"
> & { comment?: string };

/** Throws 002002 when the name is taken, 002003 when the database or schema is not there. */
export async function createObject<K extends ObjectKind>(
  context: ExecutionContext,
  statement: Create,
  steps: CreateSteps<K>,
): Promise<StatementResult> {
  if (statement.orReplace && statement.ifNotExists) {
    throw new SnowflakeError(
      "001003",
      "42000",
      "SQL compilation error:\noptions OR REPLACE and IF NOT EXISTS are not compatible.",
      statement.span,
    );
  }
  const path = context.path(statement.name, steps.kind);
  return context.ddl(steps.request ?? {}, async (unit, change) => {
    requireContainer(change, path, steps.kind);
    const existing = existingObject(change, steps.kind, path);
    if (existing !== undefined && statement.ifNotExists) {
      return statusResult(`${existing.name} already exists, statement succeeded.`, statementTypes.CREATE);
    }
    if (existing !== undefined && statement.orAlter && isAlterable(steps.kind)) {
      const own = await steps.define(unit, change, path, undefined);
      const comment = optionText(statement.options, "COMMENT") ?? "";
      change.replace({ ...existing, comment, ...tagsOf(context, statement.tags), ...own } as never);
      return statusResult(`${existing.name} successfully altered.`, statementTypes.ALTER);
    }
    const replaced = statement.orReplace ? existing : undefined;
    const own = await steps.define(unit, change, path, replaced);
    if (replaced !== undefined) change.drop(replaced);
    const definition = {
      comment: optionText(statement.options, "COMMENT") ?? "",
      owner: context.session.role,
      ...tagsOf(context, statement.tags),
      ...own,
      ...path,
      kind: steps.kind,
    } as unknown as NewDefinition<K>;
    const made = change.create(steps.kind, definition);
    await steps.fill?.(unit, made, change);
    return statusResult(`${steps.title} ${made.name} successfully created.`, statementTypes.CREATE);
  });
}

/**
 * CREATE OR ALTER gives what is there the settings of the statement; contents, owner and grants stay. Here are the kinds that are settings
 * only: tables, views and routines have their own way.
 * https://docs.snowflake.com/en/sql-reference/sql/create-or-alter
 */
const isAlterable = (kind: ObjectKind): boolean =>
  ["database", "schema", "warehouse", "role", "stage", "file_format", "task"].includes(kind);

/** Of the session's own temporary objects only a temporary one of the same name is in the way. */
function existingObject<K extends ObjectKind>(
  change: CatalogChange,
  kind: K,
  path: ObjectPath,
): DefinitionOf<K> | undefined {
  return kind === "function" || kind === "procedure" ? undefined : change.get(kind, path);
}

/** Throws 002003 when the database or schema of the path does not exist. */
export function requireContainer(change: CatalogChange, path: ObjectPath, kind: ObjectKind): void {
  const level = levelOf[kind];
  if (level === "account") return;
  const database = { database: "", schema: "", name: path.database };
  if (change.get("database", database) === undefined) throw doesNotExist(undefined, "Database", formatPath(database));
  if (level === "database") return;
  const schema = { database: path.database, schema: "", name: path.schema };
  if (change.get("schema", schema) === undefined) throw doesNotExist(undefined, "Schema", formatPath(schema));
}

/** The object, or 002003 with the name as Snowflake prints it. */
export function requireObject<K extends ObjectKind>(
  reader: { get<L extends ObjectKind>(kind: L, path: ObjectPath): DefinitionOf<L> | undefined },
  kind: K,
  title: string,
  path: ObjectPath,
): DefinitionOf<K> {
  const found = reader.get(kind, path);
  if (found === undefined) throw doesNotExist(undefined, title, formatPath(path));
  return found;
}

export type { AnyDefinition };
