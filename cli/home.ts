/** Where the twin keeps its state, and where a running twin wrote down its addresses. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { TwinEnvironment } from "./environment.ts";
import { CommandError, EXIT } from "./exit-codes.ts";

/** The folder of the checkout, without a slash at its end. */
export const codeRoot = fileURLToPath(new URL("..", import.meta.url)).replace(/[/\\]$/, "");

export interface TwinAddresses {
  pid: number;
  startedAt: string;
  environment: TwinEnvironment;
}

/** `--data-dir`, or REELHOUSE_HOME, or `.reelhouse/` in the checkout. */
export const dataDirOf = (option: string | undefined) =>
  resolve(option ?? process.env.REELHOUSE_HOME ?? join(codeRoot, ".reelhouse"));

const addressFile = (dataDir: string) => join(dataDir, "twin.json");

export function writeAddresses(dataDir: string, addresses: TwinAddresses): void {
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(addressFile(dataDir), `${JSON.stringify(addresses, undefined, 2)}\n`);
}

export const removeAddresses = (dataDir: string) => rmSync(addressFile(dataDir), { force: true });

/** The addresses of the twin that runs on this folder, or `undefined`. A file that a killed twin left behind counts as nothing. */
export function runningTwin(dataDir: string): TwinAddresses | undefined {
  if (!existsSync(addressFile(dataDir))) return undefined;
  const addresses = JSON.parse(readFileSync(addressFile(dataDir), "utf8")) as TwinAddresses;
  return isAlive(addresses.pid) ? addresses : undefined;
}

export function requireTwin(dataDir: string): TwinAddresses {
  const twin = runningTwin(dataDir);
  if (!twin)
    throw new CommandError(
      EXIT.serviceFailed,
      "The twin is not running. Start it in another terminal with `npx reelhouse up` (or `npm start`).",
    );
  return twin;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // signal 0 only asks
    return true;
  } catch {
    return false;
  }
}
