/** Writes a manifest in today's form: what `pack` sends, and what an upgraded flat one becomes. */
import type { Contract } from "../contract/contract.ts";
import type { Manifest } from "./manifest.ts";
import type { ManifestDescriptor } from "./schema.ts";

/** A Data Package v2 descriptor. `headers`: the columns as a member spells them, where it spells them differently from the contract. */
export function describeManifest(
  manifest: Manifest,
  contract: Contract,
  headers: ReadonlyMap<string, readonly string[]> = new Map(),
): ManifestDescriptor {
  return {
    $schema: "https://datapackage.org/profiles/2.0/datapackage.json",
    name: manifest.dataset,
    title: contract.title,
    reelhouse: {
      version: 1,
      sequence: manifest.sequence ?? null,
      mode: manifest.mode,
      producedAt: manifest.producedAt ?? null,
    },
    resources: manifest.members.map(({ path, bytes, sha256, rowCount, table, format }) => {
      const schema = contract.tables.find(({ name }) => name === table)?.schema;
      const header = headers.get(path);
      return {
        name: resourceName(path),
        path,
        format: format === "document" ? (path.split(".").at(-1) ?? "txt") : format,
        bytes,
        hash: `sha256:${sha256}`,
        ...(rowCount !== undefined && { rowCount }),
        ...(schema && {
          schema: {
            fields: schema.fields.map(({ name, type }, index) => ({ name: header?.[index] ?? name, type })),
            missingValues: [""],
          },
        }),
      };
    }),
  };
}

/** Data Package v2: a resource's name is unique; lower case letters, digits, `.`, `_`, `-` and `/` are what v1's readers take too. */
const resourceName = (path: string) => path.toLowerCase().replace(/[^a-z0-9._/-]/g, "-");
