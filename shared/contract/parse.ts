/** Reads a contract: a Data Package v2 descriptor with a `reelhouse` block in the package and in every resource. */
import { z } from "zod";
import { ConfigError } from "../errors.ts";
import type { Contract, TableSchemaJson } from "./contract.ts";

const column = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  from: z.string(),
  type: z.string(),
  nullable: z.boolean(),
  description: z.string(),
});

const resource = z.looseObject({
  name: z.string().regex(/^[a-z][a-z0-9._-]*$/),
  title: z.string(),
  encoding: z.string().default("utf-8"),
  dialect: z.unknown().optional(),
  schema: z.looseObject({
    fields: z.array(z.looseObject({ name: z.string(), type: z.string() })).min(1),
    primaryKey: z.array(z.string()).optional(),
    foreignKeys: z
      .array(
        z.object({
          fields: z.array(z.string()),
          reference: z.object({ resource: z.string(), fields: z.array(z.string()) }),
        }),
      )
      .optional(),
  }),
  reelhouse: z.strictObject({
    table: z.string().regex(/^(RAW|BRONZE)\.[A-Z][A-Z0-9_]*$/),
    staging: z.boolean().default(false),
    required: z.boolean(),
    rejectThreshold: z.number().min(0).max(1),
    columns: z.array(column).min(1),
  }),
});

const descriptor = z.looseObject({
  name: z.string().regex(/^[a-z][a-z0-9_-]*$/),
  title: z.string(),
  reelhouse: z.strictObject({
    version: z.literal(1),
    documents: z.array(z.string()),
    ignoreSystemFiles: z.boolean(),
  }),
  resources: z.array(resource).min(1),
});

/** Throws `ConfigError` with every fault: a contract is ours to mend. */
export function parseContract(json: unknown): Contract {
  const parsed = descriptor.safeParse(json);
  if (!parsed.success) throw new ConfigError(`The contract is not valid:\n${z.prettifyError(parsed.error)}`);
  const { name, title, reelhouse, resources } = parsed.data;
  const strays = resources.flatMap(({ name: table, schema, reelhouse: { columns } }) => {
    const fields = new Set(schema.fields.map((field) => field.name));
    const named = [...columns.map(({ from }) => from), ...(schema.primaryKey ?? [])];
    return named.filter((field) => !fields.has(field)).map((field) => `${table}: there is no field ${field}`);
  });
  if (strays.length > 0) throw new ConfigError(`The contract of ${name} is not valid: ${strays.join("; ")}`);
  return {
    dataset: name,
    title,
    documents: reelhouse.documents,
    ignoresSystemFiles: reelhouse.ignoreSystemFiles,
    tables: resources.map((table) => ({
      name: table.name,
      title: table.title,
      target: table.reelhouse.table,
      table: table.reelhouse.table.slice(table.reelhouse.table.indexOf(".") + 1).toLowerCase(),
      isStaging: table.reelhouse.staging,
      isRequired: table.reelhouse.required,
      rejectThreshold: table.reelhouse.rejectThreshold,
      columns: table.reelhouse.columns,
      schema: table.schema as TableSchemaJson,
      dialect: table.dialect,
      encoding: table.encoding,
    })),
  };
}
