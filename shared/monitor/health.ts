/** What is wrong with a pipeline, from its state. Pure. */
import type { PipelineState } from "./collect.ts";

export interface Finding {
  severity: "error" | "warning";
  /** What it is about: `task SILVER.FILMS_TASK`. */
  subject: string;
  what: string;
  remedy: string;
}

export interface Health {
  healthy: boolean;
  at: string;
  findings: Finding[];
}

/** Only errors make a pipeline unhealthy; warnings are for people. */
export function judgeHealth(state: PipelineState): Health {
  const findings = [...pipes(state), ...streams(state), ...tasks(state), ...dynamicTables(state), ...loads(state)];
  return { healthy: findings.every(({ severity }) => severity !== "error"), at: state.at, findings };
}

const error = (subject: string, what: string, remedy: string): Finding => ({
  severity: "error",
  subject,
  what,
  remedy,
});
const warning = (subject: string, what: string, remedy: string): Finding => ({
  ...error(subject, what, remedy),
  severity: "warning",
});

const pipes = (state: PipelineState) =>
  state.pipes
    .filter((pipe) => pipe.state !== "RUNNING")
    .map((pipe) =>
      error(
        `pipe ${pipe.name}`,
        `it is ${pipe.state}`,
        `alter pipe reelhouse.${pipe.name} set pipe_execution_paused = false; if it stalls again, look at system$pipe_status`,
      ),
    );

const streams = (state: PipelineState) =>
  state.streams
    .filter(({ isStale }) => isStale)
    .map(({ name }) =>
      error(
        `stream ${name}`,
        "it is stale: its changes can no longer be read",
        `create or replace stream reelhouse.${name} …, then bring its target up to date from the table itself`,
      ),
    );

function tasks(state: PipelineState): Finding[] {
  return state.tasks.flatMap(({ name, state: taskState, lastRun, lastError, lastRunAt }) => {
    if (taskState.toLowerCase() === "suspended")
      return [error(`task ${name}`, "it is suspended", `alter task reelhouse.${name} resume`)];
    if (lastRun?.startsWith("FAILED"))
      return [
        error(
          `task ${name}`,
          `its last run failed at ${lastRunAt}: ${lastError ?? "no message"}`,
          "mend what the message names; the next run does the work of this one",
        ),
      ];
    return [];
  });
}

function dynamicTables(state: PipelineState): Finding[] {
  return state.dynamicTables.flatMap(({ name, status, lagSeconds, targetLagSeconds }) => {
    const subject = `dynamic table ${name}`;
    if (status === "SUSPENDED")
      return [error(subject, "it is suspended", `alter dynamic table reelhouse.${name} resume`)];
    if (status === "FAILING")
      return [error(subject, "its last refresh failed", "`reelhouse monitor --mode history` has the message")];
    if (status === "LATE")
      return [
        warning(
          subject,
          `it is ${lagSeconds} s behind; the target is ${targetLagSeconds} s`,
          "wait for the next refresh; if it stays late, its warehouse is too small",
        ),
      ];
    return [];
  });
}

const loads = (state: PipelineState) =>
  state.unbalanced === 0
    ? []
    : [
        error(
          "loads",
          `${state.unbalanced} have rows that are unaccounted for`,
          "select * from monitoring.v_reconciliation where not is_balanced",
        ),
      ];
