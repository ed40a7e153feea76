/** `npm test`: types, lint and tests, in this order; installs what is missing first and ends with `N passed, N failed`. */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureInstalled, pinnedNode, root } from "./install.mjs";

ensureInstalled();
const bin = (name) => join(root, "node_modules", name);
const report = join(tmpdir(), `reelhouse-tests-${process.pid}.json`);
const steps = [
  ["types", [bin("typescript/bin/tsc"), "--noEmit"]],
  ["types of the dashboards", [bin("typescript/bin/tsc"), "--noEmit", "-p", "dashboard/web"]],
  ["lint", [bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."]],
  [
    "tests",
    [
      bin("vitest/vitest.mjs"),
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...process.argv.slice(2),
    ],
  ],
];
let failedSteps = 0;
for (const [name, args] of steps) {
  const startedAt = Date.now();
  const { status } = spawnSync(pinnedNode, args, { cwd: root, stdio: "inherit" });
  process.stdout.write(
    `${name}: ${status === 0 ? "ok" : "FAILED"} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`,
  );
  if (status !== 0) failedSteps += 1;
}
const { numPassedTests = 0, numFailedTests = 0, numFailedTestSuites = 0 } = readReport();
const failed = Math.max(numFailedTests, failedSteps, numFailedTests === 0 ? Math.min(numFailedTestSuites, 1) : 0);
process.stdout.write(`\n${numPassedTests} passed, ${failed} failed\n`);
process.exit(failed === 0 && numPassedTests > 0 ? 0 : 1);

function readReport() {
  try {
    return JSON.parse(readFileSync(report, "utf8"));
  } catch {
    return { numFailedTests: 1 }; // vitest ended before it could report: that is a failure, and the steps above say why
  } finally {
    rmSync(report, { force: true });
  }
}
