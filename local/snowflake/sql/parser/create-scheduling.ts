/** CREATE STREAM, TASK, ALERT. docs.snowflake.com/en/sql-reference/sql/create-stream, …/create-task, …/create-alert */
import type { CreateAlert, CreateStream, CreateTask, Expression, ObjectName, Statement } from "../ast/index.ts";
import { type CreateHead, parseCreateOptions } from "./create.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";
import { parseObjectName } from "./names.ts";
import { acceptFlag } from "./options.ts";
import { parseStatementAt } from "./statement.ts";
import { parseTimeTravel } from "./time-travel.ts";

const STREAM_SOURCES = ["EXTERNAL TABLE", "DYNAMIC TABLE", "EVENT TABLE", "TABLE", "VIEW", "STAGE"] as const;

export function parseCreateStream(c: Cursor, head: CreateHead): CreateStream {
  const { name, ifNotExists } = head.parseName();
  const { base } = head;
  const copyGrants = () => {
    const flag = acceptFlag(c, "COPY", "GRANTS");
    if (flag !== undefined) base.options.push(flag);
  };
  const clone = c.accept("CLONE") ? parseObjectName(c) : undefined;
  parseCreateOptions(c, base);
  copyGrants();
  let on: CreateStream["on"];
  let source: ObjectName | undefined;
  let travel: CreateStream["travel"];
  if (clone === undefined) {
    c.expect("ON");
    on = STREAM_SOURCES.find((words) => c.accept(...words.split(" "))) ?? c.fail();
    source = parseObjectName(c);
    travel = parseTimeTravel(c);
  }
  parseCreateOptions(c, base);
  return { kind: "createStream", ...base, name, ifNotExists, on, source, travel, clone, span: c.span(head.start) };
}

export function parseCreateTask(c: Cursor, head: CreateHead): CreateTask {
  const { name, ifNotExists } = head.parseName();
  const { base } = head;
  const clone = c.accept("CLONE") ? parseObjectName(c) : undefined;
  let after: ObjectName[] = [];
  let when: Expression | undefined;
  for (;;) {
    parseCreateOptions(c, base);
    if (after.length === 0 && c.accept("AFTER")) after = c.list(() => parseObjectName(c));
    else if (when === undefined && c.accept("WHEN")) when = parseExpression(c);
    else break;
  }
  const { statement: body, text: bodyText } = clone === undefined ? parseBody(c, "AS") : NO_BODY;
  return {
    kind: "createTask",
    ...base,
    name,
    ifNotExists,
    after,
    when,
    clone,
    body,
    bodyText,
    span: c.span(head.start),
  };
}

const NO_BODY = { statement: undefined, text: "" };

/** The statement after a word, with its text as written. */
export function parseBody(c: Cursor, ...words: string[]): { statement: Statement; text: string } {
  c.expect(...words);
  const start = c.token;
  const statement = parseStatementAt(c);
  return { statement, text: c.text.slice(start.start, c.previous.end) };
}

export function parseCreateAlert(c: Cursor, head: CreateHead): CreateAlert {
  const { name, ifNotExists } = head.parseName();
  const { base } = head;
  const clone = c.accept("CLONE") ? parseObjectName(c) : undefined;
  parseCreateOptions(c, base);
  const condition = clone === undefined ? parseCondition(c) : NO_BODY;
  const action = clone === undefined ? parseBody(c, "THEN") : NO_BODY;
  return {
    kind: "createAlert",
    ...base,
    name,
    ifNotExists,
    condition: condition.statement,
    conditionText: condition.text,
    action: action.statement,
    actionText: action.text,
    clone,
    span: c.span(head.start),
  };
}

/** `if (exists (statement))`. */
function parseCondition(c: Cursor): { statement: Statement; text: string } {
  c.expect("IF");
  return c.parenthesised(() => parseExistsStatement(c));
}

/** `exists (statement)`. */
export function parseExistsStatement(c: Cursor): { statement: Statement; text: string } {
  c.expect("EXISTS");
  c.expectOperator("(");
  const start = c.token;
  const statement = parseStatementAt(c);
  const text = c.text.slice(start.start, c.previous.end);
  c.expectOperator(")");
  return { statement, text };
}
