/** `src:a.b[0]`: elements of semi-structured values. https://docs.snowflake.com/en/user-guide/querying-semistructured */
import type { Path } from "../ast/index.ts";
import { quoteText } from "../emit/text.ts";
import { formatType, isSemiStructured, variant } from "../types.ts";
import { type Bound, compilationError, derive } from "./bound.ts";
import { bindExpression } from "./expressions.ts";
import type { Scope } from "./scope.ts";

export function bindPath(node: Path, scope: Scope): Bound {
  const base = bindExpression(node.base, scope);
  if (base.type.kind !== "null" && !isSemiStructured(base.type)) {
    throw compilationError(
      "001044",
      "42P13",
      `Invalid argument types for function 'GET': (${formatType(base.type)}, VARCHAR)`,
      node.span,
    );
  }
  let value = derive(base.sql, variant, [base], true);
  let constant: (string | number)[] = [];
  const flush = () => {
    if (constant.length === 0) return;
    value = derive(`sf_json_path(${value.sql}, ${quoteText(JSON.stringify(constant))})`, variant, [value], true);
    constant = [];
  };
  for (const segment of node.segments) {
    if (segment.kind === "key") {
      constant.push(segment.key);
      continue;
    }
    const index = bindExpression(segment.index, scope);
    if (typeof index.constant === "string" || (typeof index.constant === "number" && index.constant >= 0)) {
      constant.push(index.constant);
      continue;
    }
    flush();
    value = derive(
      `sf_json_get(${value.sql}, CAST(${index.sql} AS VARCHAR), ${index.type.kind === "varchar"})`,
      variant,
      [value, index],
      true,
    );
  }
  flush();
  return value;
}
