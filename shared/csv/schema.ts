/** The Table Schema of a contract, as far as the reader checks it. https://datapackage.org/standard/table-schema/ */

export type FieldType =
  | "string"
  | "integer"
  | "number"
  | "boolean"
  | "date"
  | "datetime"
  | "time"
  | "year"
  | "yearmonth"
  | "duration"
  | "object"
  | "array"
  | "list"
  | "geopoint"
  | "any";

export interface FieldConstraints {
  required?: boolean;
  /** Checked over all records, by the transform. */
  unique?: boolean;
  minimum?: string | number;
  maximum?: string | number;
  exclusiveMinimum?: string | number;
  exclusiveMaximum?: string | number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  enum?: readonly (string | number | boolean)[];
}

export interface Field {
  name: string;
  type: FieldType;
  format?: string;
  /** Texts that stand for no value; the schema's where the field has none of its own. */
  missingValues: readonly string[];
  constraints: FieldConstraints;
  trueValues: readonly string[];
  falseValues: readonly string[];
  decimalChar: string;
  groupChar: string | undefined;
  /** `integer`, `number`: whether digits alone may stand there ("5 %" may not). */
  bareNumber: boolean;
}

export interface TableSchema {
  fields: readonly Field[];
  missingValues: readonly string[];
  /** How the header is held against the fields: `exact` names and order (default), `equal` names in any order, `subset`: the header has at least the fields, `superset`: at most. */
  fieldsMatch: "exact" | "equal" | "subset" | "superset" | "partial";
}

/** Reads a Table Schema as JSON. Throws `ConfigError` with every thing that is not supported: the contract is ours to mend. */
export declare function parseTableSchema(schema: unknown): TableSchema;
