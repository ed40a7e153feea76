/** Names of types as written; what they mean is the binder's to say. */
import type { Identifier, SyntaxNode } from "./node.ts";

export interface TypeNumber extends SyntaxNode {
  kind: "typeNumber";
  value: number;
}

/** An element of a structured type: `array(int not null)`, `object(a varchar)`, `map(varchar, int)`. */
export interface TypeElement extends SyntaxNode {
  kind: "typeElement";
  name: Identifier | undefined;
  type: TypeName;
  notNull: boolean;
}

/** `name` in upper case, words joined by one space: NUMBER, DOUBLE PRECISION, TIMESTAMP WITH LOCAL TIME ZONE, CHAR VARYING. */
export interface TypeName extends SyntaxNode {
  kind: "type";
  name: string;
  arguments: (TypeNumber | TypeElement)[];
  /** Parentheses were written, even if empty. */
  hasArguments: boolean;
}
