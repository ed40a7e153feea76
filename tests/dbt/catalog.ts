/** What the catalog that dbt has made of Snowflake leaves without a word. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Node {
  resource_type: string;
  schema: string;
  description: string;
  columns: Record<string, { description: string }>;
}

interface CatalogNode {
  metadata: { comment: string | null };
  columns: Record<string, { comment: string | null }>;
}

/** Of models, snapshots and raw tables: how many are in the catalog, and what has no description in dbt or no comment in Snowflake. A table's says its grain. */
export function bareColumns(target: string): { tables: number; bare: string[] } {
  const read = (name: string) => JSON.parse(readFileSync(join(target, name), "utf8"));
  const manifest = read("manifest.json") as { nodes: Record<string, Node>; sources: Record<string, Node> };
  const catalog = read("catalog.json") as Record<"nodes" | "sources", Record<string, CatalogNode>>;
  const found: Record<string, CatalogNode> = { ...catalog.nodes, ...catalog.sources };
  const bare: string[] = [];
  let tables = 0;
  for (const [id, node] of Object.entries({ ...manifest.nodes, ...manifest.sources })) {
    const isWanted = node.resource_type === "model" || node.resource_type === "snapshot" || node.schema === "raw";
    if (!isWanted) continue;
    const inSnowflake = found[id];
    if (inSnowflake === undefined) {
      bare.push(`${id} is not in the catalog`);
      continue;
    }
    tables += 1;
    if (!/Grain: one row per /.test(node.description) || !inSnowflake.metadata.comment) bare.push(id);
    for (const [name, { comment }] of Object.entries(inSnowflake.columns))
      if (!comment || !node.columns[name.toLowerCase()]?.description) bare.push(`${id}.${name}`);
  }
  return { tables, bare };
}
