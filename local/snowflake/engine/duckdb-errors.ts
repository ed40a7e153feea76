/** Errors of the embedded engine, told as Snowflake would where the cause is the statement's data, as internal errors otherwise. */
import { SnowflakeError } from "../errors.ts";

interface Translation {
  pattern: RegExp;
  error(match: RegExpExecArray): SnowflakeError;
}

/** Run-time helpers raise `error('SF:<code>:<sqlState>:<message>')`; DuckDB puts its own words before it. */
const raised = /SF:(\d{6}):([0-9A-Z]{5}):([\s\S]*)$/;

const translations: readonly Translation[] = [
  {
    pattern: /^INTERRUPT Error|^Interrupted/i,
    error: () => canceled(),
  },
  {
    pattern: /^Out of Range Error: Cannot divide by zero|division by zero/i,
    error: () => new SnowflakeError("100051", "22012", "Division by zero"),
  },
  {
    pattern:
      /^Conversion Error: Could not convert string '([\s\S]*?)' to (?:U?(?:TINY|SMALL|BIG|HUGE)?INT|INTEGER|INT\d+|DECIMAL|DOUBLE|FLOAT)/i,
    error: (match) => new SnowflakeError("100038", "22018", `Numeric value '${match[1]}' is not recognized`),
  },
  {
    // A number that its column or cast has too few digits for.
    pattern: /^Conversion Error: (?:Casting value "|Could not cast value )([^\s"]+)"? to (?:type )?DECIMAL/i,
    error: (match) => new SnowflakeError("100039", "22003", `Numeric value '${match[1]}' is out of range`),
  },
  {
    pattern: /^Conversion Error: (?:invalid )?timestamp field[\s\S]*?"([\s\S]*?)"/i,
    error: (match) => new SnowflakeError("100035", "22007", `Timestamp '${match[1]}' is not recognized`),
  },
  {
    pattern: /^Conversion Error: (?:invalid )?date field[\s\S]*?"([\s\S]*?)"/i,
    error: (match) => new SnowflakeError("100040", "22007", `Date '${match[1]}' is not recognized`),
  },
  {
    pattern:
      /^Out of Range Error: Overflow in (?:addition|subtraction|multiplication)|^Conversion Error: Type \w+ with value ([\s\S]*?) can't be cast/i,
    error: ([, value = ""]) =>
      new SnowflakeError(
        "100046",
        "22003",
        `Number out of representable range: type FIXED[SB16](38,0){nullable}${value && `, value ${value}`}`,
      ),
  },
  {
    pattern: /more than one row returned by a subquery/i,
    error: () => new SnowflakeError("090150", "22000", "Single-row subquery returns more than one row."),
  },
];

export const canceled = () => new SnowflakeError("000604", "57014", "SQL execution canceled");

/** Always gives a SnowflakeError. What is not known becomes 000603 with the engine's words, so that it can be reported. */
export function toSnowflakeError(error: unknown): SnowflakeError {
  if (error instanceof SnowflakeError) return error;
  const message = error instanceof Error ? error.message : String(error);
  // Other errors quote the statement, in which such a text may stand.
  const own = raised.exec(message.replace(/\n\nLINE \d+:[\s\S]*$/, ""));
  if (own !== null) return new SnowflakeError(own[1] ?? "", own[2] ?? "", own[3] ?? "", undefined, { cause: error });
  for (const { pattern, error: translated } of translations) {
    const match = pattern.exec(message);
    if (match !== null) return translated(match);
  }
  return new SnowflakeError("000603", "XX000", `SQL execution internal error:\n${message}`, undefined, {
    cause: error,
  });
}
