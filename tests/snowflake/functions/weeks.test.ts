/** WEEK_START and WEEK_OF_YEAR_POLICY: https://docs.snowflake.com/en/sql-reference/functions-date-time#calendar-weeks-and-weekdays */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Opened, openTwin } from "../driver.ts";

let opened: Opened;
beforeAll(async () => {
  opened = await openTwin();
});
afterAll(() => opened.close());

/** Sundays to Mondays around New Year 2017: January 1 was a Sunday. */
const around = "values ('2016-12-31'::date), ('2017-01-01'::date), ('2017-01-02'::date), ('2017-01-08'::date) as t (d)";

async function weeks(start: number, policy: number): Promise<string> {
  await opened.client.run(`alter session set week_start = ${start}, week_of_year_policy = ${policy}`);
  const [text] = await opened.client.row(
    `select listagg(yearofweek(d) || '-' || week(d) || '/' || dayofweek(d), ' ') within group (order by d) from ${around}`,
  );
  return String(text);
}

describe("the number of a week", () => {
  it("is of ISO 8601 by default, days from Sunday 0", async () => {
    expect(await weeks(0, 0)).toBe("2016-52/6 2016-52/0 2017-1/1 2017-1/0");
  });
  it("counts from the Sunday week with four days in the year when weeks begin on Sunday", async () => {
    expect(await weeks(7, 0)).toBe("2016-52/7 2017-1/1 2017-1/2 2017-2/1");
  });
  it("counts from the week of January 1 with WEEK_OF_YEAR_POLICY = 1", async () => {
    expect(await weeks(0, 1)).toBe("2016-53/6 2017-1/0 2017-2/1 2017-2/0");
    expect(await weeks(1, 1)).toBe("2016-53/6 2017-1/7 2017-2/1 2017-2/7");
  });
  it("of ISO does not follow the session", async () => {
    await opened.client.run("alter session set week_start = 7, week_of_year_policy = 1");
    expect(
      await opened.client.row(
        "select weekiso('2017-01-01'::date), yearofweekiso('2017-01-01'::date), dayofweekiso('2017-01-01'::date)",
      ),
    ).toEqual([52, 2016, 7]);
  });
});

it("DATE_TRUNC, LAST_DAY, DATEDIFF and TIME_SLICE follow WEEK_START", async () => {
  await opened.client.run("alter session set week_start = 7, week_of_year_policy = 0");
  // 2024-01-06 is a Saturday, 2024-01-07 a Sunday.
  expect(
    await opened.client.row(
      `select to_char(date_trunc(week, '2024-01-06'::date)), to_char(last_day('2024-01-06'::date, week)),
        datediff(week, '2024-01-06'::date, '2024-01-07'::date), to_char(time_slice('2024-01-06'::date, 1, 'week'))`,
    ),
  ).toEqual(["2023-12-31", "2024-01-06", 1, "2023-12-31"]);
});
