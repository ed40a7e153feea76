/** Schedules as Snowflake's page on CREATE TASK describes them. */
import { describe, expect, it } from "vitest";
import { nextTime, parseSchedule } from "../../../local/snowflake/scheduler/schedule.ts";

const at = (text: string) => Date.parse(text);
const iso = (value: number | undefined) => (value === undefined ? undefined : new Date(value).toISOString());
/** The first times after a moment. */
function times(schedule: string, after: string, count: number): (string | undefined)[] {
  const parsed = parseSchedule(schedule);
  const found: (string | undefined)[] = [];
  let last: number | undefined = at(after);
  while (found.length < count && last !== undefined) {
    last = nextTime(parsed, at(after), last);
    found.push(iso(last));
  }
  return found;
}

describe("intervals", () => {
  it("count from when the task was resumed", () => {
    expect(times("10 MINUTES", "2026-01-05T09:03:00Z", 2)).toEqual([
      "2026-01-05T09:13:00.000Z",
      "2026-01-05T09:23:00.000Z",
    ]);
  });

  it.each(["30 seconds", "1 minute", "2 HOURS", "90 S", "1 h"])("read %s", (text) => {
    expect(parseSchedule(text).kind).toBe("interval");
  });

  it.each(["", "5", "5 days", "-1 minute", "9 seconds", "11521 minutes", "every minute"])("refuse %j", (text) => {
    expect(() => parseSchedule(text)).toThrow(/SCHEDULE/);
  });
});

describe("cron", () => {
  it("runs at the local hour through the change to summer time", () => {
    expect(times("USING CRON 0 9 * * * Europe/Madrid", "2026-03-28T00:00:00Z", 2)).toEqual([
      "2026-03-28T08:00:00.000Z",
      "2026-03-29T07:00:00.000Z",
    ]);
  });

  it("leaves out a local time that does not come, and runs twice at one that comes twice", () => {
    expect(times("USING CRON 30 2 * * * America/Los_Angeles", "2026-03-07T12:00:00Z", 1)).toEqual([
      "2026-03-09T09:30:00.000Z",
    ]);
    expect(times("USING CRON 30 1 * * * America/Los_Angeles", "2026-11-01T00:00:00Z", 2)).toEqual([
      "2026-11-01T08:30:00.000Z",
      "2026-11-01T09:30:00.000Z",
    ]);
  });

  it("takes lists, ranges, steps and names", () => {
    expect(times("USING CRON 0,30 8-10/2 * JAN-MAR MON-FRI UTC", "2026-01-02T10:00:00Z", 3)).toEqual([
      "2026-01-02T10:30:00.000Z",
      "2026-01-05T08:00:00.000Z",
      "2026-01-05T08:30:00.000Z",
    ]);
  });

  it("runs on a day that satisfies either field when both are given", () => {
    expect(times("USING CRON 0 0 15 * SUN UTC", "2026-01-11T12:00:00Z", 2)).toEqual([
      "2026-01-15T00:00:00.000Z",
      "2026-01-18T00:00:00.000Z",
    ]);
  });

  it("knows the last day of the month and the last Friday", () => {
    expect(times("USING CRON 0 0 L * * UTC", "2028-02-01T00:00:00Z", 1)).toEqual(["2028-02-29T00:00:00.000Z"]);
    expect(times("USING CRON 0 0 * * 5L UTC", "2026-01-01T00:00:00Z", 1)).toEqual(["2026-01-30T00:00:00.000Z"]);
  });

  it("finds no time for a date that never comes", () => {
    expect(times("USING CRON 0 0 30 2 * UTC", "2026-01-01T00:00:00Z", 1)).toEqual([undefined]);
  });

  it.each(["* * * * UTC", "60 * * * * UTC", "* * * * * Mars/Base", "* * * * *", "a * * * * UTC", "5-1 * * * * UTC"])(
    "refuses %s",
    (text) => {
      expect(() => parseSchedule(`USING CRON ${text}`)).toThrow(/cron expression/);
    },
  );
});
