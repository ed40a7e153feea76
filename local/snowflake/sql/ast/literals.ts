/** Literals. */
import type { SyntaxNode } from "./node.ts";

export interface NumberLiteral extends SyntaxNode {
  kind: "number";
  /** As written, unsigned: `1`, `0.50`, `.5`, `1e10`. */
  text: string;
}

export interface StringLiteral extends SyntaxNode {
  kind: "string";
  /** Escapes resolved. */
  value: string;
  /** `$$…$$`, in which nothing is an escape. */
  dollarQuoted: boolean;
}

/** `X'0aff'`. */
export interface BinaryLiteral extends SyntaxNode {
  kind: "binaryLiteral";
  hex: string;
}

export interface BooleanLiteral extends SyntaxNode {
  kind: "boolean";
  value: boolean;
}

export interface NullLiteral extends SyntaxNode {
  kind: "null";
}

/** `DEFAULT` in a VALUES row or an assignment. */
export interface DefaultValue extends SyntaxNode {
  kind: "default";
}

/** `date '2026-01-31'`. */
export interface TypedLiteral extends SyntaxNode {
  kind: "typedLiteral";
  type: "DATE" | "TIME" | "TIMESTAMP" | "TIMESTAMP_NTZ" | "TIMESTAMP_LTZ" | "TIMESTAMP_TZ" | "DATETIME";
  value: string;
}

/** `interval '1 day, 2 hours'`, `interval '3' day`, `interval '1-2' year to month`. */
export interface IntervalLiteral extends SyntaxNode {
  kind: "interval";
  value: StringLiteral | NumberLiteral;
  unit: string | undefined;
  toUnit: string | undefined;
}
