/** Runs of the job as the local Glue starts them: their ends, their logs, and what is left when Spark is killed. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import {
  BatchStopJobRunCommand,
  CreateJobCommand,
  GetJobRunCommand,
  GlueClient,
  type JobRun,
  StartJobRunCommand,
} from "@aws-sdk/client-glue";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { openRun } from "../../cli/generate/index.ts";
import { glueBundle } from "../../infra/glue-bundle.cjs";
import { findJava } from "../../local/aws/glue/spark.ts";
import { type LocalAws, startLocalAws } from "../../local/aws/server.ts";
import type { TwinEnvironment } from "../../local/environment.ts";
import { glueRunner } from "../../local/glue-run.ts";
import { readDone } from "../../shared/done.ts";
import { doneKey } from "../../shared/keys.ts";
import { s3ObjectStore } from "../../shared/object-store/s3.ts";
import { differenceOf } from "./compare.ts";
import { BUCKETS, PROCESSED, publishFolder, runDuckdb } from "./drops.ts";
import type { Report } from "./suite.ts";

const JOB = "transform";
/** Lines of the log: Spark is killed when they are written, one run after the other. */
const KILL_AT = [
  "reading the members",
  "rule bookings/10_event_keys_twice.sql",
  "counting",
  "writing bookings",
  "writing the rejects of bookings",
];
const ENDED = ["SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT"];
const credentials = { accessKeyId: "local", secretAccessKey: "local" };

