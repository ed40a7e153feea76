/** What statements about tasks are refused with. */
import { SnowflakeError, type SqlPosition } from "../errors.ts";

const compilation = (code: string, sqlState: string, text: string, at?: SqlPosition) =>
  new SnowflakeError(code, sqlState, `SQL compilation error:\n${text}`, at);

/** A graph is changed while its root is suspended only. https://docs.snowflake.com/en/user-guide/tasks-graphs */
export const rootNotSuspended = (root: string) =>
  new SnowflakeError(
    "091089",
    "23001",
    `Unable to update graph with root task ${root} since that root task is not suspended.`,
  );

export const scheduleAndPredecessors = (task: string) =>
  compilation(
    "001506",
    "22023",
    `Task ${task} cannot have both a schedule and a predecessor or root task to finalize.`,
  );

export const nothingToRunBy = (task: string) =>
  new SnowflakeError(
    "091083",
    "23001",
    `Task ${task} cannot be resumed: it has no schedule, no predecessor and no stream to be triggered by.`,
  );

export const graphCycle = (task: string) =>
  new SnowflakeError("091086", "23001", `Adding the predecessors would create a cycle through task ${task}.`);

export const tooMany = (task: string, what: string, limit: number) =>
  new SnowflakeError("091087", "23001", `Task ${task} would have more than ${limit} ${what}.`);

export const otherRoot = (task: string) =>
  new SnowflakeError("091088", "23001", `Task ${task} would belong to several graphs: a task has one root.`);

export const notARoot = (task: string, what: string) =>
  new SnowflakeError("091084", "23001", `${what} needs a root task, and ${task} is none.`);

export const finalizerExists = (root: string) =>
  new SnowflakeError("091085", "23001", `Root task ${root} already has a finalizer task.`);

export const nothingToRetry = (task: string) =>
  new SnowflakeError(
    "091090",
    "23001",
    `Cannot retry the last run of task ${task}: it did not fail, is older than 14 days, or its graph was changed since.`,
  );

export const invalidTaskOption = (name: string, why: string, at?: SqlPosition) =>
  compilation("001006", "22023", `invalid property '${name}' for 'TASK': ${why}`, at);
