/** `node scripts/run.mjs <file> [arguments]`: runs a TypeScript file on the pinned Node, installing what is missing first. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { ensureInstalled, pinnedNode } from "./install.mjs";

ensureInstalled();
const child = spawn(pinnedNode, ["--disable-warning=ExperimentalWarning", ...process.argv.slice(2)], {
  stdio: "inherit",
});
// A terminal sends Ctrl-C to the whole group; what was sent to this process alone is passed on. The child decides when to end.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => signal !== "SIGINT" && child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)));
