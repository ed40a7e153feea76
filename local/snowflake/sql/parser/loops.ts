/** IF, CASE, FOR, WHILE, REPEAT, LOOP. docs.snowflake.com/en/developer-guide/snowflake-scripting/loops, …/branch */
import type { CaseStatement, ForLoop, If, Loop, RepeatLoop, WhileLoop } from "../ast/index.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";
import { parseBody, parseLabel } from "./scripting.ts";

export function parseIf(c: Cursor): If {
  const start = c.token;
  c.expect("IF");
  const branches: If["branches"] = [];
  do {
    const condition = parseExpression(c);
    c.expect("THEN");
    branches.push({ condition, body: parseBody(c, "ELSEIF", "ELSE", "END") });
  } while (c.accept("ELSEIF"));
  const otherwise = c.accept("ELSE") ? parseBody(c, "END") : undefined;
  c.expect("END", "IF");
  return { kind: "if", branches, otherwise, span: c.span(start) };
}

export function parseCaseStatement(c: Cursor): CaseStatement {
  const start = c.token;
  c.expect("CASE");
  const operand = c.isWords("WHEN") ? undefined : parseExpression(c);
  const branches: CaseStatement["branches"] = [];
  do {
    c.expect("WHEN");
    const when = parseExpression(c);
    c.expect("THEN");
    branches.push({ when, body: parseBody(c, "WHEN", "ELSE", "END") });
  } while (c.isWords("WHEN"));
  const otherwise = c.accept("ELSE") ? parseBody(c, "END") : undefined;
  c.expect("END");
  c.accept("CASE");
  return { kind: "caseStatement", operand, branches, otherwise, span: c.span(start) };
}

export function parseFor(c: Cursor): ForLoop {
  const start = c.token;
  c.expect("FOR");
  const variable = c.identifier();
  c.expect("IN");
  const source = parseForSource(c);
  const word = c.expectAny("DO", "LOOP");
  const body = parseBody(c, "END");
  c.expect("END");
  const endWord = c.expectAny("FOR", "LOOP");
  return { kind: "for", variable, source, body, word, endWord, label: parseLabel(c), span: c.span(start) };
}

function parseForSource(c: Cursor): ForLoop["source"] {
  const reverse = c.isWords("REVERSE") && !c.isAnyWord(["DO", "LOOP"], 1) && c.accept("REVERSE");
  if (!reverse && c.isIdentifier() && c.isAnyWord(["DO", "LOOP"], 1)) return { form: "rows", name: c.identifier() };
  const from = parseExpression(c);
  c.expect("TO");
  return { form: "range", reverse, from, to: parseExpression(c) };
}

export function parseWhile(c: Cursor): WhileLoop {
  const start = c.token;
  c.expect("WHILE");
  const condition = parseExpression(c);
  const word = c.expectAny("DO", "LOOP");
  const body = parseBody(c, "END");
  c.expect("END");
  const endWord = c.expectAny("WHILE", "LOOP");
  return { kind: "while", condition, body, word, endWord, label: parseLabel(c), span: c.span(start) };
}

export function parseRepeat(c: Cursor): RepeatLoop {
  const start = c.token;
  c.expect("REPEAT");
  const body = parseBody(c, "UNTIL");
  c.expect("UNTIL");
  const until = parseExpression(c);
  c.expect("END", "REPEAT");
  return { kind: "repeat", body, until, label: parseLabel(c), span: c.span(start) };
}

export function parseLoop(c: Cursor): Loop {
  const start = c.token;
  c.expect("LOOP");
  const body = parseBody(c, "END");
  c.expect("END", "LOOP");
  return { kind: "loop", body, label: parseLabel(c), span: c.span(start) };
}
