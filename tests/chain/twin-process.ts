/** The twin as a user runs it: `reelhouse up` in a process of its own, that can be killed and started again on the same folder. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TwinEnvironment } from "../../local/environment.ts";

const main = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

export interface CommandResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export class TwinProcess {
  readonly dataDir = mkdtempSync(join(tmpdir(), "reelhouse-twin-"));
  environment!: TwinEnvironment;
  #child: ChildProcess | undefined;

  /** Resolves when it serves. Free ports, so that tests run beside a user's twin. */
  async start(...more: string[]): Promise<void> {
    const child = spawn(
      process.execPath,
      [
        "--disable-warning=ExperimentalWarning",
        main,
        "up",
        "--json",
        "--data-dir",
        this.dataDir,
        "--aws-port",
        "0",
        "--snowflake-port",
        "0",
        "--console-port",
        "0",
        ...more,
      ],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    this.#child = child;
    let stdout = "";
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
    this.environment = await new Promise((resolve, reject) => {
      child.stdout.setEncoding("utf8").on("data", (text) => {
        stdout += text;
        if (!stdout.endsWith("}\n")) return;
        const printed = JSON.parse(stdout);
        if (printed.error) reject(new Error(printed.error.message));
        else resolve(printed);
      });
      child.once("exit", (code, signal) => reject(new Error(`up ended with ${code ?? signal}: ${stdout}${stderr}`)));
    });
  }

  /** `kill -9`: nothing gets a chance to tidy up. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** Runs `reelhouse …` against this twin. */
  run(...args: string[]): Promise<CommandResult> {
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        ["--disable-warning=ExperimentalWarning", main, ...args, "--data-dir", this.dataDir],
        { maxBuffer: 64 << 20 },
        (error, stdout, stderr) =>
          resolve({ exitCode: typeof error?.code === "number" ? error.code : error ? 1 : 0, stdout, stderr }),
      );
    });
  }

  async json<T>(...args: string[]): Promise<T> {
    const { stdout, stderr } = await this.run(...args, "--json");
    if (stdout === "") throw new Error(`reelhouse ${args.join(" ")}: ${stderr}`);
    return JSON.parse(stdout);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  }
}
