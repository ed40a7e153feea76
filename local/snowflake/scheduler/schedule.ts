/** SCHEDULE of a task or alert: an interval or a cron expression, and when it comes next. */
import { SnowflakeError } from "../errors.ts";
import { type Cron, nextCronTime, parseCron } from "./cron.ts";

export type Schedule = { kind: "interval"; ms: number } | { kind: "cron"; cron: Cron };

const unitMs: Readonly<Record<string, number>> = { S: 1000, M: 60_000, H: 3_600_000 };
const shortestMs = 10_000;
/** "The maximum supported value is 11520 minutes": https://docs.snowflake.com/en/sql-reference/sql/create-task */
const longestMs = 691_200_000;

const invalid = (text: string, why: string) =>
  new SnowflakeError(
    "001087",
    "22023",
    `SQL compilation error:\ninvalid value '${text}' for property 'SCHEDULE': ${why}`,
  );

/** `5 minutes`, `10 SECOND`, `1 h`, `USING CRON 0 9 * * MON-FRI Europe/Madrid`. Throws what is wrong with it. */
export function parseSchedule(text: string): Schedule {
  const cronText = /^\s*USING\s+CRON\s+(.*)$/is.exec(text)?.[1];
  if (cronText !== undefined) {
    const cron = parseCron(cronText);
    if (cron === undefined) throw invalid(text, "not a cron expression of five fields and a time zone");
    return { kind: "cron", cron };
  }
  const [, count, unit] = /^\s*(\d+)\s*(S|M|H|SECONDS?|MINUTES?|HOURS?)\s*$/i.exec(text) ?? [];
  if (count === undefined || unit === undefined) {
    throw invalid(text, "expected '<num> { HOURS | MINUTES | SECONDS }' or 'USING CRON <expr> <time zone>'");
  }
  const ms = Number(count) * (unitMs[unit[0]?.toUpperCase() ?? ""] ?? Number.NaN);
  if (ms < shortestMs || ms > longestMs) throw invalid(text, "an interval is 10 seconds to 8 days");
  return { kind: "interval", ms };
}

/**
 * The first moment after `after`. Intervals count from `anchor`, the moment the task was resumed or its schedule set: at 9:03 with ten
 * minutes it runs at 9:13, 9:23, … as Snowflake's page says.
 */
export function nextTime(schedule: Schedule, anchor: number, after: number): number | undefined {
  if (schedule.kind === "cron") return nextCronTime(schedule.cron, after);
  const passed = Math.max(0, Math.floor((after - anchor) / schedule.ms));
  return anchor + (passed + 1) * schedule.ms;
}
