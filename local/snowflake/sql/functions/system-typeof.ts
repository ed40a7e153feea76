/** SYSTEM$TYPEOF: the type of an expression and how it is kept. https://docs.snowflake.com/en/sql-reference/functions/system_typeof */
import { type Bound, constantOf } from "../binder/bound.ts";
import { quoteText } from "../emit/text.ts";
import { formatType, type SfType, varchar } from "../types.ts";
import { bindArguments, parameters, type Rule, special } from "./rule.ts";

/** Signed bytes that hold the digits: of a constant those of its value, else of the largest value of the type. */
function integerStorage(bound: Bound, type: Extract<SfType, { kind: "number" }>): string {
  const isKnown = typeof bound.constant === "number" || /^-?[\d.]+$/.test(String(bound.constant ?? ""));
  const digits = isKnown ? Number(String(bound.constant).replace(".", "")) : 10 ** type.precision - 1;
  const size = [1, 2, 4, 8].find((bytes) => Math.abs(digits) < 2 ** (bytes * 8 - 1));
  return `SB${size ?? 16}`;
}

const storages: Partial<Record<SfType["kind"], string>> = {
  float: "DOUBLE",
  boolean: "SB1",
  date: "SB4",
  time: "SB8",
  timestamp_ntz: "SB16",
  timestamp_ltz: "SB16",
  timestamp_tz: "SB16",
};

export const systemTypeOf: Readonly<Record<string, Rule>> = {
  SYSTEM$TYPEOF: special((call) => {
    const [bound] = bindArguments(call, parameters("any"));
    const { type } = bound!;
    const storage = type.kind === "number" ? integerStorage(bound!, type) : (storages[type.kind] ?? "LOB");
    const text = `${formatType(type)}[${storage}]`;
    return constantOf(quoteText(text), varchar(), text);
  }),
};
