/**
 * Python environments of the project, under `.cache/python`: one for each lock file, made again when its text has changed.
 * For what is Python by nature (dbt, Spark, Streamlit, the clients in tests). Needs Python 3.11; installs with uv, which it gets from PyPI.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const cache = join(root, ".cache", "python");
/** The version that the lock files are resolved for. */
const pythonVersion = "3.11";
/** Installs an environment in seconds where pip takes a minute. */
const uvVersion = "0.13.8";
const installLimitMs = 600_000;

export interface Environments {
  /** The folder with `python` and the commands of the packages in this lock file (`<name>.txt`). Throws an Error that says what is missing. */
  bin(lockFile: string): Promise<string>;
}

/** Finds Python and installs uv; throws an Error that names what is missing. Environments are made when first asked for. */
export async function openEnvironments(tell: (line: string) => void): Promise<Environments> {
  const python = await findPython();
  mkdirSync(cache, { recursive: true });
  const uv = await installUv(python, tell);
  const made = new Map<string, Promise<string>>();
  return {
    bin(lockFile) {
      const bin = made.get(lockFile) ?? makeEnvironment(lockFile, python, uv, tell);
      made.set(lockFile, bin);
      return bin;
    },
  };
}

/** The same folder when it was made already, without a look at Python or PyPI; `undefined` when it was not, or for another text. */
export function madeEnvironment(lockFile: string): string | undefined {
  const folder = folderOf(lockFile);
  return isMade(folder, readFileSync(lockFile, "utf8")) ? join(folder, "bin") : undefined;
}

async function findPython(): Promise<string> {
  for (const name of [`python${pythonVersion}`, "python3", "python"]) {
    const program = "import sys; print('%d.%d %s' % (sys.version_info[0], sys.version_info[1], sys.executable))";
    const { output } = await run(name, ["-c", program]);
    const [version, path] = output.trim().split(" ");
    if (version === pythonVersion && path !== undefined) return path;
  }
  throw new Error(
    `Python ${pythonVersion} is missing: there is no python${pythonVersion} on the PATH, and neither python3 nor python is ${pythonVersion}. ` +
      `Install it (apt-get install python${pythonVersion} python${pythonVersion}-venv, or pyenv install ${pythonVersion}) and run again.`,
  );
}

async function installUv(python: string, tell: (line: string) => void): Promise<string> {
  const folder = join(cache, `uv-${uvVersion}`);
  await once(folder, uvVersion, async () => {
    tell(`installing uv ${uvVersion}`);
    await must(`python -m venv needs Python ${pythonVersion}'s venv module`, python, ["-m", "venv", folder]);
    const pip = ["-m", "pip", "install", "--quiet", `uv==${uvVersion}`];
    await must("uv can not be installed from PyPI", join(folder, "bin", "python"), pip);
  });
  return join(folder, "bin", "uv");
}

async function makeEnvironment(lock: string, python: string, uv: string, tell: (line: string) => void) {
  const name = basename(lock, ".txt");
  const folder = folderOf(lock);
  await once(folder, readFileSync(lock, "utf8"), async () => {
    const startedAt = Date.now();
    await must("no virtual environment", uv, ["venv", "--quiet", "--python", python, folder]);
    const install = ["pip", "install", "--quiet", "--system-certs", "--python", join(folder, "bin", "python")];
    await must(`${name}.txt can not be installed from PyPI`, uv, [...install, "--requirement", lock]);
    tell(`installed ${name} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  });
  return join(folder, "bin");
}

/** Runs `make` unless the folder was made for the same text. A folder left half made has no stamp and is made again. */
async function once(folder: string, text: string, make: () => Promise<void>): Promise<void> {
  if (isMade(folder, text)) return;
  rmSync(folder, { recursive: true, force: true });
  await make();
  writeFileSync(stampOf(folder), text);
}

const folderOf = (lockFile: string) => join(cache, basename(lockFile, ".txt"));
const stampOf = (folder: string) => join(folder, "made-for.txt");
const isMade = (folder: string, text: string) =>
  existsSync(stampOf(folder)) && readFileSync(stampOf(folder), "utf8") === text;

async function must(failure: string, file: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(file, args);
  if (code !== 0) throw new Error(`${failure}: ${output.trim().slice(-500)}`);
}

function run(file: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, UV_CACHE_DIR: join(cache, "uv-cache") };
    const child = spawn(file, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    // Not spawn's own time limit: it would keep this process alive when there is no such file.
    const timer = setTimeout(() => child.kill(), installLimitMs);
    const end = (code: number | null, text: string) => {
      clearTimeout(timer);
      resolve({ code, output: text });
    };
    let output = "";
    child.stdout.on("data", (data) => (output += data));
    child.stderr.on("data", (data) => (output += data));
    child.on("error", (error) => end(null, error.message));
    child.on("close", (code) => end(code, output));
  });
}
