#!/usr/bin/env node
/** The `reelhouse` command: installs what is missing, then runs cli/main.ts on the pinned Node. */
import { fileURLToPath } from "node:url";

process.argv.splice(2, 0, fileURLToPath(new URL("../cli/main.ts", import.meta.url)));
await import("../scripts/run.mjs");
