/** What the warehouse says of itself: findings, tasks, pipes, streams. */
import { badge } from "../badge.ts";
import { clock } from "../format.ts";
import type { PanelSpec } from "../panel.ts";

interface State {
  health: { findings: { severity: string; subject: string; what: string; remedy: string }[] };
  pipes: { name: string; state: string; pendingFiles: number; lastIngestedAt: string | null }[];
  streams: { name: string; source: string; isStale: boolean; hasData: boolean }[];
  tasks: {
    name: string;
    state: string;
    schedule: string;
    lastRun: string | null;
    lastRunAt: string | null;
    lastError: string | null;
  }[];
}

const EVERY_MS = 3_000;
const path = () => "/api/state";
const at = (time: string | null) => (time === null ? null : clock(time));
const of = (isGood: (value: string) => boolean) => (value: unknown) =>
  value === null ? "–" : badge(String(value), isGood(String(value)) ? "good" : "bad");

export const HEALTH: PanelSpec<State> = {
  title: "Health",
  about: "What is wrong with the pipeline, and what to do about it.",
  query: "health",
  width: "full",
  everyMs: EVERY_MS,
  empty: "Healthy: every pipe runs, every task succeeds, every row is accounted for.",
  source: {
    path,
    command: "npx reelhouse doctor",
    read: ({ health }) => ({
      columns: ["severity", "subject", "what", "remedy"],
      rows: health.findings.map(({ severity, subject, what, remedy }) => [severity, subject, what, remedy]),
    }),
  },
  cells: { severity: (value) => badge(String(value), value === "error" ? "bad" : "busy") },
};

export const TASKS: PanelSpec<State> = {
  title: "Tasks",
  about: "What runs by schedule or after another, and how the last run ended.",
  query: "tasks",
  width: "wide",
  everyMs: EVERY_MS,
  source: {
    path,
    command: "npx reelhouse monitor",
    read: ({ tasks }) => ({
      columns: ["task", "state", "schedule", "last run", "at", "error"],
      rows: tasks.map((each) => [
        each.name,
        each.state,
        each.schedule,
        each.lastRun,
        at(each.lastRunAt),
        each.lastRun === "SKIPPED" ? null : each.lastError,
      ]),
    }),
  },
  cells: {
    state: of((state) => state.toLowerCase() !== "suspended"),
    "last run": of((run) => !run.startsWith("FAILED")),
  },
};

export const PIPES: PanelSpec<State> = {
  title: "Pipes",
  about: "Snowpipe: files on their way into RAW and BRONZE.",
  query: "pipes",
  everyMs: EVERY_MS,
  source: {
    path,
    command: "npx reelhouse monitor",
    read: ({ pipes }) => ({
      columns: ["pipe", "state", "files waiting", "last file"],
      rows: pipes.map((each) => [each.name, each.state, each.pendingFiles, at(each.lastIngestedAt)]),
    }),
  },
  cells: { state: of((state) => state === "RUNNING") },
};

export const STREAMS: PanelSpec<State> = {
  title: "Streams",
  about: "Changes that a task has not taken yet. A stale stream can no longer be read.",
  query: "streams",
  everyMs: EVERY_MS,
  source: {
    path,
    command: "npx reelhouse monitor",
    read: ({ streams }) => ({
      columns: ["stream", "on", "changes"],
      rows: streams.map((each) => [each.name, each.source, each.isStale ? "STALE" : each.hasData ? "waiting" : "none"]),
    }),
  },
  cells: { changes: of((state) => state !== "STALE") },
};
