/** What all values of a column have in common: type, length, range, whether any is missing, whether each comes once. */
import { createTypeInference, type InferredColumn } from "../inspect/infer-type.ts";

export interface ColumnProfile extends InferredColumn {
  longest: number;
  /** Of numbers. */
  range: { minimum: number; maximum: number } | undefined;
  /** Every value is there, and none comes twice; `undefined` where there were too many rows to tell. */
  isUnique: boolean | undefined;
}

export interface ColumnProfiler {
  add(text: string): void;
  end(name: string): ColumnProfile;
}

/** Keys of more rows are not proved: their values would have to be held in memory. */
export const KEY_ROWS_MOST = 2_000_000;

export function createColumnProfiler(): ColumnProfiler {
  const inference = createTypeInference();
  let seen: Set<string> | undefined = new Set();
  let isUnique: boolean | undefined = true;
  let longest = 0;
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  return {
    add(text) {
      inference.add(text);
      longest = Math.max(longest, text.length);
      const number = text === "" ? Number.NaN : Number(text);
      if (number < minimum) minimum = number;
      if (number > maximum) maximum = number;
      if (!seen) return;
      if (text === "" || seen.has(text)) {
        isUnique = false;
        seen = undefined;
      } else if (seen.add(text).size > KEY_ROWS_MOST) {
        isUnique = undefined;
        seen = undefined;
      }
    },
    end(name) {
      const inferred = inference.end(name);
      const isNumeric = inferred.type === "integer" || inferred.type === "number";
      return {
        ...inferred,
        longest,
        range: isNumeric && minimum <= maximum ? { minimum, maximum } : undefined,
        isUnique,
      };
    },
  };
}
