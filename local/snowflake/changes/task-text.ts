/** A statement that makes a task again, for GET_DDL. */
import { formatPath } from "../catalog/object-map.ts";
import type { OptionValue, TaskDefinition } from "../catalog/objects.ts";

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const optionText = (value: OptionValue): string => (typeof value === "string" ? text(value) : String(value));

/** Kept among the options, but told by SHOW TASKS only. */
const notSaid = new Set(["LAST_SUSPENDED_REASON"]);

export function taskText(task: TaskDefinition, name: string): string {
  const { warehouse, schedule, predecessors, finalize, condition, comment, options } = task;
  const said = Object.entries(options).filter(([option]) => !notSaid.has(option));
  const lines = [
    warehouse === undefined ? "" : `warehouse=${warehouse}`,
    schedule === undefined ? "" : `schedule=${text(schedule)}`,
    task.allowOverlapping ? "ALLOW_OVERLAPPING_EXECUTION=true" : "",
    ...said.map(([option, value]) => `${option}=${optionText(value)}`),
    finalize === undefined ? "" : `finalize=${formatPath(finalize)}`,
    comment === "" ? "" : `COMMENT=${text(comment)}`,
    predecessors.length === 0 ? "" : `after ${predecessors.map(formatPath).join(", ")}`,
    condition === undefined ? "" : `when ${condition}`,
    `as ${task.definition};`,
  ];
  return [`create or replace task ${name}`, ...lines.filter((line) => line !== "")].join("\n\t");
}
