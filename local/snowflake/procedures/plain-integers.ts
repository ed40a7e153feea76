/** Counters and conditions of loops, computed here: sums and comparisons of integers need no query. */
import type { Expression } from "../sql/ast/index.ts";
import type { SfType } from "../sql/types.ts";
import type { Scope } from "./scope.ts";
import { booleanValue, integerValue, type ScriptValue } from "./values.ts";

/** Above this a sum may leave NUMBER(38,0): DuckDB tells. */
const largest = 10n ** 37n;

/** Undefined: not an expression of this kind, or not of the type wanted. */
export function plainInteger(scope: Scope, expression: Expression, to: SfType | undefined): ScriptValue | undefined {
  const value = compute(scope, expression);
  if (value === undefined) return undefined;
  const result = typeof value === "bigint" ? integerValue(value) : booleanValue(value);
  return to === undefined || JSON.stringify(to) === JSON.stringify(result.type) ? result : undefined;
}

function compute(scope: Scope, node: Expression): bigint | boolean | undefined {
  switch (node.kind) {
    case "number":
      return /^\d{1,18}$/.test(node.text) ? BigInt(node.text) : undefined;
    case "paren":
      return compute(scope, node.expression);
    case "column":
      return node.parts.length === 1 ? variable(scope, node.parts[0]?.value ?? "") : undefined;
    case "bind":
      return node.style === "named" ? variable(scope, node.name) : undefined;
    case "binary": {
      const left = compute(scope, node.left);
      const right = typeof left === "bigint" ? compute(scope, node.right) : undefined;
      return typeof left === "bigint" && typeof right === "bigint" ? operate(node.operator, left, right) : undefined;
    }
    default:
      return undefined;
  }
}

function variable(scope: Scope, name: string): bigint | undefined {
  const named = scope.find(name);
  if (named?.kind !== "variable" || /^(?:CURRENT|LOCAL|SYS)/.test(name)) return undefined;
  const { type, wire } = named.value;
  return type.kind === "number" && type.precision === 38 && type.scale === 0 && wire !== null
    ? BigInt(wire)
    : undefined;
}

function operate(operator: string, left: bigint, right: bigint): bigint | boolean | undefined {
  switch (operator) {
    case "+":
      return bounded(left + right);
    case "-":
      return bounded(left - right);
    case "=":
      return left === right;
    case "<>":
      return left !== right;
    case "<":
      return left < right;
    case ">":
      return left > right;
    case "<=":
      return left <= right;
    case ">=":
      return left >= right;
    default:
      return undefined;
  }
}

const bounded = (value: bigint): bigint | undefined => (value > -largest && value < largest ? value : undefined);
