/** Queries. */
import type {
  ConnectBy,
  GroupBy,
  GroupItem,
  OrderBy,
  OrderItem,
  Query,
  QueryBody,
  RowLimit,
  Select,
  SelectItem,
} from "../ast/index.ts";
import { printWindow } from "./calls.ts";
import { printExpression, printStar } from "./expressions.ts";
import { printRelation } from "./relations.ts";
import { clause, commas, optionalParens, parens, printIdentifier, words } from "./text.ts";

export function printQuery({ with: tables, body, orderBy, limit, forUpdate }: Query): string {
  const common = tables?.tables.map(({ name, columns, query }) =>
    words(printIdentifier(name), optionalParens(columns, printIdentifier), `AS (${printQuery(query)})`),
  );
  return words(
    tables && words("WITH", tables.recursive && "RECURSIVE", common?.join(", ")),
    printBody(body),
    orderBy && printOrderBy(orderBy),
    limit && printLimit(limit),
    forUpdate && "FOR UPDATE",
  );
}

/** Long unions lean to the left: they are walked, not recursed into. */
function printBody(body: QueryBody): string {
  const rights: string[] = [];
  let left = body;
  while (left.kind === "setOperation") {
    const { operator, quantifier, byName, right } = left;
    rights.push(words(operator, quantifier, byName && "BY NAME", printBody(right)));
    left = left.left;
  }
  return words(printOperand(left), rights.reverse());
}

function printOperand(body: Exclude<QueryBody, { kind: "setOperation" }>): string {
  if (body.kind === "nested") return `(${printQuery(body.query)})`;
  if (body.kind === "values") return `VALUES ${commas(body.rows, printExpression)}`;
  return printSelect(body);
}

function printSelect(node: Select): string {
  return words(
    "SELECT",
    node.quantifier,
    clause("TOP", node.top, printExpression),
    commas(node.items, printItem),
    node.into.length > 0 && `INTO ${commas(node.into, printExpression)}`,
    clause("FROM", node.from, printRelation),
    clause("WHERE", node.where, printExpression),
    node.connectBy && printConnectBy(node.connectBy),
    node.groupBy && printGroupBy(node.groupBy),
    clause("HAVING", node.having, printExpression),
    node.windows.length > 0 &&
      `WINDOW ${commas(node.windows, ({ name, specification }) => `${printIdentifier(name)} AS ${printWindow(specification)}`)}`,
    clause("QUALIFY", node.qualify, printExpression),
  );
}

export function printItem(item: SelectItem): string {
  if (item.kind === "star") return printStar(item);
  return words(printExpression(item.expression), clause("AS", item.alias, printIdentifier));
}

function printConnectBy({ startWith, startsFirst, conditions }: ConnectBy): string {
  const start = clause("START WITH", startWith, printExpression);
  return words(startsFirst && start, "CONNECT BY", commas(conditions, printExpression), !startsFirst && start);
}

function printGroupBy({ all, items }: GroupBy): string {
  return words("GROUP BY", all ? "ALL" : commas(items, printGroupItem));
}

function printGroupItem(item: GroupItem): string {
  if (item.kind === "cube") return `CUBE ${parens(item.items, printGroupItem)}`;
  if (item.kind === "rollup") return `ROLLUP ${parens(item.items, printGroupItem)}`;
  if (item.kind === "groupingSets") return `GROUPING SETS ${parens(item.items, printGroupItem)}`;
  return printExpression(item);
}

export function printOrderBy({ all, items }: OrderBy): string {
  return words("ORDER BY", all === undefined ? commas(items, printOrderItem) : words("ALL", printDirection(all)));
}

function printOrderItem(item: OrderItem): string {
  return words(printExpression(item.expression), printDirection(item));
}

function printDirection({ direction, nulls }: Pick<OrderItem, "direction" | "nulls">): string {
  return words(direction, clause("NULLS", nulls, String));
}

function printLimit({ form, count, offset }: RowLimit): string {
  if (form === "limit")
    return words(clause("LIMIT", count, printExpression), clause("OFFSET", offset, printExpression));
  return words(clause("OFFSET", offset, printExpression), clause("FETCH", count, printExpression));
}
