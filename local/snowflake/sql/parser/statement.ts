/** Any statement, told by its first words. docs.snowflake.com/en/sql-reference/sql-all */
import type { Flow, Statement } from "../ast/index.ts";
import { parseAlter } from "./alter.ts";
import { parseCreate } from "./create.ts";
import type { Cursor } from "./cursor.ts";
import { parseDelete, parseInsert, parseTruncate, parseUpdate } from "./dml.ts";
import { parseCommentOn, parseDrop, parseUndrop } from "./drop.ts";
import { parseCall, parseExecute } from "./execute.ts";
import { parseGrant, parseRevoke } from "./grants.ts";
import { parseMerge } from "./merge.ts";
import { isQueryStart, parseQuery } from "./queries.ts";
import { isBlockStart, parseBlock } from "./scripting.ts";
import { parseBegin, parseCommit, parseRollback, parseSet, parseUnset, parseUse } from "./session.ts";
import { parseDescribe, parseExplain, parseShow } from "./show.ts";
import { parseCopy, parseGet, parseList, parsePut, parseRemove } from "./stages.ts";
import { acceptUnsupported } from "./unsupported.ts";

const BY_WORD = new Map<string, (c: Cursor) => Statement>([
  ["INSERT", parseInsert],
  ["UPDATE", parseUpdate],
  ["DELETE", parseDelete],
  ["MERGE", parseMerge],
  ["TRUNCATE", parseTruncate],
  ["CREATE", parseCreate],
  ["ALTER", parseAlter],
  ["DROP", parseDrop],
  ["UNDROP", parseUndrop],
  ["COMMENT", parseCommentOn],
  ["COPY", parseCopy],
  ["PUT", parsePut],
  ["GET", parseGet],
  ["LIST", parseList],
  ["LS", parseList],
  ["REMOVE", parseRemove],
  ["RM", parseRemove],
  ["SHOW", parseShow],
  ["DESCRIBE", parseDescribe],
  ["DESC", parseDescribe],
  ["EXPLAIN", parseExplain],
  ["USE", parseUse],
  ["SET", parseSet],
  ["UNSET", parseUnset],
  ["BEGIN", parseBegin],
  ["START", parseBegin],
  ["COMMIT", parseCommit],
  ["ROLLBACK", parseRollback],
  ["GRANT", parseGrant],
  ["REVOKE", parseRevoke],
  ["CALL", parseCall],
  ["EXECUTE", parseExecute],
]);

export function isStatementStart(c: Cursor): boolean {
  return isQueryStart(c) || c.isOperator("(") || (c.token.type === "word" && BY_WORD.has(c.token.value));
}

/** One statement, or several chained by `->>`. docs.snowflake.com/en/sql-reference/operators-flow */
export function parseStatementAt(c: Cursor): Statement {
  return c.nest(() => {
    const start = c.token;
    const first = parseSimple(c);
    if (!c.isOperator("->>")) return first;
    const statements = [first];
    while (c.acceptOperator("->>")) statements.push(parseSimple(c));
    const flow: Flow = { kind: "flow", statements, span: c.span(start) };
    return flow;
  });
}

function parseSimple(c: Cursor): Statement {
  if (isBlockStart(c)) return parseBlock(c);
  if (c.isWords("WITH") && c.isWordAt(2, "AS") && c.isWordAt(3, "PROCEDURE")) return parseCall(c);
  if (isQueryStart(c) || c.isOperator("(")) return parseQuery(c);
  const unsupported = acceptUnsupported(c);
  if (unsupported !== undefined) return unsupported;
  const parse = c.token.type === "word" ? BY_WORD.get(c.token.value) : undefined;
  return parse === undefined ? c.fail() : parse(c);
}
