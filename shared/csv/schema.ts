/** The Table Schema of a contract, as far as the reader checks it. https://datapackage.org/standard/table-schema/ */
import { ConfigError } from "../errors.ts";

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
  /** `list`: what separates the items, and what they are. */
  listDelimiter: string;
  itemType: FieldType | undefined;
}

export interface TableSchema {
  fields: readonly Field[];
  missingValues: readonly string[];
  /** How the header is held against the fields: `exact` names and order (default), `equal` names in any order, `subset`: the header has at least the fields, `superset`: at most. */
  fieldsMatch: "exact" | "equal" | "subset" | "superset" | "partial";
}

/** Reads a Table Schema as JSON. Throws `ConfigError` with every thing that is not supported: the contract is ours to mend. */
export function parseTableSchema(schema: unknown): TableSchema {
  const given = isObject(schema) ? schema : {};
  const faults: string[] = [];
  if (!Array.isArray(given.fields) || given.fields.length === 0)
    faults.push("schema.fields: at least one field was expected");
  const missingValues = readMissingValues(given.missingValues ?? [""], "schema", faults);
  const fields = (Array.isArray(given.fields) ? given.fields : []).map((field) =>
    parseField(field, missingValues, faults),
  );
  const names = fields.map(({ name }) => name);
  for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index)))
    faults.push(`field ${name}: comes twice`);
  // Data Package v2 has it as a list of one, many writers as the word itself.
  const match = [given.fieldsMatch ?? "exact"].flat()[0] as string;
  const fieldsMatch = MATCHES.find((known) => known === match);
  if (!fieldsMatch) faults.push(`schema.fieldsMatch: ${JSON.stringify(match)} is not one of ${MATCHES.join(", ")}`);
  if (faults.length > 0) throw new ConfigError(faults.join("; "));
  return { fields, missingValues, fieldsMatch: fieldsMatch ?? "exact" };
}

const MATCHES = ["exact", "equal", "subset", "superset", "partial"] as const;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `default` is always allowed; a text starting with `%` is a pattern of strptime. */
const FORMATS: Readonly<Record<FieldType, readonly string[]>> = {
  string: ["email", "uri", "uuid", "binary"],
  integer: [],
  number: [],
  boolean: [],
  date: ["any", "%"],
  datetime: ["any", "%"],
  time: ["any", "%"],
  year: [],
  yearmonth: [],
  duration: [],
  object: [],
  array: [],
  list: [],
  geopoint: ["array", "object"],
  any: [],
};

const CONSTRAINTS = [
  "required",
  "unique",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "minLength",
  "maxLength",
  "pattern",
  "enum",
];

function parseField(given: unknown, inherited: readonly string[], faults: string[]): Field {
  const field = isObject(given) ? given : {};
  const name = typeof field.name === "string" ? field.name : "";
  if (name === "") faults.push("field: a name was expected");
  const type = String(field.type ?? "any") as FieldType;
  const formats = FORMATS[type];
  const format = field.format === "default" ? undefined : (field.format as string | undefined);
  if (!formats) faults.push(`field ${name}: the type ${JSON.stringify(type)} is not supported`);
  else if (
    format !== undefined &&
    !formats.some((known) => format === known || (known === "%" && format.includes("%")))
  )
    faults.push(`field ${name}: the format ${JSON.stringify(format)} is not supported for ${type}`);
  if (field.bareNumber === false) faults.push(`field ${name}: bareNumber false is not supported`);
  const constraints = isObject(field.constraints) ? field.constraints : {};
  for (const key of Object.keys(constraints))
    if (!CONSTRAINTS.includes(key)) faults.push(`field ${name}: the constraint ${key} is not supported`);
  const pattern = constraints.pattern;
  if (pattern !== undefined && !isPattern(pattern))
    faults.push(`field ${name}: the pattern ${JSON.stringify(pattern)} is not a regular expression`);
  return {
    name,
    type,
    ...(format !== undefined && { format }),
    missingValues:
      field.missingValues === undefined ? inherited : readMissingValues(field.missingValues, `field ${name}`, faults),
    constraints: constraints as FieldConstraints,
    trueValues: (field.trueValues as string[] | undefined) ?? ["true", "True", "TRUE", "1"],
    falseValues: (field.falseValues as string[] | undefined) ?? ["false", "False", "FALSE", "0"],
    decimalChar: (field.decimalChar as string | undefined) ?? ".",
    groupChar: field.groupChar as string | undefined,
    listDelimiter: (field.delimiter as string | undefined) ?? ",",
    itemType: field.itemType as FieldType | undefined,
  };
}

/** Data Package v2 allows `{value, label}` beside plain texts. */
function readMissingValues(given: unknown, where: string, faults: string[]): string[] {
  const values = Array.isArray(given) ? given.map((value) => (isObject(value) ? value.value : value)) : [undefined];
  if (values.every((value) => typeof value === "string")) return values;
  faults.push(`${where}.missingValues: a list of texts was expected`);
  return [""];
}

/** A pattern holds for the whole value, as in XML Schema. */
export const wholePattern = (pattern: string) => new RegExp(`^(?:${pattern})$`, "u");

function isPattern(pattern: unknown): boolean {
  if (typeof pattern !== "string") return false;
  try {
    wholePattern(pattern);
    return true;
  } catch {
    return false; // the caller names it
  }
}
