/** CASE in both forms. */
import type { Case } from "../ast/index.ts";
import { type Bound, derive, untypedNull } from "./bound.ts";
import { unify } from "./coerce.ts";
import { bindCondition, bindExpression } from "./expressions.ts";
import { compare } from "./predicates.ts";
import type { Scope } from "./scope.ts";

export function bindCase(node: Case, scope: Scope): Bound {
  const { compilation } = scope;
  const operand = node.operand && bindExpression(node.operand, scope);
  const conditions = node.branches.map(({ when }) =>
    operand === undefined
      ? bindCondition(when, scope)
      : compare("=", operand, bindExpression(when, scope), compilation, when.span),
  );
  const results = node.branches.map(({ then }) => bindExpression(then, scope));
  const otherwise = node.otherwise === undefined ? untypedNull : bindExpression(node.otherwise, scope);
  return caseOf(conditions, results, otherwise, scope, node.span);
}

export function caseOf(
  conditions: readonly Bound[],
  results: readonly Bound[],
  otherwise: Bound,
  scope: Scope,
  span?: Case["span"],
): Bound {
  const unified = unify([...results, otherwise], scope.compilation, "CASE", span);
  const last = unified.at(-1)!;
  const branches = conditions.map((condition, at) => `WHEN ${condition.sql} THEN ${unified[at]!.sql}`);
  const sql = `(CASE ${branches.join(" ")} ELSE ${last.sql} END)`;
  return derive(
    sql,
    last.type,
    [...conditions, ...unified],
    unified.some((result) => result.nullable),
  );
}
