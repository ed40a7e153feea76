/** Comparisons, IN, LIKE, BETWEEN, and the logic around them. */
import { notInTwin } from "../../errors.ts";
import type {
  Between,
  Binary,
  BinaryOperator,
  Expression,
  In,
  InSource,
  IsBoolean,
  IsDistinct,
  IsNull,
  Like,
  QuantifiedComparison,
  Span,
  Unary,
} from "../ast/index.ts";
import { comparable } from "../emit/cast-time.ts";
import { boolean, formatType, isSemiStructured, type SfType, varchar } from "../types.ts";
import { type Bound, compilationError, derive, positionOf } from "./bound.ts";
import { coerce } from "./coerce.ts";
import { comparisonType } from "./common-type.ts";
import { bindCondition, bindExpression } from "./expressions.ts";
import { bindQuery } from "./query.ts";
import { type Compilation, nextAlias, type Scope } from "./scope.ts";

export function bindNot(node: Unary, scope: Scope): Bound {
  const operand = bindCondition(node.operand, scope);
  return derive(`(NOT ${operand.sql})`, boolean, [operand]);
}

export function bindLogical(node: Binary, scope: Scope): Bound {
  const left = bindCondition(node.left, scope);
  const right = bindCondition(node.right, scope);
  return derive(`(${left.sql} ${node.operator} ${right.sql})`, boolean, [left, right]);
}

export function bindComparison(node: Binary, scope: Scope): Bound {
  const left = unwrap(node.left);
  const right = unwrap(node.right);
  if (left.kind === "row" && right.kind === "row" && left.items.length === right.items.length) {
    return compareRows(node.operator, left.items, right.items, scope, node.span);
  }
  return compare(
    node.operator,
    bindExpression(node.left, scope),
    bindExpression(node.right, scope),
    scope.compilation,
    node.span,
  );
}

const unwrap = (node: Expression): Expression => (node.kind === "paren" ? unwrap(node.expression) : node);

function compareRows(
  operator: BinaryOperator,
  left: Expression[],
  right: Expression[],
  scope: Scope,
  span: Span,
): Bound {
  if (operator !== "=" && operator !== "<>")
    throw notInTwin(
      { line: span.line, column: span.column },
      `${operator} between rows`,
      "Compare the columns one by one.",
    );
  const pairs = left.map((item, at) =>
    compare("=", bindExpression(item, scope), bindExpression(right[at]!, scope), scope.compilation, span),
  );
  const equal = `(${pairs.map((pair) => pair.sql).join(" AND ")})`;
  return derive(operator === "=" ? equal : `(NOT ${equal})`, boolean, pairs);
}

/** Both sides in the type in which they are compared. */
export function comparands(
  left: Bound,
  right: Bound,
  compilation: Compilation,
  span?: Span,
  operator = "=",
): [Bound, Bound] {
  const type = comparisonType(left.type, right.type);
  if (type === undefined) {
    throw compilationError(
      "001044",
      "42P13",
      `Invalid argument types for function '${operator}': (${formatType(left.type)}, ${formatType(right.type)})`,
      span,
    );
  }
  return [toCompare(left, type, compilation, span), toCompare(right, type, compilation, span)];
}

/** Text lengths do not matter here, so nothing is cut. */
function toCompare(bound: Bound, type: SfType, compilation: Compilation, span?: Span): Bound {
  const target = type.kind === "varchar" ? varchar() : type;
  if (bound.type.kind === target.kind && target.kind !== "number") return bound;
  return coerce(bound, target, compilation, "cast", span);
}

export function compare(operator: string, left: Bound, right: Bound, compilation: Compilation, span?: Span): Bound {
  const [a, b] = comparands(left, right, compilation, span, operator);
  if (isSemiStructured(a.type) && operator !== "=" && operator !== "<>") {
    return derive(`(sf_json_compare(${a.sql}, ${b.sql}) ${operator} 0)`, boolean, [a, b]);
  }
  return derive(`(${comparable(a.sql, a.type)} ${operator} ${comparable(b.sql, b.type)})`, boolean, [a, b]);
}

export function bindIsNull(node: IsNull, scope: Scope): Bound {
  const operand = bindExpression(node.operand, scope);
  return derive(`(${operand.sql} IS ${node.negated ? "NOT " : ""}NULL)`, boolean, [operand], false);
}

export function bindIsBoolean(node: IsBoolean, scope: Scope): Bound {
  const operand = bindCondition(node.operand, scope);
  return derive(
    `(${operand.sql} IS ${node.negated ? "NOT " : ""}${node.value ? "TRUE" : "FALSE"})`,
    boolean,
    [operand],
    false,
  );
}

export function bindDistinct(node: IsDistinct, scope: Scope): Bound {
  const [a, b] = comparands(
    bindExpression(node.left, scope),
    bindExpression(node.right, scope),
    scope.compilation,
    node.span,
  );
  return derive(
    `(${comparable(a.sql, a.type)} IS ${node.negated ? "NOT " : ""}DISTINCT FROM ${comparable(b.sql, b.type)})`,
    boolean,
    [a, b],
    false,
  );
}

export function bindBetween(node: Between, scope: Scope): Bound {
  const operand = bindExpression(node.operand, scope);
  const low = compare(">=", operand, bindExpression(node.low, scope), scope.compilation, node.low.span);
  const high = compare("<=", operand, bindExpression(node.high, scope), scope.compilation, node.high.span);
  return derive(`(${node.negated ? "NOT " : ""}(${low.sql} AND ${high.sql}))`, boolean, [low, high]);
}

