/** CREATE MASKING POLICY and its kin. docs.snowflake.com/en/sql-reference/sql/create-masking-policy */
import type { CreatePolicy, ObjectType } from "../ast/index.ts";
import { type CreateHead, parseCreateOptions } from "./create.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";
import { parseType } from "./types.ts";

export function parseCreatePolicy(c: Cursor, head: CreateHead, policyType: ObjectType): CreatePolicy {
  const { name, ifNotExists } = head.parseName();
  const { base } = head;
  c.expect("AS");
  const parameters = c.optionalItems(() => ({ name: c.identifier(), type: parseType(c) }));
  c.expect("RETURNS");
  const returns = parseType(c);
  c.expectOperator("->");
  const body = parseExpression(c);
  parseCreateOptions(c, base);
  return {
    kind: "createPolicy",
    ...base,
    name,
    ifNotExists,
    policyType,
    parameters,
    returns,
    body,
    span: c.span(head.start),
  };
}