export async function checkRuns(report: Report, wants: (title: string) => boolean): Promise<void> {
  const titles = {
    java: "without Java 17 Spark is refused by name, with the way to get it",
    crash: `killed at ${KILL_AT.length} points, the job leaves nothing that loads, and the next run gives the whole result`,
    killed: "a run whose Java is killed fails, and says so with the step it was in",
    wrong: "a run with wrong arguments fails and names them",
    stop: "a run that is stopped ends as STOPPED, and its process with it",
  };
  if (wants(titles.java)) report(await refusesWithoutJava(), titles.java);
  if (![titles.crash, titles.killed, titles.wrong, titles.stop].some(wants)) return;
  const folder = mkdtempSync(join(tmpdir(), "reelhouse-glue-runs-"));
  const environment = { region: "eu-west-1", ...credentials } as TwinEnvironment;
  const aws = await startLocalAws({ port: 0, dataDir: folder, runJob: glueRunner(() => environment) });
  environment.awsEndpoint = aws.url;
  try {
    const runs = await openRuns(aws, folder);
    if (wants(titles.wrong)) {
      const { JobRunState, ErrorMessage = "" } = await runs.end(await runs.start({ "--drop": "1" }));
      const isNamed = ErrorMessage.includes("--dataset is missing") && ErrorMessage.includes('--drop is "1"');
      report(JobRunState === "FAILED" && isNamed, `${titles.wrong}: ${ErrorMessage.split("\n")[0]}`);
    }
    if ([titles.stop, titles.killed, titles.crash].some(wants)) await killAndStop(runs, folder, report, titles);
  } finally {
    await aws.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function refusesWithoutJava(): Promise<boolean> {
  const words = await findJava({ PATH: "/nowhere" }).then(String, (error: Error) => error.message);
  return words.includes("needs Java 17") && words.includes("openjdk-17");
}

type Runs = Awaited<ReturnType<typeof openRuns>>;

async function openRuns(aws: LocalAws, folder: string) {
  const options = { endpoint: aws.url, region: "eu-west-1", credentials };
  const client = new S3Client({ ...options, forcePathStyle: true });
  const glue = new GlueClient(options);
  for (const Bucket of [PROCESSED, ...Object.values(BUCKETS)]) await client.send(new CreateBucketCommand({ Bucket }));
  const bundle = await glueBundle(".");
  for (const { key, body } of bundle)
    await client.send(new PutObjectCommand({ Bucket: PROCESSED, Key: key, Body: body }));
  const [script, modules] = bundle.map(({ key }) => `s3://${PROCESSED}/${key}`);
  await glue.send(
    new CreateJobCommand({
      Name: JOB,
      Role: "arn:aws:iam::000000000000:role/x",
      Command: { Name: "glueetl", ScriptLocation: script },
      DefaultArguments: {
        "--extra-py-files": modules!,
        "--processed-bucket": PROCESSED,
        "--archive-bucket": BUCKETS.spark,
      },
    }),
  );
  const get = async (RunId: string): Promise<JobRun> =>
    (await glue.send(new GetJobRunCommand({ JobName: JOB, RunId }))).JobRun!;
  const logOf = (id: string) => {
    try {
      return readFileSync(join(folder, "glue-logs", `${id}.log`), "utf8");
    } catch {
      return ""; // it has said nothing yet
    }
  };
  return {
    store: s3ObjectStore(client),
    start: async (given: Record<string, string>) =>
      (await glue.send(new StartJobRunCommand({ JobName: JOB, Arguments: given }))).JobRunId!,
    stop: (id: string) => glue.send(new BatchStopJobRunCommand({ JobName: JOB, JobRunIds: [id] })),
    /** Waits until the log has the line, or the run is over. */
    async reach(id: string, line: string) {
      while (!logOf(id).includes(line) && !ENDED.includes((await get(id)).JobRunState!)) await pause(20);
    },
    async end(id: string): Promise<JobRun> {
      for (;;) {
        const run = await get(id);
        if (ENDED.includes(run.JobRunState!)) return run;
        await pause(100);
      }
    },
  };
}

async function killAndStop(
  { store, start, stop, reach, end }: Runs,
  folder: string,
  report: Report,
  titles: { crash: string; killed: string; stop: string },
) {
  const members = join(folder, "members");
  await openRun("bookings", { seed: 5, rows: 2_000, bad: 0.004 }).write(1, members);
  const ref = await publishFolder(store, members, "bookings");
  const duckdb = await runDuckdb(store, ref, false);
  const given = { "--dataset": ref.dataset, "--drop": ref.drop };
  const stopped = await start(given);
  await reach(stopped, KILL_AT[0]!);
  const pids = sparkProcesses();
  await stop(stopped);
  const { JobRunState } = await end(stopped);
  for (let waited = 0; waited < 50 && pids.some(isAlive); waited += 1) await pause(100);
  report(JobRunState === "STOPPED" && pids.length > 0 && !pids.some(isAlive), titles.stop);
  const lost = await start(given);
  await reach(lost, KILL_AT[1]!);
  for (const pid of sparkProcesses().flatMap(childrenOf)) process.kill(pid, "SIGKILL");
  const { JobRunState: lostState, ErrorMessage = "" } = await end(lost);
  const isSaid = /^Error: The Spark process ended with 1: JobFailed: .+: Spark's process was killed/.test(ErrorMessage);
  report(lostState === "FAILED" && isSaid, `${titles.killed}: ${ErrorMessage.split("\n")[0]}`);
  const faults: string[] = [];
  for (const line of KILL_AT) {
    const id = await start(given);
    await reach(id, line);
    for (const pid of sparkProcesses()) process.kill(pid, "SIGKILL");
    const killed = await end(id);
    if (!killed.ErrorMessage?.includes("ended by SIGKILL in the step ")) faults.push(`it says ${killed.ErrorMessage}`);
    if (killed.JobRunState !== "FAILED") faults.push(`killed at "${line}" it ended as ${killed.JobRunState}`);
    if (await store.head({ bucket: BUCKETS.spark, key: doneKey(ref) }))
      faults.push(`_DONE.json is there after "${line}"`);
  }
  const last = await end(await start(given));
  const done = last.JobRunState === "SUCCEEDED" ? await readDone(store, BUCKETS.spark, ref) : undefined;
  const difference = done
    ? await differenceOf(store, duckdb, { done, reason: undefined })
    : `the last run: ${last.ErrorMessage}`;
  if (difference) faults.push(difference);
  report(faults.length === 0, [titles.crash, ...faults].join(": "));
}

/** Drivers that this process has started. */
function sparkProcesses(): number[] {
  return childrenOf(process.pid).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("run_job.py");
    } catch {
      return false; // it ended meanwhile
    }
  });
}

const childrenOf = (pid: number) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").map(Number).filter(Boolean);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
