/** A dynamic table's query: compiled in the table's own schema, with the tables that it reads. */
import type { DynamicTableDefinition, TableDefinition } from "../catalog/objects.ts";
import type { ExecutionContext } from "../engine/context.ts";
import { notInTwin, SnowflakeError } from "../errors.ts";
import type { Query } from "../sql/ast/index.ts";
import type { CompiledQuery, ResolvedRelation } from "../sql/binder/catalog-view.ts";
import { parseStatement } from "../sql/parser/index.ts";
import type { ReadView } from "../storage/port.ts";
import { streamReads } from "./stream-reads.ts";

type Scope = Pick<DynamicTableDefinition, "database" | "schema">;

export interface TableQuery {
  /** Deterministic only where the views that it reads are. */
  compiled: CompiledQuery;
  /** Each once. Views are looked through. */
  sources: readonly (TableDefinition | DynamicTableDefinition)[];
}

export const parseQuery = (text: string): Query => parseStatement(text) as Query;

/** Throws what the query's names and types do not allow, and for a stream, which would be consumed by nobody. */
export function compileTableQuery(context: ExecutionContext, query: Query, scope: Scope, read?: ReadView): TableQuery {
  const { database, schema } = scope;
  const compiled = context.compileQuery(query, context.view(read, { database, schema }));
  if (streamReads(compiled.reads).length > 0) {
    throw notInTwin(query.span, "a stream in a dynamic table", "Read the stream's table instead.");
  }
  const isDeterministic = compiled.isDeterministic && viewsAreDeterministic(compiled.reads);
  return { compiled: { ...compiled, isDeterministic }, sources: sourcesOf(compiled.reads) };
}

/** A view is compiled by itself: what changes in it by itself is not seen in the query above it. */
function viewsAreDeterministic(reads: readonly ResolvedRelation[]): boolean {
  return reads.every(({ source }) => {
    const view = source as
      | { kind?: string; reads?: readonly ResolvedRelation[]; isDeterministic?: boolean }
      | undefined;
    return view?.kind !== "view" || (view.isDeterministic === true && viewsAreDeterministic(view.reads ?? []));
  });
}

function sourcesOf(reads: readonly ResolvedRelation[]): TableQuery["sources"] {
  const found = new Map<number, TableDefinition | DynamicTableDefinition>();
  const look = (relations: readonly ResolvedRelation[]) => {
    for (const { source } of relations) {
      const one = source as { kind?: string; reads?: readonly ResolvedRelation[] } | undefined;
      if (one?.kind === "view") look(one.reads ?? []);
      else if (one?.kind === "table" || one?.kind === "dynamic_table") {
        const table = one as unknown as TableDefinition | DynamicTableDefinition;
        found.set(table.id, table);
      }
    }
  };
  look(reads);
  return [...found.values()];
}

/** The queries of the views that a query names, and of those that they name. */
export function viewQueries(context: ExecutionContext, query: Query, scope: Scope, seen = new Set<number>()): Query[] {
  const found: Query[] = [];
  const look = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if (Array.isArray(node)) {
      for (const each of node) look(each);
      return;
    }
    const { kind, name } = node as { kind?: string; name?: { parts?: { value: string }[] } };
    if (kind === "table" && name?.parts !== undefined) {
      const parts = name.parts.map(({ value }) => value);
      const view = context.catalog.get("view", {
        database: parts.at(-3) ?? scope.database,
        schema: parts.at(-2) ?? scope.schema,
        name: parts.at(-1) ?? "",
      });
      if (view !== undefined && !seen.has(view.id)) {
        seen.add(view.id);
        const inner = parseQuery(view.query);
        found.push(inner, ...viewQueries(context, inner, view, seen));
      }
    }
    for (const [key, value] of Object.entries(node)) if (key !== "span") look(value);
  };
  look(query);
  return found;
}

/** Throws when the query no longer gives the table's columns: a base table was changed under a `select *`. */
export function requireSameColumns({ name, columns }: DynamicTableDefinition, { compiled }: TableQuery): void {
  if (compiled.columns.length === columns.length) return;
  throw new SnowflakeError(
    "002301",
    "42601",
    `SQL compilation error:\nThe query of dynamic table '${name}' now has other columns than the table: create the table again.`,
  );
}
