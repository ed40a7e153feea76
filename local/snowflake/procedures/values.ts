/** Values of scripting: their type, and their text as the JSON wire has it, from which the exact value can be written again. */
import { assignText } from "../engine/assign.ts";
import type { BindValue, ExecutionContext } from "../engine/context.ts";
import { fromWireText } from "../results/from-wire-text.ts";
import { wireTextSql } from "../results/wire-text.ts";
import type { Expression } from "../sql/ast/index.ts";
import type { TypedText } from "../sql/binder/catalog-view.ts";
import { quoteText } from "../sql/emit/text.ts";
import { DEFAULT_VARCHAR_LENGTH, type SfType } from "../sql/types.ts";

export interface ScriptValue {
  type: SfType;
  /** Null for NULL. */
  wire: string | null;
}

export const textValue = (wire: string | null): ScriptValue => ({
  type: { kind: "varchar", length: DEFAULT_VARCHAR_LENGTH },
  wire,
});

export const integerValue = (value: number | bigint | null): ScriptValue => ({
  type: { kind: "number", precision: 38, scale: 0 },
  wire: value === null ? null : String(value),
});

export const booleanValue = (value: boolean | null): ScriptValue => ({
  type: { kind: "boolean" },
  wire: value === null ? null : value ? "1" : "0",
});

/** For the binder: DuckDB text of exactly this value. */
export function typedTextOf({ type, wire }: ScriptValue): TypedText {
  if (wire === null) return { type, value: null };
  const literal = quoteText(wire);
  return { type, value: wire, sql: type.kind === "varchar" ? literal : fromWireText(type, literal) };
}

/** DuckDB text of the value, typed also when it is NULL. */
export function sqlOf({ type, wire }: ScriptValue): string {
  return fromWireText(type, wire === null ? "cast(null as varchar)" : quoteText(wire));
}

/** As a bind of another statement. */
export function bindOf({ type, wire }: ScriptValue): BindValue {
  if (wire === null) return { type: "TEXT", value: null };
  switch (type.kind) {
    case "number":
      return { type: "FIXED", value: wire };
    case "float":
      return { type: "REAL", value: wire };
    case "boolean":
      return { type: "BOOLEAN", value: wire };
    case "binary":
      return { type: "BINARY", value: wire };
    case "date":
      return { type: "DATE", value: String(BigInt(wire) * 86_400_000n) };
    case "time":
    case "timestamp_ntz":
    case "timestamp_ltz":
      return { type: type.kind.toUpperCase(), value: nanoseconds(wire) };
    case "timestamp_tz": {
      const [seconds = "0", offset = "1440"] = wire.split(" ");
      return { type: "TIMESTAMP_TZ", value: `${nanoseconds(seconds)} ${offset}` };
    }
    default:
      return { type: "TEXT", value: wire };
  }
}

/** `12.500000000` seconds as nanoseconds. */
function nanoseconds(seconds: string): string {
  const [whole = "0", fraction = ""] = seconds.split(".");
  const digits = BigInt(`${whole.replace("-", "")}${fraction.padEnd(9, "0")}`);
  return String(whole.startsWith("-") ? -digits : digits);
}

/** A type that later values fit too: what is inferred for a variable without one. */
export function widened(type: SfType): SfType {
  if (type.kind === "number") return { ...type, precision: 38 };
  if (type.kind === "varchar" || type.kind === "null") return { kind: "varchar", length: DEFAULT_VARCHAR_LENGTH };
  return type;
}

/** Reads expressions in one go. With `to`, each is converted as an assignment to that type does; else its type is inferred. */
export async function evaluate(
  context: ExecutionContext,
  expressions: readonly Expression[],
  to: readonly (SfType | undefined)[] = [],
): Promise<ScriptValue[]> {
  if (expressions.length === 0) return [];
  const cells = expressions.map((expression, at) => {
    const { sql, type } = context.compileExpression(expression);
    return converted(context, sql, type, to[at]);
  });
  return readCells(context, cells);
}

/** A value as another type holds it. */
export async function convert(context: ExecutionContext, value: ScriptValue, to: SfType): Promise<ScriptValue> {
  const [result] = await readCells(context, [converted(context, sqlOf(value), value.type, to)]);
  return result as ScriptValue;
}

function converted(context: ExecutionContext, sql: string, from: SfType, to: SfType | undefined) {
  if (to === undefined) return { type: widened(from), sql };
  return { type: to, sql: assignText(context, sql, from, to) };
}

async function readCells(
  { connection }: ExecutionContext,
  cells: readonly { type: SfType; sql: string }[],
): Promise<ScriptValue[]> {
  const columns = cells.map(({ type, sql }) => wireTextSql(type, `(${sql})`));
  const reader = await connection.runAndReadAll(`select ${columns.join(", ")}`);
  const row = reader.getRowsJS()[0] ?? [];
  return cells.map(({ type }, at) => ({ type, wire: (row[at] as string | null | undefined) ?? null }));
}
