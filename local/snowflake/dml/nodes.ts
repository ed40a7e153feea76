/** Builds the syntax nodes that DML adds around what the user wrote. Their span is the statement's. */
import type {
  Case,
  ColumnReference,
  Expression,
  Identifier,
  ObjectName,
  Query,
  Relation,
  Select,
  SelectItem,
  Span,
  TableAlias,
} from "../sql/ast/index.ts";

export function nodesAt(span: Span) {
  /** A name as it is stored: quoted, so that nothing changes its case. */
  const identifier = (value: string): Identifier => ({ kind: "identifier", span, value, text: value, quoted: true });
  const column = (...parts: string[]): ColumnReference => ({ kind: "column", span, parts: parts.map(identifier) });
  const item = (expression: Expression, alias?: string): SelectItem => ({
    kind: "selectExpression",
    span,
    expression,
    alias: alias === undefined ? undefined : identifier(alias),
  });
  const select = (items: SelectItem[], from: Relation | undefined, where?: Expression): Query => {
    const body: Select = {
      kind: "select",
      span,
      quantifier: undefined,
      top: undefined,
      items,
      into: [],
      from,
      where,
      connectBy: undefined,
      groupBy: undefined,
      having: undefined,
      qualify: undefined,
      windows: [],
    };
    return { kind: "query", span, with: undefined, body, orderBy: undefined, limit: undefined, forUpdate: false };
  };
  const table = (name: ObjectName, alias: TableAlias | undefined): Relation => ({
    kind: "table",
    span,
    name,
    alias,
    travel: undefined,
    changes: undefined,
  });
  const alias = (name: string): TableAlias => ({ kind: "tableAlias", span, name: identifier(name), columns: [] });
  const derived = (query: Query, name: string): Relation => ({
    kind: "derived",
    span,
    lateral: false,
    query,
    alias: alias(name),
  });
  const join = (type: "INNER" | "LEFT" | "COMMA", left: Relation, right: Relation, on?: Expression): Relation => ({
    kind: "join",
    span,
    type,
    natural: false,
    directed: false,
    left,
    right,
    on,
    using: [],
    matchCondition: undefined,
  });
  const and = (conditions: readonly (Expression | undefined)[]): Expression => {
    const present = conditions.filter((condition) => condition !== undefined);
    const [first, ...rest] = present;
    if (first === undefined) return { kind: "boolean", span, value: true };
    return rest.reduce<Expression>(
      (left, right) => ({
        kind: "binary",
        span,
        operator: "AND",
        left,
        right: { kind: "paren", span, expression: right },
      }),
      { kind: "paren", span, expression: first },
    );
  };
  const isNull = (operand: Expression, negated = false): Expression => ({ kind: "isNull", span, operand, negated });
  const number = (value: number): Expression => ({ kind: "number", span, text: String(value) });
  const boolean = (value: boolean): Expression => ({ kind: "boolean", span, value });
  const nothing = (): Expression => ({ kind: "null", span });
  const when = (
    branches: readonly (readonly [test: Expression, result: Expression])[],
    otherwise?: Expression,
  ): Case => ({
    kind: "case",
    span,
    operand: undefined,
    // biome-ignore lint/suspicious/noThenProperty: the name in the syntax tree of what follows THEN
    branches: branches.map(([test, result]) => ({ when: test, then: result })),
    otherwise,
  });
  return { identifier, column, item, select, table, alias, derived, join, and, isNull, number, boolean, nothing, when };
}

export type Nodes = ReturnType<typeof nodesAt>;

/** Evaluating these can neither fail nor cost anything, so they need no guard. */
export const isPlain = (expression: Expression): boolean =>
  ["column", "number", "string", "boolean", "null", "bind", "variable"].includes(expression.kind);