export function bindIn(node: In, scope: Scope): Bound {
  const operand = unwrap(node.operand);
  const rows = operand.kind === "row" ? operand.items : [operand];
  const source = node.source;
  if (source.kind === "subquery") return inQuery(rows, source, scope, node.negated, node.span);
  const items = source.kind === "expressionList" ? source.items : [source];
  const tests = items.map((item) => {
    const row = unwrap(item);
    if (rows.length === 1)
      return compare("=", bindExpression(rows[0]!, scope), bindExpression(row, scope), scope.compilation, item.span);
    if (row.kind !== "row" || row.items.length !== rows.length) {
      throw compilationError("001003", "42000", "the rows of IN have different numbers of columns", item.span);
    }
    return compareRows("=", rows, row.items, scope, item.span);
  });
  const list = rows.length === 1 ? sameKindList(rows[0]!, items, scope) : undefined;
  if (list !== undefined)
    return derive(`(${list.left} ${node.negated ? "NOT " : ""}IN (${list.items.join(", ")}))`, boolean, tests);
  const any = `(${tests.map((test) => test.sql).join(" OR ")})`;
  return derive(node.negated ? `(NOT ${any})` : any, boolean, tests);
}

/** A real IN list when all items have one type of comparison, so that long lists stay fast. */
function sameKindList(
  operand: Expression,
  items: readonly Expression[],
  scope: Scope,
): { left: string; items: string[] } | undefined {
  const left = bindExpression(operand, scope);
  const values = items.map((item) => bindExpression(item, scope));
  let type: SfType | undefined = left.type;
  for (const value of values) type = type && comparisonType(type, value.type);
  if (type === undefined || isSemiStructured(type) || left.type.kind === "variant") return undefined;
  if (values.some((value) => value.type.kind !== left.type.kind && value.type.kind !== "null")) return undefined;
  const target = type;
  const text = (bound: Bound) => comparable(toCompare(bound, target, scope.compilation).sql, target);
  return { left: text(left), items: values.map(text) };
}

function inQuery(
  rows: readonly Expression[],
  source: Extract<InSource, { kind: "subquery" }>,
  scope: Scope,
  negated: boolean,
  span: Span,
): Bound {
  const operands = rows.map((row) => bindExpression(row, scope));
  const query = bindQuery(source.query, scope);
  if (query.columns.length !== operands.length) {
    throw compilationError(
      "001097",
      "42601",
      `Subquery has ${query.columns.length} columns, ${operands.length} expected`,
      span,
    );
  }
  const alias = nextAlias(scope, "q");
  const pairs = operands.map((operand, at) => {
    const column = query.columns[at]!;
    const value = {
      ...operand,
      sql: `"${alias}"."${column.physical}"`,
      type: column.type,
      nullable: column.nullable,
      uses: [],
    };
    return comparands(operand, value, scope.compilation, span);
  });
  const side = (at: 0 | 1) => {
    const texts = pairs.map((pair) => comparable(pair[at].sql, pair[at].type));
    return texts.length === 1 ? texts[0]! : `ROW(${texts.join(", ")})`;
  };
  const sql = `(${side(0)} ${negated ? "NOT " : ""}IN (SELECT ${side(1)} FROM (${query.sql}) AS "${alias}"))`;
  return derive(sql, boolean, operands, true);
}

export function bindQuantified(node: QuantifiedComparison, scope: Scope): Bound {
  const left = bindExpression(node.left, scope);
  if (node.source.kind !== "subquery") {
    const items = node.source.kind === "expressionList" ? node.source.items : [node.source];
    const tests = items.map((item) =>
      compare(node.operator, left, bindExpression(item, scope), scope.compilation, node.span),
    );
    return derive(
      `(${tests.map((test) => test.sql).join(node.quantifier === "ANY" ? " OR " : " AND ")})`,
      boolean,
      tests,
    );
  }
  const query = bindQuery(node.source.query, scope);
  const column = query.columns[0];
  if (column === undefined || query.columns.length !== 1)
    throw compilationError("001097", "42601", "Subquery must have one column", node.span);
  const alias = nextAlias(scope, "q");
  const value: Bound = { ...left, sql: `"${alias}"."${column.physical}"`, type: column.type, uses: [] };
  const [a, b] = comparands(left, value, scope.compilation, node.span);
  const sql = `(${comparable(a.sql, a.type)} ${node.operator} ${node.quantifier} (SELECT ${comparable(b.sql, b.type)} FROM (${query.sql}) AS "${alias}"))`;
  return derive(sql, boolean, [left], true);
}

export function bindLike(node: Like, scope: Scope): Bound {
  const { compilation } = scope;
  const text = (expression: Expression) =>
    coerce(bindExpression(expression, scope), varchar(), compilation, "cast", expression.span);
  const operand = text(node.operand);
  const escaping = node.escape === undefined ? undefined : text(node.escape);
  const test = (pattern: Bound): string => {
    if (node.operator === "RLIKE" || node.operator === "REGEXP")
      return `sf_regexp_like(${operand.sql}, ${pattern.sql}, 'c')`;
    const suffix = escaping === undefined ? "" : ` ESCAPE ${escaping.sql}`;
    return `(${operand.sql} ${node.operator} ${pattern.sql}${suffix})`;
  };
  let patterns: Bound[];
  if (node.pattern.kind === "expressionList") patterns = node.pattern.items.map(text);
  else if (node.quantifier !== undefined && node.pattern.kind === "subquery") {
    throw notInTwin(
      positionOf(node.span),
      `${node.operator} ${node.quantifier} with a subquery`,
      "Join with the patterns instead.",
    );
  } else patterns = [text(node.pattern as Expression)];
  const joined = patterns.map(test).join(node.quantifier === "ALL" ? " AND " : " OR ");
  const sql = patterns.length === 1 ? joined : `(${joined})`;
  return derive(node.negated ? `(NOT ${sql})` : sql, boolean, [operand, ...patterns]);
}
