/** The Python environments of the client tests: one virtual environment for each file in `environments/`, made when its text changed. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

export type Environment = { ok: true; bin: string } | { ok: false; reason: string };

/** `bin` is the folder with `python` and the clients' commands; not ok when the packages can not be had from PyPI. */
export function pythonEnvironment(name: string): Environment {
  const requirements = join(root, "tests/clients/environments", `${name}.txt`);
  const folder = join(root, ".venv", name);
  const stamp = join(folder, "installed.txt");
  const bin = join(folder, "bin");
  const wanted = readFileSync(requirements, "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return { ok: true, bin };
  rmSync(folder, { recursive: true, force: true });
  const made = command("python3", ["-m", "venv", folder]);
  if (made !== undefined) return { ok: false, reason: made };
  const installed = command(join(bin, "python"), ["-m", "pip", "install", "--quiet", "-r", requirements]);
  if (installed !== undefined) return { ok: false, reason: installed };
  writeFileSync(stamp, wanted);
  return { ok: true, bin };
}

/** What went wrong, or undefined. */
function command(file: string, args: readonly string[]): string | undefined {
  const { status, stderr, error } = spawnSync(file, args, { encoding: "utf8", timeout: 900_000 });
  if (status === 0) return undefined;
  return (error?.message ?? stderr.trim().split("\n").at(-1) ?? "no output").slice(0, 300);
}
