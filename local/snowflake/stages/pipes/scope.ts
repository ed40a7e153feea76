/** A context in which unqualified names are looked up in a pipe's own schema. */
import type { PipeDefinition } from "../../catalog/objects.ts";
import type { ExecutionContext } from "../../engine/context.ts";
import { nameParts, pathOfParts } from "../../engine/names.ts";

export function withScope(context: ExecutionContext, { database, schema }: PipeDefinition): ExecutionContext {
  const session = { ...context.session, database, schema };
  return {
    ...context,
    session,
    path: (name, kind) => pathOfParts(nameParts(name, session, context.binds), kind, session),
  };
}
