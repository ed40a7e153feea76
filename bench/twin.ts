/** The twin in a process of its own, as a user starts it, on free ports. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import type { TwinEnvironment } from "../local/environment.ts";

export interface BenchTwin {
  environment: TwinEnvironment;
  pid: number;
  stop(): void;
}

export function startTwin(folder: string): Promise<BenchTwin> {
  const main = join(import.meta.dirname, "..", "cli", "main.ts");
  const ports = ["--aws-port", "0", "--snowflake-port", "0", "--console-port", "0"];
  const args = [
    "--disable-warning=ExperimentalWarning",
    main,
    "up",
    "--json",
    "--data-dir",
    join(folder, "home"),
    ...ports,
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`up ended with ${code}: ${printed}`)));
    child.stdout.setEncoding("utf8").on("data", (text) => {
      printed += text;
      if (printed.endsWith("}\n"))
        resolve({ environment: JSON.parse(printed), pid: child.pid ?? 0, stop: () => child.kill("SIGKILL") });
    });
  });
}
