/** Infers a column's Table Schema type from all of its texts, one after the other: the narrowest type that every value has. */
import { type Field, type FieldType, parseTableSchema } from "../../shared/csv/schema.ts";
import { createValueCheck, type ValueCheck } from "../../shared/csv/value-check.ts";

export interface InferredColumn {
  name: string;
  type: FieldType;
  /** Records in which it is empty. */
  missing: number;
  /** The first values that are there. */
  examples: readonly string[];
}

export interface TypeInference {
  add(text: string): void;
  end(name: string): InferredColumn;
}

/** From narrow to wide; `string` takes the rest. `0` and `1` alone are integers. */
const CANDIDATES: readonly FieldType[] = ["integer", "number", "boolean", "date", "datetime", "time"];
const EXAMPLES = 3;

export function createTypeInference(): TypeInference {
  let candidates = CANDIDATES.map((type) => ({ type, check: checkOf(type) }));
  let missing = 0;
  let values = 0;
  const examples: string[] = [];
  return {
    add(text) {
      if (text === "") {
        missing += 1;
        return;
      }
      values += 1;
      if (examples.length < EXAMPLES && !examples.includes(text)) examples.push(text);
      if (candidates.length > 0) candidates = candidates.filter(({ type, check }) => fits(type, check, text));
    },
    end: (name) => ({ name, type: values === 0 ? "string" : (candidates[0]?.type ?? "string"), missing, examples }),
  };
}

/** A number that starts with a zero is a code: as an integer it would lose it. */
const fits = (type: FieldType, check: ValueCheck, text: string) =>
  check(text) === undefined && !(/^[+-]?0\d/.test(text) && (type === "integer" || type === "number"));

function checkOf(type: FieldType): ValueCheck {
  const [field] = parseTableSchema({ fields: [{ name: "value", type }] }).fields;
  return createValueCheck(field as Field);
}
