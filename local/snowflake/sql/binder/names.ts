/** Column references, aliases, positions, sequences, and functions that need no parentheses. */
import { invalidIdentifier } from "../../errors.ts";
import type { ColumnReference, Identifier, IdentifierCall, PositionalColumn } from "../ast/index.ts";
import { integer } from "../types.ts";
import { type Bound, compilationError, constantOf, positionOf } from "./bound.ts";
import { bindExpression } from "./expressions.ts";
import { typedText } from "./literals.ts";
import { type BoundColumn, findColumn, type Scope } from "./scope.ts";

export const columnValue = (column: BoundColumn, scope: Scope): Bound => ({
  sql: column.sql,
  type: column.type,
  nullable: column.nullable,
  uses: [{ scope, name: column.name }],
  hasAggregate: false,
  hasWindow: false,
});

export function bindColumn(node: ColumnReference, scope: Scope): Bound {
  const found = lookUp(node.parts, scope);
  if (found !== undefined) return found;
  const last = node.parts.at(-1)!;
  if (node.parts.length > 1 && last.value === "NEXTVAL") return nextValue(node, scope);
  if (node.parts.length === 1) {
    const { functions } = scope.compilation;
    if (!last.quoted && functions.isBareFunction(last.value))
      return functions.callByName(last.value, [], scope, node.span);
  }
  const variable = takesVariables(scope) ? scriptValue(node.parts, scope) : undefined;
  if (variable !== undefined) return typedText(variable, scope.compilation);
  throw invalidIdentifier(positionOf(node.span), nameText(node.parts));
}

/**
 * In an expression of a block a variable needs no colon; in a query it does: a bare name is a column there.
 * https://docs.snowflake.com/en/developer-guide/snowflake-scripting/variables#using-a-variable-in-a-sql-statement-binding
 */
function takesVariables(scope: Scope): boolean {
  if (!scope.compilation.isExpression) return false;
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) if (at.relations.length > 0) return false;
  return true;
}

function scriptValue([first, second, ...more]: readonly Identifier[], { compilation: { view } }: Scope) {
  if (first === undefined || more.length > 0) return undefined;
  return second === undefined ? view.scriptVariable?.(first.value) : view.scriptField?.(first.value, second.value);
}

/** Columns of a scope come before its select aliases, and both before the scopes around. */
function lookUp(parts: readonly Identifier[], scope: Scope): Bound | undefined {
  const name = parts.at(-1)!;
  const qualifier = parts.slice(0, -1);
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const column = findColumn(at, qualifier, name);
    if (column !== undefined) return columnValue(column, at);
    if (qualifier.length > 0) continue;
    const parameter = at.parameters.get(name.value);
    if (parameter !== undefined) return parameter;
    const alias = at.aliases.get(name.value);
    if (alias !== undefined) return alias();
  }
  return undefined;
}

/** As error messages print a name. */
export const nameText = (parts: readonly Identifier[]): string =>
  parts
    .map((part) => (part.quoted && !/^[A-Z_][A-Z0-9_$]*$/.test(part.value) ? `"${part.value}"` : part.value))
    .join(".");

export function bindPositional(node: PositionalColumn, scope: Scope): Bound {
  const name: Identifier = {
    kind: "identifier",
    value: `$${node.index}`,
    text: `$${node.index}`,
    quoted: false,
    span: node.span,
  };
  const found = lookUp([...node.qualifier, name], scope);
  if (found !== undefined) return found;
  // $n also means the n-th column of a relation of VALUES or of a table.
  const relations = scope.relations.filter(
    (relation) => node.qualifier.length === 0 || relation.name === node.qualifier.at(-1)?.value,
  );
  const columns = relations.flatMap((relation) => relation.columns.filter((column) => !column.hidden));
  const column = columns[node.index - 1];
  if (column === undefined) throw invalidIdentifier(positionOf(node.span), nameText([...node.qualifier, name]));
  return columnValue(column, scope);
}

export function bindIdentifierCall(node: IdentifierCall, scope: Scope): Bound {
  const text = bindExpression(node.argument, scope).constant;
  if (typeof text !== "string") {
    throw compilationError("001011", "42601", "invalid identifier: IDENTIFIER() takes a string constant", node.span);
  }
  const parts = [...splitName(text, node.span), ...node.parts];
  return bindColumn({ kind: "column", parts, span: node.span }, scope);
}

/** `db."Schema".t` as identifiers. */
export function splitName(text: string, span: Identifier["span"]): Identifier[] {
  const parts = text.trim().match(/"(?:[^"]|"")*"|[^."]+|(?<=\.)(?=\.)/g) ?? [];
  return parts.map((part): Identifier => {
    const quoted = part.startsWith('"');
    const plain = quoted ? part.slice(1, -1).replaceAll('""', '"') : part.trim();
    return { kind: "identifier", value: quoted ? plain : plain.toUpperCase(), text: plain, quoted, span };
  });
}

function nextValue(node: ColumnReference, scope: Scope): Bound {
  const sql = scope.compilation.view.nextValue(node.parts.slice(0, -1));
  if (sql === undefined) throw invalidIdentifier(positionOf(node.span), nameText(node.parts));
  scope.compilation.isDeterministic = false;
  const value = constantOf(`CAST(${sql} AS DECIMAL(38,0))`, integer, 0);
  delete value.constant;
  return { ...value, nullable: false };
}
