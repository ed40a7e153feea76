/** Which graphs are due: roots with a schedule, and triggered tasks, which look at their streams. */
import type { TaskDefinition } from "../catalog/objects.ts";
import { requireSource } from "../changes/stream-source.ts";
import { isRoot } from "../changes/task-graph.ts";
import { pathOfParts, splitName } from "../engine/names.ts";
import type { Twin } from "../engine/twin.ts";
import { nextTime, parseSchedule, type Schedule } from "./schedule.ts";
import type { Job, JobSource } from "./scheduler.ts";
import type { TaskRunner } from "./task-runner.ts";

const streamTest = /system\$stream_has_data\s*\(\s*'([^']+)'/gi;

/** The streams that a condition asks for, as written. */
export const streamsOf = (condition: string | undefined): string[] =>
  condition === undefined ? [] : [...condition.matchAll(streamTest)].map((match) => String(match[1]));

/** No schedule, but a stream to wait for. https://docs.snowflake.com/en/user-guide/tasks-triggered */
export const isTriggered = (task: TaskDefinition): boolean =>
  isRoot(task) && task.schedule === undefined && streamsOf(task.condition).length > 0;

/** "The default is 30 seconds": USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS. */
const defaultTriggerSeconds = 30;

const scheduleOf = (task: TaskDefinition): Schedule | undefined => {
  if (task.schedule !== undefined) return parseSchedule(task.schedule);
  if (!isTriggered(task)) return undefined;
  const seconds = Number(task.options.USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS ?? defaultTriggerSeconds);
  return { kind: "interval", ms: seconds * 1000 };
};

export const allowsOverlap = ({ allowOverlapping, options }: TaskDefinition): boolean =>
  allowOverlapping ||
  options.OVERLAP_POLICY === "ALLOW_ALL_OVERLAP" ||
  options.OVERLAP_POLICY === "ALLOW_CHILD_OVERLAP";

/** The next run of a root after a moment; undefined when it is suspended or has no schedule. */
export function nextRunOf(task: TaskDefinition, after: number): number | undefined {
  if (task.state !== "started" || !isRoot(task)) return undefined;
  const schedule = scheduleOf(task);
  const anchor = task.scheduledFrom ?? task.createdOn;
  return schedule === undefined ? undefined : nextTime(schedule, anchor, Math.max(after, anchor));
}

export function taskSource(twin: Twin, runner: TaskRunner): JobSource {
  /** Schedules count from here on, per task from its last run on. */
  let base = twin.clock.now();
  const taken = new Map<number, number>();
  const next = new Map<number, { of: TaskDefinition; at: number | undefined }>();

  const nextOf = (task: TaskDefinition): number | undefined => {
    const known = next.get(task.id);
    if (known?.of === task) return known.at;
    const at = nextRunOf(task, Math.max(base, taken.get(task.id) ?? base));
    next.set(task.id, { of: task, at });
    return at;
  };
  const roots = () => twin.catalog.list("task").filter((task) => task.state === "started" && isRoot(task));

  return {
    nextAt() {
      let first: number | undefined;
      for (const task of roots()) {
        const at = nextOf(task);
        if (at !== undefined && (first === undefined || at < first)) first = at;
      }
      return first;
    },
    take(now) {
      const due = roots().flatMap((task) => {
        const at = nextOf(task);
        return at === undefined || at > now ? [] : [{ task, at }];
      });
      due.sort((a, b) => a.at - b.at || a.task.id - b.task.id);
      return due.flatMap(({ task, at }): Job[] => {
        taken.set(task.id, now);
        next.delete(task.id);
        // "If a task is still running when the next scheduled time occurs, that scheduled time is skipped."
        if (runner.isRunning(task.id) && !allowsOverlap(task)) return [];
        if (!isTriggered(task)) return [() => runner.runGraph({ root: task, origin: "SCHEDULE", scheduledAt: at })];
        return mayHaveData(twin, task)
          ? [() => runner.runGraph({ root: task, origin: "TRIGGER", scheduledAt: at })]
          : [];
      });
    },
    rewind(now) {
      base = now;
      taken.clear();
      next.clear();
    },
  };
}

/** Without asking DuckDB: whether a table under one of the streams was written since the stream's offset. */
function mayHaveData(twin: Twin, task: TaskDefinition): boolean {
  return streamsOf(task.condition).some((name) => {
    const path = pathOfParts(splitName(name), "stream", { ...task } as never);
    const stream = twin.catalog.get("stream", path);
    const offset = stream === undefined ? undefined : twin.storage.streamOffsets.get(stream.id);
    // What is wrong with a stream shows when the task runs.
    if (stream === undefined || offset === undefined || offset.isInitial) return true;
    try {
      requireSource(twin.catalog, stream);
    } catch {
      return true;
    }
    return [...offset.points].some(([table, point]) => (twin.storage.newestPoint(table) ?? 0) > point);
  });
}
