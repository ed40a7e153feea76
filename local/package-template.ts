/** The packaged CloudFormation template of stage `local`: what `sls package` makes of serverless.yml, made again only when that changes. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Template } from "./aws/dispatcher/intrinsics.ts";

const TEMPLATE = "cloudformation-template-update-stack.json";

export interface PackageOptions {
  codeRoot: string;
  /** Where the package and its fingerprint are kept. */
  folder: string;
  stage?: string;
}

/** Throws with the framework's own words when serverless.yml cannot be packaged. */
export async function packageTemplate({ codeRoot, folder, stage = "local" }: PackageOptions): Promise<Template> {
  const packaged = join(folder, stage);
  const fingerprintFile = join(folder, `${stage}.fingerprint`);
  const fingerprint = fingerprintOf(codeRoot);
  const isFresh =
    existsSync(join(packaged, TEMPLATE)) &&
    existsSync(fingerprintFile) &&
    readFileSync(fingerprintFile, "utf8") === fingerprint;
  if (!isFresh) {
    mkdirSync(folder, { recursive: true });
    rmSync(packaged, { recursive: true, force: true });
    await serverlessPackage(codeRoot, packaged, stage);
    // Only the template is used; the bundles are what a deploy would upload.
    for (const file of readdirSync(packaged)) if (file.endsWith(".zip")) rmSync(join(packaged, file));
    writeFileSync(fingerprintFile, fingerprint);
  }
  return JSON.parse(readFileSync(join(packaged, TEMPLATE), "utf8"));
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
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}`, SLS_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 120_000,
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
