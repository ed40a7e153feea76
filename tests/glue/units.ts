/** The job's pure parts, tested in Python without Spark. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { jobFolder, openSpark } from "../../local/aws/glue/spark.ts";
import type { Report } from "./suite.ts";

export async function runUnits(
  report: Report,
  tell: (line: string) => void,
  wants: (title: string) => boolean,
): Promise<void> {
  const { python } = await openSpark({ memory: "1g", folder: "/tmp" }, tell);
  const folder = fileURLToPath(new URL("python", import.meta.url));
  const child = spawn(python, ["-m", "unittest", "discover", "-v", "-s", folder, "-p", "test_*.py"], {
    env: { ...process.env, PYTHONPATH: jobFolder, PYTHONDONTWRITEBYTECODE: "1" },
    stdio: ["ignore", "inherit", "pipe"],
    timeout: 120_000,
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const lines: string[] = [];
  let seen = 0;
  for await (const line of createInterface(child.stderr)) {
    lines.push(line);
    const [, name, outcome] = /^(test_\w+) .*\.\.\. (ok|FAIL|ERROR)$/.exec(line) ?? [];
    if (name === undefined) continue;
    seen += 1;
    const title = name.replace("test_", "").replaceAll("_", " ");
    if (outcome !== "ok" || wants(title)) report(outcome === "ok", title);
  }
  const code = await ended;
  if (code !== 0) tell(lines.slice(-60).join("\n"));
  if (seen === 0) report(false, `the tests in Python ended with ${code} before the first of them`);
}
