/** Writes the syntax tree back as SQL text. */
export { printExpression } from "./expressions.ts";
export { printQuery } from "./queries.ts";
export { printScriptStatement } from "./scripting.ts";
export { printStatement } from "./statement.ts";
export { printIdentifier, printName } from "./text.ts";
export { printType } from "./types.ts";
