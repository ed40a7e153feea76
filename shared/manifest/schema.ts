/** The manifest's shape: a Data Package v2 descriptor with what Reelhouse needs of it. `contracts/manifest.schema.json` is made from this. */
import { z } from "zod";

const wholeNumber = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

export const resourceSchema = z
  .looseObject({
    name: z.string().optional(),
    path: z.string().min(1).describe("The member's name in the archive, with `/` between folders."),
    bytes: wholeNumber.describe("Size of the member in bytes, not compressed."),
    hash: z
      .string()
      .regex(/^sha256:[0-9a-fA-F]{64}$/)
      .describe("SHA-256 of the member."),
    rowCount: wholeNumber.optional().describe("Records without the header. Required of CSV and Parquet members."),
    schema: z
      .union([z.string(), z.looseObject({ fields: z.array(z.looseObject({ name: z.string() })) })])
      .optional()
      .describe("Table Schema of the member, or `contract:<dataset>/<table>`. Without it the contract's holds."),
  })
  .describe("A member of the drop.");

export const manifestSchema = z
  .looseObject({
    $schema: z.string().optional(),
    name: z.string().min(1).describe("The dataset, as its contract is named."),
    reelhouse: z
      .strictObject({
        version: z.literal(1).describe("Version of this form."),
        sequence: wholeNumber
          .nullable()
          .describe(
            "Of two drops of a dataset, the one with the greater sequence is newer; null: the one that arrived later.",
          ),
        mode: z.enum(["snapshot", "delta"]).describe("Whether the drop is the whole dataset or rows to be added."),
        producedAt: z.iso
          .datetime({ offset: true })
          .nullable()
          .describe("When the producer made it, where that is known."),
      })
      .describe("What Reelhouse needs to know beyond the Data Package."),
    resources: z.array(resourceSchema).min(1),
  })
  .describe("Manifest of a Reelhouse drop: a Frictionless Data Package (version 2) descriptor.");

export type ManifestDescriptor = z.infer<typeof manifestSchema>;

/** The published JSON Schema (draft 2020-12). */
export const manifestJsonSchema = () => ({
  $id: "https://reelhouse.dev/schemas/manifest.schema.json",
  title: "Reelhouse manifest",
  ...z.toJSONSchema(manifestSchema, { io: "input" }),
});
