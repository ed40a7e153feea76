/** CREATE PROCEDURE and CREATE FUNCTION. */
import type { Create } from "./create.ts";
import type { Expression } from "./expressions.ts";
import type { Identifier, SyntaxNode } from "./node.ts";
import type { Block } from "./scripting.ts";
import type { TypeName } from "./types.ts";

export interface Parameter extends SyntaxNode {
  kind: "parameter";
  mode: "IN" | "OUT" | "INOUT" | undefined;
  name: Identifier;
  type: TypeName;
  default: Expression | undefined;
}

export interface ReturnType extends SyntaxNode {
  kind: "returns";
  /** Undefined for a table. */
  type: TypeName | undefined;
  /** RETURNS TABLE (…); empty list for `table ()`. */
  table: { name: Identifier; type: TypeName }[] | undefined;
  notNull: boolean;
}

/** `text` is the code. For LANGUAGE SQL: read it with `parseRoutineBody(text)`, positions are then relative to `span`. */
export interface RoutineBody extends SyntaxNode {
  kind: "routineBody";
  form: "dollar" | "string" | "block";
  text: string;
  /** Only in form `block`: `as begin … end`. */
  block: Block | undefined;
}

interface Routine extends Create {
  secure: boolean;
  temporary: boolean;
  modifiers: string[];
  parameters: Parameter[];
  returns: ReturnType | undefined;
  /** SQL when not written. */
  language: string;
  /** CALLED ON NULL INPUT, RETURNS NULL ON NULL INPUT, STRICT, VOLATILE, IMMUTABLE, MEMOIZABLE: as written, upper case. */
  properties: string[];
  /** Undefined with IMPORTS and HANDLER in a staged file. */
  body: RoutineBody | undefined;
}

/** RUNTIME_VERSION, PACKAGES, IMPORTS, HANDLER, COMMENT, TARGET_PATH, … are options. */
export interface CreateProcedure extends Routine {
  kind: "createProcedure";
  executeAs: "OWNER" | "CALLER" | "RESTRICTED CALLER" | undefined;
}

export interface CreateFunction extends Routine {
  kind: "createFunction";
  aggregate: boolean;
  external: boolean;
}
