/** Binds one expression of any kind. */
import { notInTwin } from "../../errors.ts";
import type { Expression, Hierarchical } from "../ast/index.ts";
import { array, boolean, object, varchar } from "../types.ts";
import { arithmetic, intervalArithmetic, negate } from "./arithmetic.ts";
import { type Bound, compilationError, derive, positionOf, untypedNull } from "./bound.ts";
import { coerce } from "./coerce.ts";
import { bindCase } from "./conditionals.ts";
import { bindPrior, carriedValue } from "./connect-by.ts";
import {
  bindBinary,
  bindNumber,
  bindParameter,
  bindTyped,
  booleanLiteral,
  textLiteral,
  typedText,
} from "./literals.ts";
import { bindColumn, bindIdentifierCall, bindPositional } from "./names.ts";
import { bindPath } from "./paths.ts";
import {
  bindBetween,
  bindComparison,
  bindDistinct,
  bindIn,
  bindIsBoolean,
  bindIsNull,
  bindLike,
  bindLogical,
  bindNot,
  bindQuantified,
} from "./predicates.ts";
import type { Scope } from "./scope.ts";
import { bindExists, bindScalarSubquery } from "./subqueries.ts";
import { typeOf } from "./type-names.ts";

/** An expression equal to a grouping key reads no ungrouped column any more. */
export function bindExpression(node: Expression, scope: Scope): Bound {
  const bound = bindNode(node, scope);
  if (scope.grouping?.keys.has(bound.sql)) return { ...bound, uses: bound.uses.filter((use) => use.scope !== scope) };
  return bound;
}

/** As a condition: BOOLEAN. */
export const bindCondition = (node: Expression, scope: Scope): Bound =>
  coerce(bindExpression(node, scope), boolean, scope.compilation, "cast", node.span);

function bindNode(node: Expression, scope: Scope): Bound {
  const { compilation } = scope;
  switch (node.kind) {
    case "number":
      return bindNumber(node);
    case "string":
      return textLiteral(node.value);
    case "binaryLiteral":
      return bindBinary(node);
    case "boolean":
      return booleanLiteral(node.value);
    case "null":
      return untypedNull;
    case "typedLiteral":
      return bindTyped(node, compilation);
    case "column":
      return bindColumn(node, scope);
    case "positional":
      return bindPositional(node, scope);
    case "variable": {
      const variable = compilation.view.session.variable(node.name);
      if (variable === undefined) {
        throw compilationError("001008", "42601", `Session variable '$${node.name}' does not exist`, node.span);
      }
      return typedText(variable, compilation);
    }
    case "bind":
      return bindParameter(node, compilation);
    case "identifierCall":
      return bindIdentifierCall(node, scope);
    case "paren": {
      const inner = bindExpression(node.expression, scope);
      return inner;
    }
    case "unary":
      if (node.operator === "NOT") return bindNot(node, scope);
      if (node.operator === "+") return bindExpression(node.operand, scope);
      return negate(bindExpression(node.operand, scope), compilation, node.span);
    case "binary":
      switch (node.operator) {
        case "AND":
        case "OR":
          return bindLogical(node, scope);
        case "||": {
          const { left, right } = node;
          return compilation.functions.callByName("CONCAT", [left, right], scope, node.span);
        }
        case "+":
        case "-":
        case "*":
        case "/":
        case "%": {
          const moved = intervalArithmetic(node, scope, bindExpression);
          if (moved !== undefined) return moved;
          return arithmetic(
            node.operator,
            bindExpression(node.left, scope),
            bindExpression(node.right, scope),
            compilation,
            node.span,
          );
        }
        default:
          return bindComparison(node, scope);
      }
    case "isNull":
      return bindIsNull(node, scope);
    case "isBoolean":
      return bindIsBoolean(node, scope);
    case "isDistinct":
      return bindDistinct(node, scope);
    case "in":
      return bindIn(node, scope);
    case "between":
      return bindBetween(node, scope);
    case "like":
      return bindLike(node, scope);
    case "quantified":
      return bindQuantified(node, scope);
    case "case":
      return bindCase(node, scope);
    case "cast": {
      const operand = bindExpression(node.operand, scope);
      const type = typeOf(node.type, compilation);
      if (node.form === "TRY_CAST") {
        if (operand.type.kind !== "varchar" && operand.type.kind !== "null" && operand.type.kind !== type.kind) {
          throw compilationError(
            "001065",
            "22023",
            `Function TRY_CAST cannot be used with arguments of types ${operand.type.kind.toUpperCase()} and ${type.kind.toUpperCase()}`,
            node.span,
          );
        }
        return coerce(operand, type, compilation, "try", node.span);
      }
      const result = coerce(operand, type, compilation, "cast", node.span);
      return operand.constant === undefined ? result : { ...result, constant: operand.constant };
    }
    case "extract": {
      const part =
        node.part.kind === "string"
          ? node.part
          : { ...node.part, kind: "string" as const, value: node.part.text, dollarQuoted: false };
      return compilation.functions.callByName("DATE_PART", [part, node.operand], scope, node.span);
    }
    case "positionIn":
      return compilation.functions.callByName("POSITION", [node.needle, node.haystack], scope, node.span);
    case "functionCall":
      return carriedValue(node, scope) ?? compilation.functions.bindCall(node, scope);
    case "subquery":
      return bindScalarSubquery(node, scope);
    case "exists":
      return bindExists(node, scope);
    case "array": {
      const items = node.items.map((item) => bindExpression(item, scope));
      return arrayOf(items, scope);
    }
    case "object":
      return bindObject(node, scope);
    case "path":
      return bindPath(node, scope);
    case "odbcEscape":
      return bindExpression(node.expression, scope);
    case "interval":
      throw notInTwin(positionOf(node.span), "an interval as a value", "Add it to a date or timestamp.");
    case "collate": {
      const name = node.collation.value.toLowerCase();
      if (name === "" || name === "utf8") return bindExpression(node.operand, scope);
      throw notInTwin(
        positionOf(node.span),
        `collation '${node.collation.value}'`,
        "Compare UPPER() or LOWER() of both sides.",
      );
    }
    case "hierarchical":
      return node.operator === "PRIOR" ? bindPrior(node, scope) : bindCarried(node, scope);
    case "methodCall":
      throw notInTwin(
        positionOf(node.span),
        `${node.method.value} of an object`,
        "Machine-learning and budget classes are not part of it.",
      );
    case "lambda":
      throw notInTwin(
        positionOf(node.span),
        "a lambda outside of FILTER, TRANSFORM or REDUCE",
        "Pass it to one of these functions.",
      );
    case "star":
      throw compilationError("001003", "42000", "unexpected '*'", node.span);
    case "row":
      if (node.items.length === 1) return bindExpression(node.items[0]!, scope);
      throw notInTwin(positionOf(node.span), "a row value in this place", "Compare its columns one by one.");
    case "default":
      throw compilationError("001003", "42000", "unexpected 'DEFAULT'", node.span);
    case "stagePath":
      return textLiteral(node.text);
    default:
      throw notInTwin(positionOf(node.span), `${node.kind} in this place`, "Write it another way.");
  }
}

