/** JavaScript procedures. */
import type { ExecutionContext } from "../../engine/context.ts";
import { notInTwin } from "../../errors.ts";
import type { Returned } from "../body.ts";
import type { Routine } from "../routine.ts";
import type { ScriptValue } from "../values.ts";

export async function runJavascript(
  _context: ExecutionContext,
  _routine: Routine,
  _values: readonly ScriptValue[],
  _isInTransaction: boolean,
): Promise<Returned> {
  throw notInTwin(undefined, "LANGUAGE JAVASCRIPT", "Write the procedure in SQL.");
}
