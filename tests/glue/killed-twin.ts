/** The twin is killed while Spark runs: Spark ends with it, the next start tells the run as failed, and has it run again. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { GetJobRunsCommand, GlueClient, type JobRun } from "@aws-sdk/client-glue";
import { movielens, pack } from "../chain/drops.ts";
import { TwinProcess } from "../chain/twin-process.ts";
import type { Report } from "./suite.ts";

const THRESHOLD = ["--glue-threshold", "1000"];

export async function checkKilledTwin(report: Report, wants: (title: string) => boolean): Promise<void> {
  const title =
    "the twin is killed while Spark runs: Spark ends with it, the run is told as FAILED, and the next one loads the drop by itself";
  if (!wants(title)) return;
  const twin = new TwinProcess();
  const folder = mkdtempSync(join(tmpdir(), "reelhouse-glue-"));
  try {
    await twin.start(...THRESHOLD);
    const { zip, drop } = await pack(folder, "one", movielens(73));
    await twin.run("drop", zip);
    const { Id } = await reach(
      () => runsOf(twin),
      ([run]) => run !== undefined && logOf(twin, run).includes("reading"),
    );
    const [driver] = processesWith("run_job.py", drop);
    await twin.kill();
    const faults: string[] = [];
    if (driver === undefined) faults.push("no Spark was seen");
    for (let waited = 0; waited < 100 && ofGroup(driver).length > 0; waited += 1) await pause(100);
    if (ofGroup(driver).length > 0) faults.push("Spark goes on without its twin");
    await twin.start(...THRESHOLD);
    const run = (await runsOf(twin)).find((each) => each.Id === Id);
    if (run?.JobRunState !== "FAILED") faults.push(`the run is ${run?.JobRunState}`);
    await reach(
      () => runsOf(twin),
      ([next]) => next?.Id !== Id && next?.JobRunState === "SUCCEEDED",
    );
    const traced = () => twin.json<{ state: string; engine: string }>("trace", drop);
    let { state, engine } = await traced();
    for (let waited = 0; waited < 60 && state !== "LOADED"; waited += 1) {
      await pause(1_000);
      ({ state, engine } = await traced());
    }
    if (state !== "LOADED" || engine !== "glue") faults.push(`after the next run it is ${state} by ${engine}`);
    report(faults.length === 0, [title, ...faults].join(": "));
  } finally {
    await twin.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runsOf({ environment }: TwinProcess): Promise<JobRun[]> {
  const { awsEndpoint: endpoint, region, accessKeyId, secretAccessKey, functionPrefix } = environment;
  const glue = new GlueClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  try {
    return (await glue.send(new GetJobRunsCommand({ JobName: `${functionPrefix}transform` }))).JobRuns ?? [];
  } finally {
    glue.destroy();
  }
}

/** The newest run, once it is so. Throws an Error after five minutes. */
async function reach(ask: () => Promise<JobRun[]>, isSo: (runs: JobRun[]) => boolean): Promise<JobRun> {
  for (const until = Date.now() + 300_000; Date.now() < until; await pause(100)) {
    const runs = await ask();
    if (isSo(runs)) return runs[0]!;
  }
  throw new Error("the run did not come so far");
}

function logOf({ dataDir }: TwinProcess, { Id }: JobRun): string {
  try {
    return readFileSync(join(dataDir, "aws", "glue-logs", `${Id}.log`), "utf8");
  } catch {
    return ""; // it has said nothing yet
  }
}

function processesWith(...words: string[]): number[] {
  return pids().filter((pid) => words.every((word) => fileOf(pid, "cmdline").includes(word)));
}

/** Of the group that a driver leads; a process whose end nobody has asked for yet is none. */
function ofGroup(leader: number | undefined): number[] {
  return pids().filter((pid) => {
    const [state, , group] = fileOf(pid, "stat").split(") ").at(-1)!.split(" ");
    return state !== "Z" && Number(group) === leader;
  });
}

const pids = () => readdirSync("/proc").map(Number).filter(Boolean);

function fileOf(pid: number, name: "cmdline" | "stat"): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return ""; // it ended meanwhile
  }
}
