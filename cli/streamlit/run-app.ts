/** The Streamlit server as a child process: started, waited for until it answers, ended. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CommandError, EXIT, wrongUse } from "../exit-codes.ts";
import { codeRoot } from "../home.ts";

const startLimitMs = 60_000;

export const appFolder = join(codeRoot, "dashboard", "streamlit");

export interface RunningApp {
  url: string;
  pid: number;
  /** Ends with the process: its exit code. */
  ended: Promise<number | null>;
  stop(): Promise<void>;
}

/**
 * `bin`: the folder with `streamlit` in it; `script`: the app's file, run in its folder. `port` 0 takes a free one. Throws `CommandError` when the server does not answer; what it
 * said of it is in the message.
 */
export async function runApp(
  bin: string,
  { script, secretsFile, port }: { script: string; secretsFile: string; port: number },
): Promise<RunningApp> {
  const chosen = await claimPort(port);
  const settings = {
    "server.address": "127.0.0.1",
    "server.port": String(chosen),
    "server.headless": "true",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "viewer",
    "secrets.files": secretsFile,
  };
  const flags = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
  const child = spawn(join(bin, "streamlit"), ["run", script, ...flags], {
    cwd: dirname(script),
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", SNOWFLAKE_DISABLE_MINICORE: "1" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said: string[] = [];
  child.stderr.on("data", (data) => {
    said.push(String(data));
    if (said.length > 50) said.shift();
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("close", resolve);
    child.once("error", reject);
  });
  const url = `http://127.0.0.1:${chosen}`;
  await answers(url, ended, () => said.join("").trim().slice(-1000), child);
  return { url, pid: child.pid!, ended, stop: () => stop(child) };
}

/** Its health page is up before the app is asked for (docs.streamlit.io/deploy/tutorials/docker: HEALTHCHECK). */
async function answers(url: string, ended: Promise<unknown>, said: () => string, child: ChildProcess): Promise<void> {
  let isOver = false;
  ended.then(
    () => (isOver = true),
    () => (isOver = true),
  );
  for (const until = Date.now() + startLimitMs; Date.now() < until && !isOver; await sleep(200)) {
    const response = await fetch(`${url}/_stcore/health`).catch(() => undefined); // refused until it listens
    if (response?.ok) return;
  }
  await stop(child);
  throw new CommandError(EXIT.serviceFailed, `Streamlit does not answer at ${url}. It said: ${said() || "nothing"}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const isGone = await Promise.race([exited.then(() => true), sleep(5_000, false)]);
  if (isGone) return;
  child.kill("SIGKILL"); // an open page can hold Streamlit's end up
  await exited;
}

/** The port, or a free one for 0, while nobody listens there: another Streamlit on it would answer in our app's place. */
async function claimPort(port: number): Promise<number> {
  const server = createServer();
  const listening = new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  await listening.catch((error: NodeJS.ErrnoException) => {
    throw wrongUse(`Port ${port} cannot be had (${error.code}). --port takes another one, 0 a free one.`);
  });
  const { port: chosen } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return chosen;
}
