/**
 * `npm run test:clients [name …]`: unmodified Python clients, each against a fresh twin. A line for each check, and `N passed, N failed`.
 * A name selects the clients whose name contains it. Needs Python 3.11, and PyPI the first time.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Environments, openEnvironments } from "../../local/python/environments.ts";
import { startSnowflakeTwin } from "../../local/snowflake/server.ts";
import { type Client, clients } from "./clients.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
/** For one client with all its checks. */
const limitMs = 480_000;
const atOnce = 2;

const asked = process.argv.slice(2).map((name) => name.toLowerCase());
const chosen = clients.filter(
  ({ name }) => asked.length === 0 || asked.some((part) => name.toLowerCase().includes(part)),
);
let passed = 0;
let failed = 0;
const startedAt = Date.now();
const tell = (line: string) => process.stdout.write(`${line}\n`);

await runClients();
tell(`\nclients: ${seconds(startedAt)} s\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

async function runClients(): Promise<void> {
  if (chosen.length === 0) {
    report(false, `no client is named ${asked.join(" or ")}; there are ${clients.map(({ name }) => name).join(", ")}`);
    return;
  }
  try {
    const environments = await openEnvironments(tell);
    const waiting = [...chosen];
    const work = async () => {
      for (let client = waiting.shift(); client !== undefined; client = waiting.shift()) {
        await runClient(client, environments);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  } catch (error) {
    report(false, (error as Error).message);
  }
}

function report(isPassed: boolean, sentence: string): void {
  if (isPassed) passed++;
  else failed++;
  tell(`${isPassed ? "ok    " : "FAILED"} ${sentence}`);
}

async function runClient(client: Client, environments: Environments): Promise<void> {
  const bin = await environments.bin(join(folder, "environments", `${client.environment}.txt`));
  const clientStartedAt = Date.now();
  const twin = await startSnowflakeTwin({ port: 0 });
  try {
    await runScript(client, bin, twin.port);
  } finally {
    await twin.close();
  }
  tell(`       ${client.name}: ${seconds(clientStartedAt)} s`);
}

async function runScript(client: Client, bin: string, port: number): Promise<void> {
  const child = spawn(join(bin, "python"), ["-W", "ignore", join(folder, "python", client.script)], {
    env: {
      ...process.env,
      PATH: `${bin}:${process.env.PATH}`,
      TWIN_PORT: String(port),
      SNOWFLAKE_DISABLE_MINICORE: "1",
      DBT_SEND_ANONYMOUS_USAGE_STATS: "false",
      PYTHONDONTWRITEBYTECODE: "1",
    },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: limitMs,
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const errors: string[] = [];
  createInterface(child.stderr).on("line", (line) => errors.push(line));
  let checks = 0;
  let isEachPassed = true;
  for await (const line of createInterface(child.stdout)) {
    const [, not, sentence] = /^(not )?ok (.*)$/.exec(line) ?? [];
    if (sentence === undefined) continue;
    checks++;
    if (not !== undefined) isEachPassed = false;
    report(not === undefined, `${client.name}: ${sentence}`);
  }
  const code = await ended;
  // An exit code without a failed check is a script that broke before its end.
  if (checks === 0 || (code !== 0 && isEachPassed))
    report(false, `${client.name}: ended with ${code}: ${errors.slice(-3).join(" ")}`);
}

function seconds(sinceMs: number): string {
  return ((Date.now() - sinceMs) / 1000).toFixed(1);
}
