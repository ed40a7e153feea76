/** Blocks and their statements. */
import type {
  Block,
  Declaration,
  ExceptionHandler,
  ForLoop,
  Initial,
  Return,
  ScriptingStatement,
  ScriptStatement,
} from "../ast/index.ts";
import { printRoutineClauses, printRoutineEnd } from "./create-routine.ts";
import { printExpression } from "./expressions.ts";
import { printQuery } from "./queries.ts";
import { printStatement } from "./statement.ts";
import { clause, commas, parens, printIdentifier, quote, words } from "./text.ts";
import { printType } from "./types.ts";

export function printBlock({ declarations, body, handlers, label }: Block): string {
  const declare =
    declarations.length > 0 &&
    words(
      "DECLARE",
      declarations.map((each) => `${printDeclaration(each)};`),
    );
  const exception = handlers.length > 0 && words("EXCEPTION", handlers.map(printHandler));
  return words(declare, "BEGIN", printBody(body), exception, "END", clause("", label, printIdentifier));
}

function printBody(body: readonly ScriptStatement[]): string {
  return body.map((statement) => `${printScriptStatement(statement)};`).join(" ");
}

function printHandler({ exceptions, mode, body }: ExceptionHandler): string {
  const names = exceptions.length === 0 ? "OTHER" : exceptions.map(printIdentifier).join(" OR ");
  return words("WHEN", names, mode, "THEN", printBody(body));
}

function printDeclaration(node: Declaration): string {
  switch (node.kind) {
    case "declareVariable": {
      const type = node.type === "RESULTSET" ? "RESULTSET" : node.type && printType(node.type);
      return words(printIdentifier(node.name), type, node.operator, node.initial && printInitial(node.initial));
    }
    case "declareCursor": {
      const { source } = node;
      const text = source.kind === "identifier" ? printIdentifier(source) : printStatement(source);
      return words(printIdentifier(node.name), "CURSOR FOR", text);
    }
    case "declareException": {
      const message = node.message === undefined ? "" : `, ${quote(node.message)}`;
      return words(printIdentifier(node.name), "EXCEPTION", node.number !== undefined && `(${node.number}${message})`);
    }
    case "declareProcedure": {
      const { definition } = node;
      if (definition.kind !== "createProcedure") return printStatement(definition);
      const name = definition.name.parts.map(printIdentifier).join(".");
      return words(name, "PROCEDURE", printRoutineClauses(definition), printRoutineEnd(definition));
    }
  }
}

function printInitial(initial: Initial): string {
  if (initial.form === "expression") return printExpression(initial.value);
  const text = printStatement(initial.statement);
  return words(initial.async && "ASYNC", initial.parenthesised ? `(${text})` : text);
}

/** Kinds that no statement outside of a block has. */
function isScripting(node: ScriptStatement): node is ScriptingStatement {
  return node.kind in SCRIPTING;
}

export function printScriptStatement(node: ScriptStatement): string {
  return isScripting(node) ? printScripting(node) : printStatement(node);
}

const SCRIPTING: Record<ScriptingStatement["kind"], true> = {
  let: true,
  assign: true,
  if: true,
  caseStatement: true,
  for: true,
  while: true,
  repeat: true,
  loop: true,
  break: true,
  continue: true,
  return: true,
  raise: true,
  open: true,
  fetch: true,
  close: true,
  nullStatement: true,
  async: true,
  await: true,
};

function printScripting(node: ScriptingStatement): string {
  switch (node.kind) {
    case "let":
      return `LET ${printDeclaration(node.declaration)}`;
    case "assign":
      return `${printIdentifier(node.target)} := ${printInitial(node.value)}`;
    case "return":
      return printReturn(node);
    case "break":
    case "continue":
      return words(node.word, clause("", node.label, printIdentifier));
    case "raise":
      return words("RAISE", clause("", node.exception, printIdentifier));
    case "open": {
      const using = node.using.length > 0 && `USING ${parens(node.using, printExpression)}`;
      return words("OPEN", printIdentifier(node.cursor), using);
    }
    case "fetch":
      return `FETCH ${printIdentifier(node.cursor)} INTO ${commas(node.into, printIdentifier)}`;
    case "close":
      return `CLOSE ${printIdentifier(node.cursor)}`;
    case "nullStatement":
      return "NULL";
    case "async":
      return `ASYNC (${printStatement(node.statement)})`;
    case "await":
      return words(node.word, node.resultset === undefined ? "ALL" : printIdentifier(node.resultset));
    default:
      return printControl(node);
  }
}

type Control = Extract<ScriptingStatement, { kind: "if" | "caseStatement" | "for" | "while" | "repeat" | "loop" }>;

function printControl(node: Control): string {
  switch (node.kind) {
    case "if": {
      const branches = node.branches.map(
        ({ condition, body }) => `${printExpression(condition)} THEN ${printBody(body)}`,
      );
      return words("IF", branches.join(" ELSEIF "), node.otherwise && `ELSE ${printBody(node.otherwise)}`, "END IF");
    }
    case "caseStatement": {
      const branches = node.branches.map(({ when, body }) => `WHEN ${printExpression(when)} THEN ${printBody(body)}`);
      const otherwise = node.otherwise && `ELSE ${printBody(node.otherwise)}`;
      return words("CASE", clause("", node.operand, printExpression), branches, otherwise, "END");
    }
    case "for":
      return printFor(node);
    case "while": {
      const label = clause("", node.label, printIdentifier);
      return words(
        "WHILE",
        printExpression(node.condition),
        node.word,
        printBody(node.body),
        "END",
        node.endWord,
        label,
      );
    }
    case "repeat": {
      const label = clause("", node.label, printIdentifier);
      return words("REPEAT", printBody(node.body), "UNTIL", printExpression(node.until), "END REPEAT", label);
    }
    case "loop":
      return words("LOOP", printBody(node.body), "END LOOP", clause("", node.label, printIdentifier));
  }
}

function printFor({ variable, source, body, word, endWord, label }: ForLoop): string {
  const rows =
    source.form === "rows"
      ? printIdentifier(source.name)
      : words(source.reverse && "REVERSE", printExpression(source.from), "TO", printExpression(source.to));
  const name = clause("", label, printIdentifier);
  return words("FOR", printIdentifier(variable), "IN", rows, word, printBody(body), "END", endWord, name);
}

function printReturn({ value, table }: Return): string {
  if (table === undefined) return words("RETURN", clause("", value, printExpression));
  const rows =
    table.kind === "identifier"
      ? printIdentifier(table)
      : table.kind === "query"
        ? printQuery(table)
        : printExpression(table);
  return `RETURN TABLE(${rows})`;
}
