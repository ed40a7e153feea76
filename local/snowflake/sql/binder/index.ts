/** From a syntax tree to DuckDB text with Snowflake's types: what the engine, DML and stages call. */
import type { Expression, Query } from "../ast/index.ts";
import { castTo } from "../emit/text.ts";
import { FILTER_MARK } from "../functions/filter-mark.ts";
import { bindCall, callByName, isBareFunction } from "../functions/index.ts";
import type { BindTexts, CatalogView, CompiledExpression, CompiledQuery } from "./catalog-view.ts";
import { bindExpression } from "./expressions.ts";
import { bindQuery } from "./query.ts";
import { type Compilation, createScope } from "./scope.ts";

export { assignSql, castSettings } from "./coerce.ts";
export { typeOfName } from "./type-names.ts";

const functions = { bindCall, callByName, isBareFunction };

function startCompilation(view: CatalogView, binds: BindTexts, isExpression = false): Compilation {
  return { functions, view, binds, isExpression, reads: [], isDeterministic: true, lastAlias: 0, inlineDepth: 0 };
}

const finished = (sql: string): string => sql.replaceAll(FILTER_MARK, "");

/** Throws SnowflakeError with code and position for whatever the query may not do. */
export function compileQuery(query: Query, view: CatalogView, binds: BindTexts = new Map()): CompiledQuery {
  const compilation = startCompilation(view, binds);
  const { sql, columns } = bindQuery(query, undefined, compilation);
  return { sql: finished(sql), columns, reads: compilation.reads, isDeterministic: compilation.isDeterministic };
}

/** An expression that reads no relation: a default, a SET value, a condition of scripting, an argument of CALL. */
export function compileExpression(
  expression: Expression,
  view: CatalogView,
  binds: BindTexts = new Map(),
): CompiledExpression {
  const compilation = startCompilation(view, binds, true);
  const bound = bindExpression(expression, createScope(compilation, undefined));
  const sql = bound.type.kind === "null" ? castTo("NULL", bound.type) : bound.sql;
  return {
    sql: finished(sql),
    type: bound.type,
    nullable: bound.nullable,
    reads: compilation.reads,
    isDeterministic: compilation.isDeterministic,
  };
}
