/** What a run of the local Glue does: the job's script from S3 in a process of PySpark, as Glue 5.1 starts it. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { GlueRun } from "./aws/glue/job-runs.ts";
import { openSpark } from "./aws/glue/spark.ts";
import { parseS3Url } from "./aws/s3-url.ts";
import type { TwinEnvironment } from "./environment.ts";

/** Of the driver, which is all there is here. Two runs at once fit into a laptop. */
const MEMORY = "2g";
const STARTER = fileURLToPath(new URL("aws/glue/run_job.py", import.meta.url));
const LINES_KEPT = 40;

/** The run ends with the process; a fired `signal` ends the process with all that it started. Its lines are the run's log. */
export function glueRunner(environment: () => TwinEnvironment) {
  return async (run: GlueRun): Promise<void> => {
    if (run.scriptLocation === undefined) throw new Error(`The job ${run.jobName} has no Command.ScriptLocation.`);
    const folder = await mkdtemp(join(tmpdir(), "reelhouse-glue-"));
    try {
      const spark = await openSpark({ memory: MEMORY, folder }, run.log);
      const script = await fetchFile(environment(), run.scriptLocation, folder);
      const libraries = [];
      for (const url of run.arguments["--extra-py-files"]?.split(",") ?? [])
        libraries.push(await fetchFile(environment(), url.trim(), folder));
      run.signal.throwIfAborted();
      const given = Object.entries({ "--JOB_NAME": run.jobName, "--JOB_RUN_ID": run.runId, ...run.arguments }).flat();
      const child = spawn(spark.python, [STARTER, script, ...given], {
        cwd: folder,
        env: { ...process.env, ...spark.env, ...awsVariables(environment()), PYTHONPATH: libraries.join(":") },
        stdio: ["pipe", "pipe", "pipe"],
        detached: true, // a group of its own: Spark is a Python, a Java and its workers
      });
      await follow(child, run);
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  };
}

const awsVariables = ({ awsEndpoint, region, accessKeyId, secretAccessKey }: TwinEnvironment) => ({
  AWS_ENDPOINT_URL: awsEndpoint,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
});

/** Throws an Error with the job's last words when the process does not end well. */
async function follow(child: ChildProcess, { signal, log }: GlueRun): Promise<void> {
  const stop = () => endGroup(child);
  signal.addEventListener("abort", stop);
  const errors: string[] = [];
  let told = "";
  createInterface(child.stdout!).on("line", (line) => {
    log(line);
    told = line;
  });
  createInterface(child.stderr!).on("line", (line) => {
    log(line);
    if (line.trim() !== "") errors.push(line);
    if (errors.length > LINES_KEPT) errors.shift();
  });
  try {
    const [code, endedBy] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (...end) => resolve(end));
    });
    if (code === 0) return;
    if (endedBy) throw new Error(`The Spark process was ended by ${endedBy}${told && ` in the step "${told}"`}.`);
    // The job's own words where there are some, else the last that Python or Java said.
    const said = errors.findLast((line) => line.startsWith("JobFailed: ")) ?? errors.at(-1) ?? "it said nothing";
    throw new Error(`The Spark process ended with ${code}: ${said}`);
  } finally {
    signal.removeEventListener("abort", stop);
    endGroup(child); // what outlives the driver writes nothing more
  }
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // ESRCH: all of it has ended
  }
}

async function fetchFile(environment: TwinEnvironment, url: string, folder: string): Promise<string> {
  const { bucket, key } = parseS3Url(url);
  const { awsEndpoint: endpoint, region, accessKeyId, secretAccessKey } = environment;
  const client = new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
  });
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const file = join(folder, basename(key));
    await writeFile(file, await Body!.transformToByteArray());
    return file;
  } finally {
    client.destroy();
  }
}
