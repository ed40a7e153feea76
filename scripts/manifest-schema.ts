/** Writes contracts/manifest.schema.json from the manifest's shape in the code: `node scripts/manifest-schema.ts`. */
import { writeFileSync } from "node:fs";
import { manifestJsonSchema } from "../shared/manifest/schema.ts";

const target = new URL("../contracts/manifest.schema.json", import.meta.url);
writeFileSync(target, `${JSON.stringify(manifestJsonSchema(), null, 2)}\n`);
