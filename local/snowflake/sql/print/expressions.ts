/** Expressions as text that parses to the same tree. */
import type { Binary, Bind, Case, Expression, PathSegment, Star } from "../ast/index.ts";
import { printCall, printWindow } from "./calls.ts";
import { printQuery } from "./queries.ts";
import { commas, parens, printIdentifier, printName, printParts, printStage, quote, words } from "./text.ts";
import { printType } from "./types.ts";

export function printExpression(node: Expression): string {
  switch (node.kind) {
    case "number":
      return node.text;
    case "string":
      return node.dollarQuoted ? `$$${node.value}$$` : quote(node.value);
    case "binaryLiteral":
      return `X'${node.hex}'`;
    case "boolean":
      return node.value ? "TRUE" : "FALSE";
    case "null":
      return "NULL";
    case "default":
      return "DEFAULT";
    case "typedLiteral":
      return `${node.type} ${quote(node.value)}`;
    case "interval":
      return words("INTERVAL", printExpression(node.value), node.unit, node.toUnit && `TO ${node.toUnit}`);
    case "column":
      return printParts(node.parts);
    case "positional":
      return [...node.qualifier.map(printIdentifier), `$${node.index}`].join(".");
    case "variable":
      return `$${node.name}`;
    case "bind":
      return printBind(node);
    case "identifierCall":
      return [`IDENTIFIER(${printExpression(node.argument)})`, ...node.parts.map(printIdentifier)].join(".");
    case "stagePath":
      return printStage(node);
    default:
      return printComposite(node);
  }
}

export function printBind({ style, ordinal, name }: Bind): string {
  return style === "question" ? "?" : `:${style === "numbered" ? ordinal : name}`;
}

type Composite = Exclude<Expression, { kind: "number" | "string" | "binaryLiteral" | "boolean" | "null" | "default" }>;

function printComposite(node: Composite): string {
  const print = printExpression;
  switch (node.kind) {
    case "star":
      return printStar(node);
    case "unary":
      return words(node.operator, print(node.operand));
    case "binary":
      return printBinary(node);
    case "isNull":
      return words(print(node.operand), "IS", node.negated && "NOT", "NULL");
    case "isBoolean":
      return words(print(node.operand), "IS", node.negated && "NOT", node.value ? "TRUE" : "FALSE");
    case "isDistinct":
      return words(print(node.left), "IS", node.negated && "NOT", "DISTINCT FROM", print(node.right));
    case "expressionList":
      return parens(node.items, print);
    case "in":
      return words(print(node.operand), node.negated && "NOT", "IN", print(node.source));
    case "between":
      return words(print(node.operand), node.negated && "NOT", "BETWEEN", print(node.low), "AND", print(node.high));
    case "like": {
      const escapedBy = node.escape && `ESCAPE ${print(node.escape)}`;
      const pattern = print(node.pattern);
      return words(print(node.operand), node.negated && "NOT", node.operator, node.quantifier, pattern, escapedBy);
    }
    case "quantified":
      return words(print(node.left), node.operator, node.quantifier, print(node.source));
    case "case":
      return printCase(node);
    case "cast": {
      if (node.form === "::") return `${print(node.operand)}::${printType(node.type)}`;
      return `${node.form}(${words(print(node.operand), "AS", printType(node.type), node.structure.join(", "))})`;
    }
    case "extract": {
      const part = node.part.kind === "identifier" ? printIdentifier(node.part) : print(node.part);
      return `${node.function}(${part} FROM ${print(node.operand)})`;
    }
    case "positionIn":
      return `POSITION(${print(node.needle)} IN ${print(node.haystack)})`;
    case "namedArgument":
      return `${printIdentifier(node.name)} => ${print(node.value)}`;
    case "spread":
      return `** ${print(node.operand)}`;
    case "lambda": {
      const parameter = (each: (typeof node.parameters)[number]) =>
        words(printIdentifier(each.name), each.type && printType(each.type));
      const parameters = commas(node.parameters, parameter);
      return `${node.parenthesised ? `(${parameters})` : parameters} -> ${print(node.body)}`;
    }
    case "tableArgument": {
      const source = node.source.kind === "query" ? printQuery(node.source) : printName(node.source);
      return words(`TABLE(${source})`, node.partition && `OVER ${printWindow(node.partition)}`);
    }
    case "functionCall":
      return printCall(node);
    case "methodCall":
      return `${printName(node.object)}!${printIdentifier(node.method)}${parens(node.arguments, print)}`;
    case "paren":
      return `(${print(node.expression)})`;
    case "row":
      return parens(node.items, print);
    case "subquery":
      return `(${printQuery(node.query)})`;
    case "exists":
      return `EXISTS (${printQuery(node.query)})`;
    case "array":
      return `[${commas(node.items, print)}]`;
    case "object":
      return `{${commas(node.entries, (entry) => {
        if (entry.kind !== "entry") return print(entry);
        const key = entry.key.kind === "identifier" ? printIdentifier(entry.key) : print(entry.key);
        return `${key}: ${print(entry.value)}`;
      })}}`;
    case "path":
      return `${print(node.base)}${node.segments.map(printSegment).join("")}`;
    case "collate":
      return `${print(node.operand)} COLLATE ${print(node.collation)}`;
    case "hierarchical":
      return `${node.operator} ${print(node.operand)}`;
    case "odbcEscape":
      return `{${node.escape} ${print(node.expression)}}`;
    default:
      return printExpression(node);
  }
}

/** Chains such as `a or b or …` lean to the left and may be long: they are walked, not recursed into. */
function printBinary(node: Binary): string {
  const rights: string[] = [];
  let left: Expression = node;
  while (left.kind === "binary") {
    rights.push(`${left.operator} ${printExpression(left.right)}`);
    left = left.left;
  }
  return [printExpression(left), ...rights.reverse()].join(" ");
}

function printCase({ operand, branches, otherwise }: Case): string {
  const whens = branches.map(({ when, then }) => `WHEN ${printExpression(when)} THEN ${printExpression(then)}`);
  return words(
    "CASE",
    operand && printExpression(operand),
    whens,
    otherwise && `ELSE ${printExpression(otherwise)}`,
    "END",
  );
}

function printSegment(segment: PathSegment): string {
  if (segment.kind === "index") return `[${printExpression(segment.index)}]`;
  const key = segment.quoted ? `"${segment.key.replaceAll('"', '""')}"` : segment.key;
  return segment.separator + key;
}

export function printStar({ qualifier, ilike, exclude, replace, rename }: Star): string {
  const star = [...qualifier.map(printIdentifier), "*"].join(".");
  return words(
    star,
    ilike && `ILIKE ${printExpression(ilike)}`,
    exclude.length > 0 && `EXCLUDE ${parens(exclude, printExpression)}`,
    replace.length > 0 &&
      `REPLACE ${parens(replace, ({ expression, alias }) => `${printExpression(expression)} AS ${printIdentifier(alias)}`)}`,
    rename.length > 0 &&
      `RENAME ${parens(rename, ({ column, alias }) => `${printExpression(column)} AS ${printIdentifier(alias)}`)}`,
  );
}