function bindCarried(node: Hierarchical, scope: Scope): Bound {
  const found = carriedValue(node, scope);
  if (found !== undefined) return found;
  throw compilationError("001003", "42000", `${node.operator} belongs into a query with CONNECT BY`, node.span);
}

/** ARRAY of JSON texts; NULL elements become JSON `undefined`, which Snowflake prints so and the twin keeps as null. */
export function arrayOf(items: readonly Bound[], scope: Scope): Bound {
  const texts = items.map((item) => `COALESCE(${asVariant(item, scope).sql}, 'null')`);
  const sql = texts.length === 0 ? "'[]'" : `('[' || ${texts.join(" || ',' || ")} || ']')`;
  return derive(sql, array, items, false);
}

export const asVariant = (bound: Bound, scope: Scope): Bound =>
  bound.type.kind === "null"
    ? { ...bound, sql: "CAST(NULL AS VARCHAR)" }
    : coerce(bound, { kind: "variant" }, scope.compilation);

function bindObject(node: Extract<Expression, { kind: "object" }>, scope: Scope): Bound {
  const parts: Bound[] = [];
  const entries: string[] = [];
  const add = (key: string, value: Bound) => {
    parts.push(value);
    entries.push(key, asVariant(value, scope).sql);
  };
  for (const entry of node.entries) {
    if (entry.kind === "entry") {
      // A session variable may be the key: {$name: 1}.
      const key =
        entry.key.kind === "variable"
          ? bindExpression(entry.key, scope)
          : textLiteral(entry.key.kind === "string" ? entry.key.value : entry.key.text);
      add(key.sql, bindExpression(entry.value, scope));
    } else if (entry.kind === "star") {
      for (const column of scope.star) {
        add(textLiteral(column.name).sql, {
          sql: column.sql,
          type: column.type,
          nullable: column.nullable,
          uses: [{ scope, name: column.name }],
          hasAggregate: false,
          hasWindow: false,
        });
      }
    } else {
      throw notInTwin(positionOf(entry.span), "spreading an object into an object", "Use OBJECT_INSERT.");
    }
  }
  if (entries.length === 0) return derive("'{}'", object, [], false);
  return derive(`sf_object([${entries.map((text) => `CAST(${text} AS VARCHAR)`).join(", ")}])`, object, parts, false);
}

export const textType = varchar();
