/** CREATE PROCEDURE and CREATE FUNCTION, and procedures nested in blocks. */
import type { CreateFunction, CreateProcedure, Parameter, ReturnType, RoutineBody } from "../ast/index.ts";
import { printHead } from "./create.ts";
import { printExpression } from "./expressions.ts";
import { printOptions, printTags } from "./options.ts";
import { printBlock } from "./scripting.ts";
import { clause, parens, printIdentifier, quote, words } from "./text.ts";
import { printType } from "./types.ts";

type Routine = CreateProcedure | CreateFunction;

export function printRoutine(node: Routine): string {
  const secureFirst = node.modifiers.includes("SECURE");
  const external = node.kind === "createFunction" && node.external && "EXTERNAL";
  const what = node.kind === "createProcedure" ? "PROCEDURE" : "FUNCTION";
  const head = printHead(node, words(node.modifiers, external, what));
  return words(head + printRoutineClauses(node), node.secure && !secureFirst && "SECURE", printRoutineEnd(node));
}

/** `(a int) returns …`: without its name, as in `name procedure (…)`. */
export function printRoutineClauses(node: Routine): string {
  return words(
    parens(node.parameters, printParameter),
    node.returns && printReturns(node.returns),
    // SQL is the language when none is written, and then it is not printed.
    node.language === "SQL" ? undefined : `LANGUAGE ${node.language}`,
  );
}

export function printRoutineEnd(node: Routine): string {
  return words(
    node.properties,
    printTags(node.tags),
    printOptions(node.options),
    node.kind === "createProcedure" && node.executeAs && `EXECUTE AS ${node.executeAs}`,
    clause("AS", node.body, printRoutineBody),
  );
}

function printParameter({ mode, name, type, default: value }: Parameter): string {
  return words(mode, printIdentifier(name), printType(type), clause("DEFAULT", value, printExpression));
}

function printReturns({ type, table, notNull }: ReturnType): string {
  const rows =
    table && `TABLE ${parens(table, (column) => `${printIdentifier(column.name)} ${printType(column.type)}`)}`;
  return words("RETURNS", type && printType(type), rows, notNull && "NOT NULL");
}

function printRoutineBody({ form, text, block }: RoutineBody): string {
  if (block !== undefined) return printBlock(block);
  return form === "dollar" ? `$$${text}$$` : quote(text);
}
