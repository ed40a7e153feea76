/** `npm run lint:sql [-- fix]`: sqlfluff over sql/, in an environment of its own under .cache. Plain JavaScript: it needs no install. */
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const VERSION = "4.5.0";
const root = fileURLToPath(new URL("..", import.meta.url));
const venv = join(root, ".cache", `sqlfluff-${VERSION}`);
const bin = (name) => join(venv, process.platform === "win32" ? "Scripts" : "bin", name);

const run = (command, args) => spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2] });
/** Exit code 3: what the check needs is not there. */
const stop = (message) => {
  rmSync(venv, { recursive: true, force: true });
  process.stderr.write(`${message}\n`);
  process.exit(3);
};

if (process.argv.includes("--help")) {
  process.stdout.write(
    "npm run lint:sql            checks sql/ and docs/systems/queries/ (rules: .sqlfluff)\nnpm run lint:sql -- fix     mends what can be mended\n",
  );
  process.exit(0);
}
if (!existsSync(bin(process.platform === "win32" ? "sqlfluff.exe" : "sqlfluff"))) {
  process.stderr.write(`Installing sqlfluff ${VERSION} (once) ...\n`);
  const python = ["python3", "python"].find((name) => spawnSync(name, ["--version"]).status === 0);
  if (!python) stop("lint:sql needs Python 3 on the path.");
  if (run(python, ["-m", "venv", venv]).status !== 0) stop("python -m venv failed; its message is above.");
  if (
    run(bin("python"), ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", `sqlfluff==${VERSION}`])
      .status !== 0
  )
    stop("pip install failed; its message is above.");
}
const verb = process.argv.includes("fix") ? "fix" : "lint";
const folders = ["sql", join("docs", "systems", "queries")].filter((folder) => existsSync(join(root, folder)));
const { status } = spawnSync(bin("sqlfluff"), [verb, "--disable-progress-bar", ...folders], {
  cwd: root,
  stdio: "inherit",
});
process.exit(status ?? 3);
