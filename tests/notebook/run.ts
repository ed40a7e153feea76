/** `npm run test:notebook`: docs/walkthrough.ipynb from top to bottom, against a twin of its own. A line for each cell, then `N passed, N failed`. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openEnvironments } from "../../local/python/environments.ts";

const root = join(import.meta.dirname, "../..");
const notebook = join(root, "docs/walkthrough.ipynb");
const limitMs = 480_000;
const home = mkdtempSync(join(tmpdir(), "reelhouse-notebook-"));
const environment = { ...process.env, REELHOUSE_HOME: home };
const tell = (line: string) => process.stdout.write(`${line}\n`);

const cells = (JSON.parse(readFileSync(notebook, "utf8")) as { cells: { cell_type: string; outputs?: unknown[] }[] })
  .cells;
let passed = 0;
let failed = 0;
if (cells.some(({ outputs }) => outputs !== undefined && outputs.length > 0)) {
  failed += 1;
  tell("FAILED docs/walkthrough.ipynb holds outputs; clear them: what it prints is made when it runs");
}
try {
  const bin = await (await openEnvironments(tell)).bin(join(import.meta.dirname, "notebook.txt"));
  const twin = await startTwin();
  try {
    await execute(bin);
  } finally {
    twin.kill("SIGINT");
    await once(twin, "exit");
  }
} catch (error) {
  failed += 1;
  tell(`FAILED ${(error as Error).message}`);
} finally {
  rmSync(home, { recursive: true, force: true });
}
tell(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

async function startTwin() {
  const ports = ["--aws-port", "0", "--snowflake-port", "0", "--console-port", "0"];
  const twin = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", join(root, "cli/main.ts"), "up", ...ports],
    {
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let said = "";
  twin.stderr.on("data", (data) => (said += data));
  for await (const line of createInterface(twin.stdout)) if (line.startsWith("Serving")) return twin;
  throw new Error(`the twin did not start: ${said.slice(-500)}`);
}

async function execute(bin: string): Promise<void> {
  const child = spawn(join(bin, "python"), ["-W", "ignore", join(import.meta.dirname, "execute.py"), notebook], {
    cwd: root,
    env: { ...environment, PATH: `${bin}:${process.env.PATH}`, PYTHONDONTWRITEBYTECODE: "1" },
    stdio: ["ignore", "pipe", "inherit"],
    timeout: limitMs,
  });
  for await (const line of createInterface(child.stdout)) {
    const isOk = line.startsWith("ok ");
    if (isOk) passed += 1;
    else if (line.startsWith("FAILED ")) failed += 1;
    tell(isOk ? `ok     cell ${line.slice(3)}` : line);
  }
  const [code] = child.exitCode === null ? ((await once(child, "exit")) as [number | null]) : [child.exitCode];
  if (code !== 0 && failed === 0) throw new Error(`the notebook ended with ${code ?? "a signal: it took too long"}`);
}
