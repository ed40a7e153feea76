/** Operators, by precedence climbing. docs.snowflake.com/en/sql-reference/operators */
import type { BinaryOperator, Expression, InSource } from "../ast/index.ts";
import type { Cursor } from "./cursor.ts";
import { parseParenthesised } from "./parentheses.ts";
import { parsePostfix } from "./paths.ts";
import { parsePrimary } from "./primary.ts";

/** How strongly an operator binds; a right operand takes only stronger ones. */
const OR = 1;
const AND = 2;
const NOT = 3;
const COMPARISON = 4;
const STRENGTH = new Map<string, number>([
  ...["=", "<>", "!=", "<", ">", "<=", ">="].map((operator) => [operator, COMPARISON] as const),
  ["||", 5],
  ["+", 6],
  ["-", 6],
  ["*", 7],
  ["/", 7],
  ["%", 7],
]);

export function parseExpression(c: Cursor, strongerThan = 0): Expression {
  return c.nest(() => {
    let left = parsePrefix(c);
    for (let predicates = 0; ; ) {
      const next = parseOperator(c, left, strongerThan);
      if (next === undefined) return left;
      if (next.kind !== "binary") c.limit((predicates += 1));
      left = next;
    }
  });
}

/** An operand of BETWEEN, LIKE and the like: anything that binds more strongly than a comparison. */
export function parseOperand(c: Cursor): Expression {
  return parseExpression(c, COMPARISON);
}

function parsePrefix(c: Cursor): Expression {
  const start = c.token;
  if (c.accept("NOT")) {
    return { kind: "unary", operator: "NOT", operand: parseExpression(c, NOT), span: c.span(start) };
  }
  if (c.isOperator("-") || c.isOperator("+")) {
    const operator = c.advance().value as "-" | "+";
    return { kind: "unary", operator, operand: c.nest(() => parsePrefix(c)), span: c.span(start) };
  }
  const hierarchical = isHierarchical(c) ? c.acceptAny("PRIOR", "CONNECT_BY_ROOT") : undefined;
  if (hierarchical !== undefined) {
    const operand = c.nest(() => parsePrefix(c));
    return { kind: "hierarchical", operator: hierarchical, operand, span: c.span(start) };
  }
  return parsePostfix(c, parsePrimary(c));
}

/** PRIOR and CONNECT_BY_ROOT are no reserved words: `prior` alone may be a column. */
function isHierarchical(c: Cursor): boolean {
  const next = c.peek(1);
  return c.isAnyWord(["PRIOR", "CONNECT_BY_ROOT"]) && (next.type === "quoted" || c.isIdentifier(1));
}

/** The operator at the cursor with `left` as its operand, or undefined when it binds too weakly or there is none. */
function parseOperator(c: Cursor, left: Expression, strongerThan: number): Expression | undefined {
  const token = c.token;
  if (token.type === "operator") {
    const strength = STRENGTH.get(token.value);
    if (strength === undefined || strength <= strongerThan) return undefined;
    c.advance();
    const operator = (token.value === "!=" ? "<>" : token.value) as BinaryOperator;
    if (strength === COMPARISON && isQuantifier(c)) return parseQuantified(c, left, operator);
    return binary(c, operator, left, strength);
  }
  if (token.type !== "word") return undefined;
  if (token.value === "OR" || token.value === "AND") {
    const strength = token.value === "OR" ? OR : AND;
    if (strength <= strongerThan) return undefined;
    c.advance();
    return binary(c, token.value, left, strength);
  }
  return COMPARISON <= strongerThan ? undefined : parsePredicate(c, left);
}

function binary(c: Cursor, operator: BinaryOperator, left: Expression, strength: number): Expression {
  const right = parseExpression(c, strength);
  return { kind: "binary", operator, left, right, span: c.spanSince(left) };
}

function isQuantifier(c: Cursor): boolean {
  return c.isAnyWord(["ANY", "ALL", "SOME"]) && c.isOperator("(", 1);
}

function parseQuantified(c: Cursor, left: Expression, operator: BinaryOperator): Expression {
  const quantifier = c.advance().value === "ALL" ? "ALL" : "ANY";
  const source = parseInSource(c);
  return { kind: "quantified", operator, quantifier, left, source, span: c.spanSince(left) };
}

/** `(query)` or `(a, b)`. */
export function parseInSource(c: Cursor): InSource {
  const start = c.token;
  const inner = parseParenthesised(c);
  if (inner.kind === "subquery") return inner;
  if (inner.kind === "row" && inner.items.length === 0) c.fail(c.previous);
  const items = inner.kind === "row" ? inner.items : [inner.expression];
  return { kind: "expressionList", items, span: c.span(start) };
}

/** IS, IN, BETWEEN, LIKE and their negations. */
function parsePredicate(c: Cursor, operand: Expression): Expression | undefined {
  if (c.accept("IS")) return parseIs(c, operand);
  const negated = c.isWords("NOT");
  const keyword = c.peek(negated ? 1 : 0);
  if (keyword.type !== "word") return undefined;
  const take = () => {
    c.index += negated ? 2 : 1;
  };
  switch (keyword.value) {
    case "IN": {
      take();
      const source = parseInSource(c);
      return { kind: "in", operand, negated, source, span: c.spanSince(operand) };
    }
    case "BETWEEN": {
      take();
      const low = parseOperand(c);
      c.expect("AND");
      const high = parseOperand(c);
      return { kind: "between", operand, negated, low, high, span: c.spanSince(operand) };
    }
    case "LIKE":
    case "ILIKE":
    case "RLIKE":
    case "REGEXP": {
      take();
      const quantifier = isQuantifier(c) ? (c.advance().value === "ALL" ? "ALL" : "ANY") : undefined;
      const pattern = quantifier === undefined ? parseOperand(c) : parseInSource(c);
      const escapedBy = c.accept("ESCAPE") ? parseOperand(c) : undefined;
      const operator = keyword.value;
      return {
        kind: "like",
        operator,
        operand,
        negated,
        quantifier,
        pattern,
        escape: escapedBy,
        span: c.spanSince(operand),
      };
    }
    default:
      return undefined;
  }
}

function parseIs(c: Cursor, operand: Expression): Expression {
  const negated = c.accept("NOT");
  if (c.accept("NULL")) return { kind: "isNull", operand, negated, span: c.spanSince(operand) };
  if (c.accept("DISTINCT", "FROM")) {
    const right = parseOperand(c);
    return { kind: "isDistinct", left: operand, right, negated, span: c.spanSince(operand) };
  }
  const value = c.expectAny("TRUE", "FALSE") === "TRUE";
  return { kind: "isBoolean", operand, negated, value, span: c.spanSince(operand) };
}
