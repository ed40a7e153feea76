/** The job's modules in one Spark session, which is asked for one drop after the other. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { jobFolder, openSpark } from "../../local/aws/glue/spark.ts";
import type { Done } from "../../shared/done.ts";

/** Many small jobs: what compiling for speed costs does not come back. */
const SHORT_JOBS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

export interface SparkRequest {
  dataset: string;
  drop: string;
  processed_bucket: string;
  archive_bucket: string;
  accepts_rejects?: boolean;
  /** Folder with `rules` and `contracts`. */
  assets: string;
  /** Small ones cut small members, too. */
  range_bytes?: number;
}

export interface SparkAnswer {
  done?: Done;
  refused?: string;
  failed?: string;
}

export class SparkSession implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #answers: ((line: string | undefined) => void)[] = [];
  #errors = "";

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
    child.stderr!.setEncoding("utf8").on("data", (text) => {
      this.#errors = (this.#errors + text).slice(-4_000);
      if (process.env.REELHOUSE_STEPS) process.stderr.write(text);
    });
    const lines = createInterface(child.stdout!);
    lines.on("line", (line) => {
      if (line.startsWith("=> ")) this.#answers.shift()?.(line.slice(3));
    });
    lines.on("close", () => {
      for (const answer of this.#answers.splice(0)) answer(undefined);
    });
  }

  /** `endpoint`: of an S3. `java`: options of the Java machine; those for many small jobs unless said. */
  static async start(
    endpoint: string,
    tell: (line: string) => void,
    { java = SHORT_JOBS }: { java?: string } = {},
  ): Promise<SparkSession> {
    const folder = mkdtempSync(join(tmpdir(), "reelhouse-spark-"));
    const { python, env } = await openSpark({ memory: "2g", folder, ...(java !== "" && { java }) }, tell);
    const script = fileURLToPath(new URL("python/session.py", import.meta.url));
    const child = spawn(python, [script], {
      cwd: folder,
      env: {
        ...process.env,
        ...env,
        PYTHONPATH: jobFolder,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: "eu-west-1",
        AWS_DEFAULT_REGION: "eu-west-1",
        AWS_ACCESS_KEY_ID: "local",
        AWS_SECRET_ACCESS_KEY: "local",
      },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const session = new SparkSession(child, folder);
    await session.#answer();
    return session;
  }

  async run(request: SparkRequest): Promise<SparkAnswer> {
    const answer = this.#answer();
    this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
    return (await answer) as SparkAnswer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("close", resolve));
    this.#child.stdin!.end();
    if (this.#child.exitCode === null) await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #answer(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#answers.push((line) => {
        if (line === undefined) reject(new Error(`Spark ended: ${this.#errors}`));
        else resolve(JSON.parse(line));
      });
    });
  }
}
