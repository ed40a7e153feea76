/** Turns each kind of failure into the story that people are told. Pure. */
import type { Fault } from "../../shared/errors.ts";
import type { LedgerItem } from "../../shared/ledger/item.ts";
import { RELEASABLE } from "../../shared/ledger/machine.ts";
import { shortHash } from "../../shared/manifest/drop-id.ts";
import { faultLine, type Story } from "../../shared/notify/compose.ts";
import { printable } from "../../shared/printable.ts";
import { countThings, type Reason } from "../../shared/quarantine.ts";
import type { Failure } from "./failure.ts";

const FAULTS_TOLD = 50;

/** The sender must mend it. */
export function refusedStory(stage: string, reason: Reason, object: Reason["object"], reasonUrl: string): Story {
  const name = object ? object.key.slice(object.key.lastIndexOf("/") + 1) : reason.id;
  const rest = reason.faultCount - countThings(reason.faults.slice(0, FAULTS_TOLD));
  const remedies = [...new Set(reason.faults.map(({ remedy }) => remedy))];
  return {
    stage,
    noticeId: reason.noticeId,
    title: `Refused: ${printable(name, 60)} (${reason.code})`,
    what: `${printable(name, 200)} was refused: nothing of it was loaded. ${reason.faultCount === 1 ? "There is one thing" : `There are ${reason.faultCount.toLocaleString("en-US")} things`} to mend.`,
    drop: reason.id,
    dataset: reason.dataset ?? undefined,
    where: [
      `step ${reason.step}`,
      ...(object
        ? [
            `s3://${object.bucket}/${printable(object.key, 1_000)}${object.versionId ? ` (version ${object.versionId})` : ""}`,
          ]
        : []),
      `all faults: ${reasonUrl}`,
    ],
    why: [
      ...reason.faults.slice(0, FAULTS_TOLD).map((fault: Fault, index) => faultLine(fault, index)),
      ...(rest > 0 ? [`… and ${rest.toLocaleString("en-US")} more, up to 1,000 of them in reason.json`] : []),
    ],
    whatToDo: remedies.map((remedy) => `- ${remedy}`),
    replay: [
      "Upload the mended archive to the landing bucket, under any name.",
      `If the archive is right and Reelhouse was wrong: npx reelhouse replay ${reason.id}`,
      ...(reason.code === RELEASABLE
        ? [`To load it without the rejected rows: npx reelhouse release --accept-rejects ${reason.id}`]
        : []),
    ],
  };
}

/** A function gave up. `item` is what it worked on, where that can be told from its event. */
export function functionStory(
  stage: string,
  failure: Extract<Failure, { kind: "function" }>,
  item: LedgerItem | undefined,
): Story {
  const { functionName, requestId, condition, invocations, errorType, errorMessage } = failure;
  const id = item && (item.drop ?? item.id.split("#")[1]);
  const isConfig = errorType === "ConfigError";
  return {
    stage,
    // Tries of one failure differ in times and request ids; the same failure of the same drop is told once.
    noticeId: shortHash(JSON.stringify([functionName, item?.id ?? requestId, errorType, sameText(errorMessage)])),
    title: `${isConfig ? "Not configured" : "Failed"}: ${functionName}${id ? `, drop ${id}` : ""}`,
    what: `The function ${functionName} failed and was given up after ${invocations === 1 ? "one try" : `${invocations} tries`}. This is not the sender's fault.`,
    drop: id,
    dataset: item?.dataset,
    where: [
      `function ${functionName}, request ${requestId}`,
      ...(item ? [`s3://${item.object.bucket}/${printable(item.object.key, 1_000)}`, `state ${item.state}`] : []),
      `log: /aws/lambda/${functionName}, filter by the request`,
    ],
    why: [`${errorType}: ${printable(errorMessage, 2_000)}`, `Lambda says: ${condition}`],
    whatToDo: [
      isConfig
        ? "- Set what is missing in serverless.yml and deploy again."
        : "- If the message names a service that was not available, nothing: reconcile starts the step again within minutes.",
      "- If it names a permission, a table or a secret, mend that, then replay.",
    ],
    replay: id ? [`npx reelhouse replay ${id}`] : ["Send the event again; see docs/operations.md."],
  };
}

/** Without what differs from one failure to the same one again: times, ids, places. */
const sameText = (text: string) => text.replace(/[0-9a-f-]{8,}|[0-9]+/g, "#");

/** The Glue of the laptop says of a run where its log is, or that it has none. */
const LOG_TOLD = /^It(s log is| has no log)/;
/** Exit code 137 is a process that was killed, mostly by a system that was short of memory. */
const OF_MEMORY = /memory|exit code 137|SIGKILL|executor lost/i;
const LINES_TOLD = 20;

