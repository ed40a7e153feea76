/** Names of types. docs.snowflake.com/en/sql-reference/intro-summary-data-types */
import type { TypeElement, TypeName, TypeNumber } from "../ast/index.ts";
import type { Cursor } from "./cursor.ts";

const CHARACTER = ["CHAR", "CHARACTER", "NCHAR"];

export function parseType(c: Cursor): TypeName {
  const start = c.token;
  if (start.type !== "word" || !c.isIdentifier()) c.fail();
  c.advance();
  let name = start.value;
  const extend = (...words: string[]) => {
    if (!c.accept(...words)) return false;
    name = [name, ...words].join(" ");
    return true;
  };
  if (name === "DOUBLE") extend("PRECISION");
  else if (CHARACTER.includes(name)) extend("VARYING");
  else if (name === "INTERVAL") extendInterval(c, extend);
  const hasArguments = c.isOperator("(");
  const args = hasArguments ? c.nest(() => c.optionalItems(() => parseTypeArgument(c, name))) : [];
  if (name === "TIMESTAMP" || name === "TIME") {
    // Written after the precision: timestamp(3) with time zone.
    if (!extend("WITH", "LOCAL", "TIME", "ZONE") && !extend("WITH", "TIME", "ZONE")) extend("WITHOUT", "TIME", "ZONE");
  }
  return { kind: "type", name, arguments: args, hasArguments, span: c.span(start) };
}

function extendInterval(c: Cursor, extend: (...words: string[]) => boolean): void {
  const units = ["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"];
  const from = units.find((unit) => extend(unit));
  if (from !== undefined && c.isWords("TO")) units.find((unit) => extend("TO", unit)) ?? c.fail(c.peek(1));
}

function parseTypeArgument(c: Cursor, typeName: string): TypeNumber | TypeElement {
  const start = c.token;
  if (start.type === "number") {
    if (!/^(?:0|[1-9]\d{0,9})$/.test(start.value)) c.fail();
    c.advance();
    return { kind: "typeNumber", value: Number(start.value), span: c.span(start) };
  }
  const name = typeName === "OBJECT" ? c.anyIdentifier() : undefined;
  const type = parseType(c);
  const notNull = c.accept("NOT", "NULL");
  return { kind: "typeElement", name, type, notNull, span: c.span(start) };
}
