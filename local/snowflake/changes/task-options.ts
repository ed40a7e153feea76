/** The options of CREATE TASK and ALTER TASK … SET, checked. https://docs.snowflake.com/en/sql-reference/sql/create-task */

import { readOptions } from "../catalog/ddl/option-values.ts";
import type { Options, TaskDefinition } from "../catalog/objects.ts";
import type { ExecutionContext } from "../engine/context.ts";
import { parseSchedule } from "../scheduler/schedule.ts";
import type { Option } from "../sql/ast/index.ts";
import { findOption } from "../sql/ast/read-options.ts";
import { checkedParameter, parameters } from "../wire/parameters.ts";
import { invalidTaskOption } from "./task-errors.ts";

/** Largest and smallest values of the options that are numbers. */
const numbers: Readonly<Record<string, readonly [low: number, high: number]>> = {
  USER_TASK_TIMEOUT_MS: [0, 604_800_000],
  SUSPEND_TASK_AFTER_NUM_FAILURES: [0, Number.MAX_SAFE_INTEGER],
  TASK_AUTO_RETRY_ATTEMPTS: [0, 30],
  USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS: [10, 604_800],
};

/** Recorded only: the twin has no warehouses to size and no integrations to notify. */
const recorded = new Set([
  "USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE",
  "ERROR_INTEGRATION",
  "SUCCESS_INTEGRATION",
  "LOG_LEVEL",
  "TARGET_COMPLETION_INTERVAL",
  "SERVERLESS_TASK_MIN_STATEMENT_SIZE",
  "SERVERLESS_TASK_MAX_STATEMENT_SIZE",
]);

const overlapPolicies = ["NO_OVERLAP", "ALLOW_CHILD_OVERLAP", "ALLOW_ALL_OVERLAP"];

export type TaskSettings = Partial<
  Pick<TaskDefinition, "warehouse" | "schedule" | "finalize" | "allowOverlapping" | "comment">
> & { options: Options };

/** What the options say, by field; those that are not said are not there. Throws 001006 for what a task has not. */
export function taskSettings(context: ExecutionContext, list: readonly Option[]): TaskSettings {
  const settings: TaskSettings = { options: {} };
  const options: Record<string, Options[string]> = {};
  for (const [name, value] of Object.entries(readOptions(context, list))) {
    const at = findOption(list, name)?.span;
    const range = numbers[name];
    if (name === "WAREHOUSE") settings.warehouse = String(value);
    else if (name === "COMMENT") settings.comment = String(value);
    else if (name === "SCHEDULE") {
      parseSchedule(String(value));
      settings.schedule = String(value);
    } else if (name === "ALLOW_OVERLAPPING_EXECUTION") settings.allowOverlapping = value === true;
    else if (name === "OVERLAP_POLICY") {
      if (!overlapPolicies.includes(String(value)))
        throw invalidTaskOption(name, `'${String(value)}' is no policy.`, at);
      options[name] = value;
    } else if (name === "FINALIZE") settings.finalize = finalizedRoot(context, list);
    else if (name === "CONFIG") options[name] = checkedConfig(String(value), at);
    else if (range !== undefined) {
      const number = Number(value);
      if (!Number.isInteger(number) || number < range[0] || number > range[1]) {
        throw invalidTaskOption(name, `'${String(value)}' is not a whole number from ${range[0]} to ${range[1]}.`, at);
      }
      options[name] = number;
    } else if (recorded.has(name)) options[name] = value;
    else if (name in parameters) options[name] = checkedParameter(name, String(value));
    else throw invalidTaskOption(name, "there is no such property.", at);
  }
  return { ...settings, options };
}

/** A name, or a string with one. */
function finalizedRoot(context: ExecutionContext, list: readonly Option[]): TaskDefinition["finalize"] {
  const value = findOption(list, "FINALIZE")?.value;
  if (value?.kind === "name") return context.path(value, "task");
  if (value?.kind === "string") return context.pathOf(value.value, "task");
  throw invalidTaskOption("FINALIZE", "the name of a root task is expected.", value?.span);
}

/** "Must be valid JSON". */
function checkedConfig(text: string, at: Option["span"] | undefined): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw invalidTaskOption("CONFIG", "it is not valid JSON.", at);
  }
}