export function glueStory(
  stage: string,
  failure: Extract<Failure, { kind: "glue" }>,
  item: LedgerItem | undefined,
): Story {
  const { jobName, jobRunId, state, message } = failure;
  const lines = message.split("\n").filter((line) => line.trim() !== "");
  const ofLog = lines.find((line) => LOG_TOLD.test(line));
  const reasons = lines.filter((line) => line !== ofLog).slice(0, LINES_TOLD);
  return {
    stage,
    // The same failure of the same drop's next run is told once; after a replay once more.
    noticeId: shortHash(
      JSON.stringify(["glue", jobName, ...(item ? [item.id, item.attempt, sameText(message)] : [jobRunId]), state]),
    ),
    title: `Glue run ${state}: ${jobName}${item?.drop ? `, drop ${item.drop}` : ""}`,
    what: `A run of the Glue job ${jobName} ended with ${state}. This is not the sender's fault.`,
    drop: item?.drop,
    dataset: item?.dataset,
    where: [
      `run ${jobRunId}`,
      ...(item ? [`s3://${item.object.bucket}/${printable(item.object.key, 1_000)}`] : []),
      ofLog === undefined ? "log: /aws-glue/jobs/error" : printable(ofLog, 1_000),
    ],
    why: reasons.length === 0 ? ["Glue gave no message."] : reasons.map((line) => printable(line, 4_000)),
    whatToDo: [
      ...(state === "FAILED"
        ? ["- reconcile has it run again, twice at most. If the cause is gone by then, there is nothing to do."]
        : []),
      "- Else mend what the message or the log names, then replay.",
      ...(state === "TIMEOUT" || OF_MEMORY.test(message)
        ? ["- For want of memory or time: more or larger workers (glueWorkers in serverless.yml)."]
        : []),
    ],
    replay: item?.drop
      ? [`npx reelhouse replay ${item.drop}`]
      : ["The ledger knows no drop of this run; `npx reelhouse ls` shows what is not final."],
  };
}

export function alarmStory(
  stage: string,
  { name, state, reason, description, changedAt }: Extract<Failure, { kind: "alarm" }>,
): Story {
  return {
    stage,
    noticeId: shortHash(JSON.stringify(["alarm", name, state, changedAt])),
    title: `Alarm: ${name}`,
    what: `The alarm ${name} is in state ${state}.`,
    drop: undefined,
    dataset: undefined,
    where: [`alarm ${name}${changedAt ? `, since ${changedAt}` : ""}`],
    why: [reason || "CloudWatch gave no reason.", ...(description ? [description] : [])],
    whatToDo: ["- `npx reelhouse ls` shows which drops are not final; the function's log says why."],
    replay: [],
  };
}

/** A row of `monitoring.alerts`, as Snowflake unloads it. */
export interface WarehouseAlert {
  alert_id: string;
  raised_at: string;
  /** The check that raised it. */
  source: string;
  severity: string;
  title: string;
  detail?: unknown;
}

/** A check in the warehouse found something: our fault, or data that no contract could judge. */
export function checkStory(
  stage: string,
  { alert_id, raised_at, source, severity, title, detail }: WarehouseAlert,
): Story {
  return {
    stage,
    noticeId: shortHash(JSON.stringify(["check", alert_id])),
    title: `Check: ${printable(title, 100)}`,
    what: `A check in the warehouse found ${severity === "warning" ? "something to look at" : "something wrong"}: ${printable(title, 500)}`,
    drop: undefined,
    dataset: undefined,
    where: [
      `check ${printable(source, 200)}, at ${printable(raised_at, 40)}`,
      `monitoring.alerts, alert_id ${printable(alert_id, 40)}`,
    ],
    why: [
      detail === undefined || detail === null ? "The check gave no details." : printable(JSON.stringify(detail), 4_000),
    ],
    whatToDo: [
      "- `npx reelhouse monitor` shows the state of every pipe, stream, task and dynamic table; monitoring.v_quality lists what checks found.",
      "- The same finding is not told again for a day.",
    ],
    replay: [],
  };
}

/** Told rather than lost: something calls this function in a way that it does not know. */
export function unknownStory(stage: string, event: unknown): Story {
  const shown = JSON.stringify(event) ?? "nothing";
  return {
    stage,
    noticeId: shortHash(shown),
    title: "A failure of unknown shape",
    what: "failure-notify was called with an event that it does not know.",
    drop: undefined,
    dataset: undefined,
    where: ["failure-notify"],
    why: [printable(shown, 4_000)],
    whatToDo: ["- Find out what sends it (serverless.yml lists all sources), and have the shape added."],
    replay: [],
  };
}
