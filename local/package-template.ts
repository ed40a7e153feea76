/** The packaged CloudFormation template of a stage: what `sls package` makes of serverless.yml, kept until that changes. */
import { spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Template } from "./aws/dispatcher/intrinsics.ts";

const TEMPLATE = "cloudformation-template-update-stack.json";

/** Kept in `.cache/` of the checkout, named by what it was made of. Throws with the framework's own words when it cannot be packaged. */
export async function packageTemplate(codeRoot: string, stage: string): Promise<Template> {
  const cache = join(codeRoot, ".cache", "templates");
  const kept = join(cache, `${stage}-${fingerprintOf(codeRoot).slice(0, 16)}.json`);
  if (!existsSync(kept)) {
    mkdirSync(cache, { recursive: true });
    // The framework builds in one folder of the checkout: two at once would take each other's files away.
    using _lock = await takeLock(join(cache, ".lock"));
    if (existsSync(kept)) return readTemplate(kept);
    const packaged = join(cache, `.${stage}-${randomUUID()}`);
    try {
      await serverlessPackage(codeRoot, packaged, stage);
      renameSync(join(packaged, TEMPLATE), kept); // whole or not at all, also beside another process that makes the same
    } finally {
      rmSync(packaged, { recursive: true, force: true });
    }
  }
  return readTemplate(kept);
}

const readTemplate = (file: string): Template => JSON.parse(readFileSync(file, "utf8"));

/** Waits until no living process has the lock. */
async function takeLock(file: string): Promise<Disposable> {
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return { [Symbol.dispose]: () => rmSync(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    if (!holderIsAlive(file)) rmSync(file, { force: true });
    await pause(100);
  }
}

function holderIsAlive(file: string): boolean {
  try {
    process.kill(Number(readFileSync(file, "utf8")), 0); // signal 0 only asks
    return true;
  } catch {
    return false;
  }
}

/** What the template depends on: the wiring, the contracts (Glue tables) and the pinned framework. */
function fingerprintOf(codeRoot: string): string {
  const hash = createHash("sha256");
  const add = (path: string) => {
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else hash.update(`${path.slice(codeRoot.length)}\n`).update(readFileSync(path));
  };
  for (const name of ["serverless.yml", "infra", "contracts", "package-lock.json"]) add(join(codeRoot, name));
  return hash.digest("hex");
}

function serverlessPackage(codeRoot: string, packaged: string, stage: string): Promise<void> {
  const bin = join(codeRoot, "node_modules", ".bin");
  const child = spawn(process.execPath, [join(bin, "serverless"), "package", "--stage", stage, "--package", packaged], {
    cwd: codeRoot,
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 300_000,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`serverless.yml could not be packaged for stage ${stage}:\n${output}`));
    });
  });
}
