/** Procedures that live in a block or a call: `name procedure (…) returns … as …`. */
import type { CreateProcedure, Identifier } from "../ast/index.ts";
import { parseRoutine } from "./create-routine.ts";
import type { Cursor } from "./cursor.ts";

/** From the word PROCEDURE on, as the CREATE PROCEDURE that it amounts to. */
export function parseNestedProcedure(c: Cursor, name: Identifier): CreateProcedure {
  const start = c.token;
  c.expect("PROCEDURE");
  const base = { orReplace: false, orAlter: false, options: [], tags: [] };
  const { parameters, returns, language, properties, executeAs, secure, body } = parseRoutine(c, base);
  return {
    kind: "createProcedure",
    ...base,
    name: { kind: "name", parts: [name], dynamic: undefined, span: name.span },
    ifNotExists: false,
    modifiers: [],
    secure,
    temporary: true,
    parameters,
    returns,
    language: language ?? "SQL",
    properties,
    executeAs,
    body,
    span: c.span(start),
  };
}
