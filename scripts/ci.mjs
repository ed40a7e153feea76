/**
 * Continuous integration: `npm test` and the suites that need Python, Java and a browser; ends with their sum as one line, `N passed, N failed`.
 * It gets Chromium by apt where it may; where there is none, the tests in a browser are left out, and it says so.
 */
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const commands = [
  ["test"],
  ["run", "lint:sql"],
  ["run", "test:glue"],
  ["run", "test:dbt"],
  ["run", "test:clients"],
  ["run", "test:notebook"],
];
if (hasChromium()) commands.push(["run", "test:streamlit"]);
else
  process.stdout.write(
    "There is no Chromium: the dashboards are not opened. Install it, or set CHROMIUM to its path.\n",
  );
/** Those that tell by their exit code alone: each counts as one test. */
const oneTest = new Set(["lint:sql"]);
const sum = { passed: 0, failed: 0 };
for (const command of commands) {
  const { passed, failed } = await npm(command);
  sum.passed += passed;
  sum.failed += failed;
}
process.stdout.write(`\n${sum.passed} passed, ${sum.failed} failed\n`);
process.exit(sum.failed === 0 && sum.passed > 0 ? 0 : 1);

function hasChromium() {
  const found = () =>
    [process.env.CHROMIUM, "chromium", "chromium-browser", "google-chrome"].some(
      (name) => name && spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0,
    );
  if (found()) return true;
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  process.stdout.write("Installing Chromium by apt ...\n");
  const apt = (...args) => spawnSync("apt-get", args, { stdio: "ignore", timeout: 300_000 });
  apt("update");
  apt("install", "-y", "--no-install-recommends", "chromium");
  return found();
}

/** Passes on what the command prints. One that ends with an error, or without its count, has failed once at least. */
async function npm(command) {
  const name = `npm ${command.join(" ")}`;
  const child = spawn("npm", ["--silent", ...command], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    shell: process.platform === "win32",
  });
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", resolve);
  });
  let counts;
  for await (const line of createInterface(child.stdout)) {
    const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(line) ?? [];
    if (passed === undefined) process.stdout.write(`${line}\n`);
    else {
      counts = { passed: Number(passed), failed: Number(failed) };
      // In other words than the last line of all, which is the one that counts.
      process.stdout.write(`${name}: ${passed} ok, ${failed} not ok\n`);
    }
  }
  const code = await ended;
  if (oneTest.has(command.at(-1))) counts = { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  if (counts === undefined) process.stdout.write(`${name}: ended with ${code} before it counted its tests\n`);
  const { passed = 0, failed = 0 } = counts ?? {};
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1) };
}
