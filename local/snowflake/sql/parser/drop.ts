/** DROP, UNDROP, COMMENT ON. docs.snowflake.com/en/sql-reference/sql/drop, …/undrop, …/comment */
import type { CommentOn, Drop, Undrop } from "../ast/index.ts";
import type { Cursor } from "./cursor.ts";
import { parseObjectName, parseString } from "./names.ts";
import { expectObjectType } from "./object-types.ts";
import { parseSignature } from "./signatures.ts";

export function parseDrop(c: Cursor): Drop {
  const start = c.token;
  c.expect("DROP");
  const objectType = expectObjectType(c);
  const ifExists = c.accept("IF", "EXISTS");
  const name = parseObjectName(c);
  const signature = c.isOperator("(") ? parseSignature(c) : undefined;
  const behaviour = c.acceptAny("CASCADE", "RESTRICT");
  return { kind: "drop", objectType, ifExists, name, signature, behaviour, span: c.span(start) };
}

export function parseUndrop(c: Cursor): Undrop {
  const start = c.token;
  c.expect("UNDROP");
  const objectType = expectObjectType(c);
  return { kind: "undrop", objectType, name: parseObjectName(c), span: c.span(start) };
}

export function parseCommentOn(c: Cursor): CommentOn {
  const start = c.token;
  c.expect("COMMENT");
  const ifExists = c.accept("IF", "EXISTS");
  c.expect("ON");
  const objectType = expectObjectType(c);
  const name = parseObjectName(c);
  const signature = c.isOperator("(") ? parseSignature(c) : undefined;
  c.expect("IS");
  return { kind: "comment", ifExists, objectType, name, signature, comment: parseString(c), span: c.span(start) };
}
