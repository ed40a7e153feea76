/**
 * `npm run test:clients [name …]`: unmodified Python clients, each against a fresh twin. A line for each check, and `N passed, N failed`.
 * A name selects the clients whose name contains it. Needs python3 with venv, and PyPI the first time.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startSnowflakeTwin } from "../../local/snowflake/server.ts";
import { type Client, clients } from "./clients.ts";
import { pythonEnvironment } from "./environments.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
/** For one client with all its checks. */
const limitMs = 480_000;

const asked = process.argv.slice(2).map((name) => name.toLowerCase());
const chosen = clients.filter(
  ({ name }) => asked.length === 0 || asked.some((part) => name.toLowerCase().includes(part)),
);
let passed = 0;
let failed = 0;
for (const client of chosen) await runClient(client);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function report(isPassed: boolean, client: Client, sentence: string): void {
  if (isPassed) passed++;
  else failed++;
  process.stdout.write(`${isPassed ? "ok    " : "FAILED"} ${client.name}: ${sentence}\n`);
}

async function runClient(client: Client): Promise<void> {
  const environment = pythonEnvironment(client.environment);
  if (!environment.ok) {
    report(false, client, `could not be installed from PyPI: ${environment.reason}`);
    return;
  }
  const twin = await startSnowflakeTwin({ port: 0 });
  try {
    await runScript(client, environment.bin, twin.port);
  } finally {
    await twin.close();
  }
}

async function runScript(client: Client, bin: string, port: number): Promise<void> {
  const child = spawn(join(bin, "python"), ["-W", "ignore", join(folder, "python", client.script)], {
    env: {
      ...process.env,
      PATH: `${bin}:${process.env.PATH}`,
      TWIN_PORT: String(port),
      SNOWFLAKE_DISABLE_MINICORE: "1",
      DBT_SEND_ANONYMOUS_USAGE_STATS: "false",
    },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: limitMs,
  });
  const errors: string[] = [];
  createInterface(child.stderr).on("line", (line) => errors.push(line));
  let checks = 0;
  let isEachPassed = true;
  for await (const line of createInterface(child.stdout)) {
    const [, not, sentence] = /^(not )?ok (.*)$/.exec(line) ?? [];
    if (sentence === undefined) continue;
    checks++;
    if (not !== undefined) isEachPassed = false;
    report(not === undefined, client, sentence);
  }
  const code = child.exitCode ?? (await new Promise((resolve) => child.once("exit", resolve)));
  // An exit code without a failed check is a script that broke before its end.
  if (checks === 0 || (code !== 0 && isEachPassed))
    report(false, client, `ended with ${code}: ${errors.slice(-3).join(" ")}`);
}
