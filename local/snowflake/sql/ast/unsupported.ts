/** Statements about kinds of objects that the twin does not have: read to their end, so that they can be refused by name. */
import type { SyntaxNode } from "./node.ts";

export interface Unsupported extends SyntaxNode {
  kind: "unsupported";
  /** `CREATE SEMANTIC VIEW`. */
  name: string;
  /** The whole statement, as written. */
  text: string;
}
