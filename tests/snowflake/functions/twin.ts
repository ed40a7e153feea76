/** A twin with the table SALES, its clock stopped, in the time zone that Snowflake's documentation uses. */
import { createClock } from "../../../local/snowflake/clock.ts";
import { type Opened, openTwin } from "../driver.ts";

export async function openSales(): Promise<Opened> {
  const opened = await openTwin({ clock: createClock(Date.UTC(2026, 4, 17, 18, 30, 15, 250)) });
  for (const statement of [
    "alter session set timezone = 'America/Los_Angeles'",
    "create table sales (id int not null, region varchar, amount number(10, 2), quantity int, sold date, active boolean)",
    `insert into sales values (1, 'east', 10.00, 1, '2024-01-01', true), (2, 'east', 20.50, 2, '2024-01-02', false),
      (3, 'west', 30.25, null, '2024-01-03', true), (4, 'west', null, 4, null, null), (5, null, 5.00, 5, '2024-01-05', true)`,
    "set weight = 12",
  ]) {
    await opened.client.run(statement);
  }
  return opened;
}
