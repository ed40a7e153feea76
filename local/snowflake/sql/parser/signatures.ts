/** Argument types that tell overloads apart: `drop procedure p (int, varchar)`. */
import type { TypeName } from "../ast/index.ts";
import type { Cursor } from "./cursor.ts";
import { parseType } from "./types.ts";

/** `(int, varchar)`, `()`. */
export function parseSignature(c: Cursor): TypeName[] {
  return c.optionalItems(() => parseType(c));
}
