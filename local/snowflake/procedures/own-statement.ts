/** A statement of a block as a text of its own, so that its positions, its text and its question marks count from its start. */

import type { Binds } from "../engine/context.ts";
import type { Bind, Statement } from "../sql/ast/index.ts";
import { parseStatement } from "../sql/parser/index.ts";

export interface OwnStatement {
  statement: Statement;
  text: string;
  /** Question marks of the body before this statement. */
  marksBefore: number;
}

/** Loops run the same statement many times. */
const known = new WeakMap<Statement, OwnStatement>();

export function ownStatement(text: string, statement: Statement): OwnStatement {
  const found = known.get(statement);
  if (found !== undefined) return found;
  const slice = text.slice(statement.span.start, statement.span.end);
  const own = { statement: parseStatement(slice), text: slice, marksBefore: Math.max(0, firstMark(statement) - 1) };
  known.set(statement, own);
  return own;
}

/** The binds of the body as the statement numbers them. */
export function ownBinds(binds: Binds, { marksBefore }: OwnStatement): Binds {
  if (marksBefore === 0) return binds;
  return new Map(
    [...binds].flatMap(([key, value]) => {
      if (!/^\d+$/.test(key)) return [[key, value] as const];
      return Number(key) > marksBefore ? [[String(Number(key) - marksBefore), value] as const] : [];
    }),
  );
}

/** The smallest ordinal of a question mark; 0 when there is none. */
export function firstMark(node: unknown): number {
  if (typeof node !== "object" || node === null) return 0;
  if (!Array.isArray(node) && (node as { kind?: string }).kind === "bind") {
    const bind = node as Bind;
    return bind.style === "question" ? bind.ordinal : 0;
  }
  let first = 0;
  for (const child of Object.values(node)) {
    const mark = firstMark(child);
    if (mark > 0 && (first === 0 || mark < first)) first = mark;
  }
  return first;
}
