/** `NAME = value` lists, as in stages, file formats, tasks, warehouses, COPY and parameters. */
import type {
  Bind,
  BooleanLiteral,
  NullLiteral,
  NumberLiteral,
  SessionVariable,
  StringLiteral,
} from "./expressions.ts";
import type { Identifier, ObjectName, StagePath, SyntaxNode } from "./node.ts";

/** `( 'a', 'b' )` or `()`. */
export interface OptionList extends SyntaxNode {
  kind: "optionList";
  items: OptionValue[];
}

/** `( TYPE = CSV SKIP_HEADER = 1 )`. */
export interface OptionGroup extends SyntaxNode {
  kind: "optionGroup";
  options: Option[];
}

/** `-1` in an option. */
export interface NegativeNumber extends SyntaxNode {
  kind: "negative";
  operand: NumberLiteral;
}

/** A `name` is a word (CSV, AUTO, SKIP_FILE, XSMALL) or an object's name: tell them apart by the option. `SKIP_FILE_10%` is a string with `bare`. */
export type OptionValue =
  | StringLiteral
  | NumberLiteral
  | NegativeNumber
  | BooleanLiteral
  | NullLiteral
  | Bind
  | SessionVariable
  | ObjectName
  | StagePath
  | OptionList
  | OptionGroup
  | BareWord;

/** Text that is no name: `SKIP_FILE_10%`. */
export interface BareWord extends SyntaxNode {
  kind: "bareWord";
  text: string;
}

/** `name` is in upper case, words joined by a space (COPY GRANTS, EXECUTE AS). `value` is undefined for a mere flag. */
export interface Option extends SyntaxNode {
  kind: "option";
  name: string;
  value: OptionValue | undefined;
  /** Written with `=`; `COMMENT 'x'` and flags are not. */
  equals: boolean;
}

/** `tag (cost_center = 'finance')`. */
export interface TagAssignment extends SyntaxNode {
  kind: "tag";
  name: ObjectName;
  value: StringLiteral;
}

/** `masking policy p using (a, b)`, `row access policy p on (a)`, `aggregation policy p`, `projection policy p`. */
export interface PolicyAttachment extends SyntaxNode {
  kind: "policy";
  policyType: "MASKING" | "ROW ACCESS" | "AGGREGATION" | "PROJECTION" | "PRIVACY" | "JOIN" | "STORAGE LIFECYCLE";
  name: ObjectName;
  columns: Identifier[];
  entityKey: Identifier[];
}
