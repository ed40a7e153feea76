/** One SELECT. docs.snowflake.com/en/sql-reference/sql/select */
import type {
  ConnectBy,
  GroupBy,
  GroupItem,
  GroupingElement,
  Select,
  SelectExpression,
  SelectItem,
} from "../ast/index.ts";
import { parseBind } from "./binds.ts";
import { isStar, parseStar } from "./collections.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";
import { parseFrom } from "./from.ts";
import { NO_COLUMN_ALIAS } from "./keywords.ts";
import { parsePrimary } from "./primary.ts";
import { parseWindow } from "./windows.ts";

export function parseSelect(c: Cursor): Select {
  const start = c.token;
  c.expect("SELECT");
  const quantifier = c.acceptAny("DISTINCT", "ALL");
  const top = isTop(c) ? parseTop(c) : undefined;
  const items = parseItems(c);
  const into = c.accept("INTO") ? c.list(() => parseBind(c)) : [];
  const from = c.accept("FROM") ? parseFrom(c) : undefined;
  const before = c.accept("WHERE") ? parseExpression(c) : undefined;
  const connectBy = c.isWords("START", "WITH") || c.isWords("CONNECT", "BY") ? parseConnectBy(c) : undefined;
  const where = before ?? (c.accept("WHERE") ? parseExpression(c) : undefined);
  const groupBy = c.isWords("GROUP", "BY") ? parseGroupBy(c) : undefined;
  const having = c.accept("HAVING") ? parseExpression(c) : undefined;
  const windows = c.isWords("WINDOW") ? parseWindows(c) : [];
  const qualify = c.accept("QUALIFY") ? parseExpression(c) : undefined;
  return {
    kind: "select",
    quantifier,
    top,
    items,
    into,
    from,
    where,
    connectBy,
    groupBy,
    having,
    qualify,
    windows,
    span: c.span(start),
  };
}

/** TOP is no reserved word. */
function isTop(c: Cursor): boolean {
  const { type, value } = c.peek(1);
  return c.isWords("TOP") && (type === "number" || value === "?" || value === ":");
}

function parseTop(c: Cursor) {
  c.expect("TOP");
  return parsePrimary(c);
}

/** A comma after the last item is allowed. docs.snowflake.com/en/sql-reference/sql/select */
function parseItems(c: Cursor): SelectItem[] {
  const items = [parseItem(c)];
  while (c.acceptOperator(",")) {
    if (c.isAnyWord(["FROM", "INTO"])) break;
    items.push(parseItem(c));
  }
  return items;
}

function parseItem(c: Cursor): SelectItem {
  return isStar(c) ? parseStar(c) : parseSelectExpression(c);
}

/** `expression [[as] alias]`. */
export function parseSelectExpression(c: Cursor): SelectExpression {
  const start = c.token;
  const expression = parseExpression(c);
  const explicit = c.accept("AS");
  const isAlias = explicit || (c.isIdentifier() && !(c.token.type === "word" && NO_COLUMN_ALIAS.has(c.token.value)));
  const alias = isAlias ? c.identifier() : undefined;
  return { kind: "selectExpression", expression, alias, span: c.span(start) };
}

/** START WITH may stand before or after CONNECT BY. docs.snowflake.com/en/sql-reference/constructs/connect-by */
function parseConnectBy(c: Cursor): ConnectBy {
  const start = c.token;
  const before = c.accept("START", "WITH") ? parseExpression(c) : undefined;
  c.expect("CONNECT", "BY");
  const conditions = c.list(() => parseExpression(c));
  const startWith = before ?? (c.accept("START", "WITH") ? parseExpression(c) : undefined);
  return { kind: "connectBy", startWith, startsFirst: before !== undefined, conditions, span: c.span(start) };
}

function parseGroupBy(c: Cursor): GroupBy {
  const start = c.token;
  c.expect("GROUP", "BY");
  if (c.accept("ALL")) return { kind: "groupBy", all: true, items: [], span: c.span(start) };
  return { kind: "groupBy", all: false, items: c.list(() => parseGroupItem(c)), span: c.span(start) };
}

const GROUPING = { CUBE: "cube", ROLLUP: "rollup", SETS: "groupingSets" } as const;

function parseGroupItem(c: Cursor): GroupItem {
  const start = c.token;
  const word = c.isWords("GROUPING", "SETS")
    ? "SETS"
    : c.isOperator("(", 1)
      ? (["CUBE", "ROLLUP"] as const).find((each) => c.isWords(each))
      : undefined;
  if (word === undefined) return parseExpression(c);
  c.index += word === "SETS" ? 2 : 1;
  const items = c.nest(() => c.parenthesisedList(() => parseGroupItem(c)));
  return { kind: GROUPING[word], items, span: c.span(start) } as GroupingElement;
}

function parseWindows(c: Cursor): Select["windows"] {
  c.expect("WINDOW");
  return c.list(() => {
    const name = c.identifier();
    c.expect("AS");
    return { name, specification: parseWindow(c) };
  });
}
