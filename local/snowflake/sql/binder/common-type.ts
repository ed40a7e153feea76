/** The type to which values of several types are brought in comparisons, CASE, COALESCE, VALUES and set operations. */
import { float, isSemiStructured, isTimestamp, type SfType, timestampNtz, variant } from "../types.ts";

/** What a string becomes next to a number. Snowflake plans TO_NUMBER(…, 18, 5); more digits are kept here. */
const numberOfText = (other: { precision: number; scale: number }): SfType => {
  const scale = Math.max(5, other.scale);
  return { kind: "number", precision: Math.min(38, Math.max(13, other.precision - other.scale) + scale), scale };
};

/**
 * Undefined when Snowflake has no implicit conversion between the two.
 * https://docs.snowflake.com/en/sql-reference/data-type-conversion
 */
export function commonType(a: SfType, b: SfType): SfType | undefined {
  if (a.kind === "null") return b;
  if (b.kind === "null") return a;
  if (a.kind === "number" && b.kind === "number") {
    const scale = Math.max(a.scale, b.scale);
    const leading = Math.max(a.precision - a.scale, b.precision - b.scale);
    return { kind: "number", precision: Math.min(38, leading + scale), scale };
  }
  if (a.kind === "varchar" && b.kind === "varchar") return { kind: "varchar", length: Math.max(a.length, b.length) };
  if (a.kind === "binary" && b.kind === "binary") return { kind: "binary", length: Math.max(a.length, b.length) };
  if (a.kind === b.kind && "scale" in a && "scale" in b) return { ...a, scale: Math.max(a.scale, b.scale) } as SfType;
  if (a.kind === b.kind) return a;
  return ordered(a, b) ?? ordered(b, a);
}

function ordered(a: SfType, b: SfType): SfType | undefined {
  if (a.kind === "variant") return variant;
  if (isSemiStructured(a)) return undefined;
  if (a.kind === "float" && b.kind === "number") return float;
  if (b.kind === "varchar") {
    switch (a.kind) {
      case "number":
        return numberOfText(a);
      case "float":
      case "boolean":
      case "date":
      case "time":
      case "binary":
      case "timestamp_ntz":
      case "timestamp_ltz":
      case "timestamp_tz":
        return a;
      default:
        return undefined;
    }
  }
  if (a.kind === "boolean" && (b.kind === "number" || b.kind === "float")) return a;
  if (isTimestamp(a) && b.kind === "date") return a;
  if (a.kind === "timestamp_tz" && isTimestamp(b)) return a;
  if (a.kind === "timestamp_ltz" && b.kind === "timestamp_ntz") return a;
  return undefined;
}

/** The same, when two sides are compared: a VARIANT is read as the other side's type, numbers as FLOAT. */
export function comparisonType(a: SfType, b: SfType): SfType | undefined {
  if (a.kind === "variant" && b.kind !== "variant") return comparisonTypeOfVariant(b);
  if (b.kind === "variant" && a.kind !== "variant") return comparisonTypeOfVariant(a);
  return commonType(a, b);
}

function comparisonTypeOfVariant(other: SfType): SfType {
  if (other.kind === "number") return float;
  if (other.kind === "null" || isSemiStructured(other)) return variant;
  return isTimestamp(other) && other.kind === "timestamp_ntz" ? timestampNtz() : other;
}
