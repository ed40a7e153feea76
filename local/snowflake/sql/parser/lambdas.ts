/** `x -> …`, `(a, b int) -> …`: arguments of higher-order functions. docs.snowflake.com/en/user-guide/querying-semistructured */
import type { Lambda } from "../ast/index.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";
import { parseType } from "./types.ts";

/** Looks over names, commas and types such as `number(10, 2)`, but not into other parentheses: so no text is looked at twice. */
export function isLambda(c: Cursor): boolean {
  if (!c.isOperator("(")) {
    if (!c.isIdentifier()) return false;
    return c.isOperator("->", parameterEnd(c, 0));
  }
  let ahead = 1;
  while (c.isIdentifier(ahead)) {
    ahead = parameterEnd(c, ahead);
    if (c.isOperator(")", ahead)) return c.isOperator("->", ahead + 1);
    if (!c.isOperator(",", ahead)) return false;
    ahead += 1;
  }
  return false;
}

/** The place after `name [type]`. */
function parameterEnd(c: Cursor, from: number): number {
  let ahead = from + 1;
  if (c.peek(ahead).type !== "word" || !c.isIdentifier(ahead)) return ahead;
  ahead += 1;
  if (!c.isOperator("(", ahead) || c.peek(ahead + 1).type !== "number") return ahead;
  ahead += 2;
  while (c.isOperator(",", ahead) && c.peek(ahead + 1).type === "number") ahead += 2;
  return c.isOperator(")", ahead) ? ahead + 1 : ahead;
}

export function parseLambda(c: Cursor): Lambda {
  const start = c.token;
  const parenthesised = c.isOperator("(");
  const parameter = () => {
    const name = c.identifier();
    return { name, type: c.token.type === "word" ? parseType(c) : undefined };
  };
  const parameters = parenthesised ? c.parenthesisedList(parameter) : [parameter()];
  c.expectOperator("->");
  return { kind: "lambda", parameters, parenthesised, body: parseExpression(c), span: c.span(start) };
}
