/** Writes docs/conformance.md from the tests of the Snowflake twin: `npm run conformance`. */
import { writeFileSync } from "node:fs";
import { conformanceTable } from "../tests/snowflake/conformance/table.ts";

writeFileSync(new URL("../docs/conformance.md", import.meta.url), conformanceTable());
