/** COPY, PUT, GET, LIST, REMOVE. docs.snowflake.com/en/sql-reference/sql/copy-into-table, …/copy-into-location, …/put */
import type { CopyFiles, CopyIntoLocation, CopyIntoTable, Get, ListFiles, Put, RemoveFiles } from "../ast/index.ts";
import { isBind, parseBind } from "./binds.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";
import { parseLocation, parseObjectName, parseStagePath } from "./names.ts";
import { parseOptions } from "./options.ts";
import { parseQuery } from "./queries.ts";

export function parseCopy(c: Cursor): CopyIntoTable | CopyIntoLocation | CopyFiles {
  const start = c.token;
  c.expect("COPY");
  if (c.accept("FILES")) {
    c.expect("INTO");
    const target = parseStagePath(c);
    c.expect("FROM");
    const source = c.isOperator("(") ? c.parenthesised(() => parseQuery(c)) : parseLocation(c);
    return { kind: "copyFiles", target, source, options: parseOptions(c), span: c.span(start) };
  }
  c.expect("INTO");
  const { type } = c.token;
  return type === "stage" || type === "string" ? parseUnload(c, start) : parseLoad(c, start);
}

function parseLoad(c: Cursor, start: Cursor["token"]): CopyIntoTable {
  const target = parseObjectName(c);
  const columns = c.isOperator("(") ? c.identifiers() : [];
  c.expect("FROM");
  const source: CopyIntoTable["source"] = c.isOperator("(")
    ? { form: "query", query: c.parenthesised(() => parseQuery(c)) }
    : { form: "location", location: parseLocation(c) };
  return { kind: "copyIntoTable", target, columns, source, options: parseOptions(c), span: c.span(start) };
}

function parseUnload(c: Cursor, start: Cursor["token"]): CopyIntoLocation {
  const target = parseLocation(c);
  c.expect("FROM");
  const source: CopyIntoLocation["source"] = c.isOperator("(")
    ? { form: "query", query: c.parenthesised(() => parseQuery(c)) }
    : { form: "table", name: parseObjectName(c) };
  // PARTITION BY may stand among the options.
  const options = parseOptions(c);
  const partitionBy = c.accept("PARTITION", "BY") ? parseExpression(c) : undefined;
  options.push(...parseOptions(c));
  return { kind: "copyIntoLocation", target, source, partitionBy, options, span: c.span(start) };
}

/** `file://…` bare, or in quotes. */
function parseFile(c: Cursor): { file: string; fileQuoted: boolean } {
  const { type, value } = c.token;
  const fileQuoted = type === "string";
  if (type !== "url" && !(fileQuoted && /^file:\/\//i.test(value))) c.fail();
  c.advance();
  return { file: value, fileQuoted };
}

export function parsePut(c: Cursor): Put {
  const start = c.token;
  c.expect("PUT");
  const file = parseFile(c);
  const stage = isBind(c) ? parseBind(c) : parseStagePath(c);
  return { kind: "put", ...file, stage, options: parseOptions(c), span: c.span(start) };
}

export function parseGet(c: Cursor): Get {
  const start = c.token;
  c.expect("GET");
  const stage = parseStagePath(c);
  const file = parseFile(c);
  return { kind: "get", stage, ...file, options: parseOptions(c), span: c.span(start) };
}

export function parseList(c: Cursor): ListFiles {
  const start = c.token;
  const word = c.expectAny("LIST", "LS");
  const stage = parseStagePath(c);
  return { kind: "list", word, stage, options: parseOptions(c), span: c.span(start) };
}

export function parseRemove(c: Cursor): RemoveFiles {
  const start = c.token;
  const word = c.expectAny("REMOVE", "RM");
  const stage = parseStagePath(c);
  return { kind: "remove", word, stage, options: parseOptions(c), span: c.span(start) };
}
