/** Alerts and notifications by a clock that is moved by hand, through the unmodified driver. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createClock } from "../../../local/snowflake/clock.ts";
import type { Notification } from "../../../local/snowflake/notifications/notifications.ts";
import { type Client, type Opened, openTwin } from "../driver.ts";

const minute = 60_000;
const clock = createClock(Date.parse("2026-01-05T09:00:00Z"));
const told: Notification[] = [];
let opened: Opened;
let client: Client;
let round = 0;

beforeAll(async () => {
  opened = await openTwin({ clock, onNotification: (notification) => told.push(notification) });
  client = opened.client;
  await client.run(
    "create notification integration mail type = email enabled = true allowed_recipients = ('ann@example.com', 'bob@example.com')",
  );
});
afterAll(() => opened.close());
beforeEach(async () => {
  if (round > 0) await client.run(`drop schema db.s${round}`);
  await clock.advance(minute);
  round += 1;
  told.length = 0;
  await client.run(`create schema db.s${round}`);
  await client.run("create table readings (value int, at timestamp_ltz default current_timestamp)");
  await client.run("create table log (what varchar)");
});

const states = async (name: string) =>
  (
    await client.rows(
      `select state, error_code from table(information_schema.alert_history(alert_name => '${name}'))
       where schema_name = current_schema() and state <> 'SCHEDULED' order by scheduled_time`,
    )
  ).map(({ STATE, ERROR_CODE }) => (ERROR_CODE === null ? STATE : `${STATE} ${ERROR_CODE}`));

const hot = (more = "") =>
  `create alert hot schedule = '1 minute' if (exists (select 1 from readings where value > 100)) then insert into log ${more || "select 'hot'"}`;

describe("an alert", () => {
  it("is made suspended, and acts at the times of its schedule when its condition has a row", async () => {
    await client.run(hot());
    await clock.advance(3 * minute);
    expect(await states("hot")).toEqual([]);
    await client.run("alter alert hot resume");
    await clock.advance(2 * minute);
    await client.run("insert into readings (value) values (101)");
    await clock.advance(minute);
    expect(await states("hot")).toEqual(["CONDITION_FALSE", "CONDITION_FALSE", "TRIGGERED"]);
    expect(await client.values("select what from log")).toEqual(["hot"]);
    await client.run("alter alert hot suspend");
    await clock.advance(3 * minute);
    expect(await states("hot")).toHaveLength(3);
  });

  it("looks from its last success to its scheduled time, so that no row is reported twice or missed", async () => {
    const between = "at > snowflake.alert.last_successful_scheduled_time() and at <= snowflake.alert.scheduled_time()";
    await client.run(
      `create alert fresh schedule = '10 minute' if (exists (select 1 from readings where ${between}))
       then insert into log select listagg(value, ',') within group (order by value) from readings where ${between}`,
    );
    await client.run("alter alert fresh resume");
    // Beside the minutes of the schedule: what is written in the moment of a run comes after it.
    await clock.advance(1000);
    for (let value = 1; value <= 6; value += 1) {
      await client.run(`insert into readings (value) values (${value})`);
      await clock.advance(5 * minute);
    }
    expect(await client.values("select what from log order by 1")).toEqual(["1,2", "3,4", "5,6"]);
  });

  it("looks back over a run whose action failed", async () => {
    await client.run(
      `create alert fresh schedule = '1 minute' if (exists (select 1 from readings where at > snowflake.alert.last_successful_scheduled_time()))
       then insert into absent select listagg(value, ',') from readings where at > snowflake.alert.last_successful_scheduled_time()`,
    );
    await clock.advance(1000);
    await client.run("alter alert fresh resume");
    await client.run("insert into readings (value) values (1)");
    await clock.advance(minute + 1000);
    await client.run("create table absent (what varchar)");
    await client.run("insert into readings (value) values (2)");
    await clock.advance(minute);
    expect(await states("fresh")).toEqual(["ACTION_FAILED 002003", "TRIGGERED"]);
    expect(await client.values("select what from absent")).toEqual(["1,2"]);
  });

  it("records a condition that fails, an action that fails, and goes on", async () => {
    await client.run(hot("values ('x', 'y')"));
    await client.run("insert into readings (value) values (200)");
    await client.run("alter alert hot resume");
    await clock.advance(minute);
    await client.run("alter alert hot modify condition exists (select 1 from nowhere)");
    await clock.advance(minute);
    await client.run("alter alert hot modify condition exists (show tables like 'readings')");
    await client.run("alter alert hot modify action insert into log values ('done')");
    await clock.advance(minute);
    const [action, condition, last] = await states("hot");
    expect(action).toMatch(/^ACTION_FAILED /);
    expect(condition).toBe("CONDITION_FAILED 002003");
    expect(last).toBe("TRIGGERED");
  });

  it("runs once by EXECUTE ALERT though it is suspended, and says when it comes next when it is not", async () => {
    await client.run(hot());
    await client.run("execute alert hot");
    expect(await states("hot")).toEqual(["CONDITION_FALSE"]);
    await client.run("alter alert hot resume");
    const [next] = await client.rows(
      "select datediff('second', current_timestamp(), scheduled_time) as s from table(information_schema.alert_history(alert_name => 'HOT')) where state = 'SCHEDULED'",
    );
    expect(next?.S).toBe(60);
  });

  it("is shown, described, cloned suspended, and made again from GET_DDL", async () => {
    await client.run(hot());
    await client.run("alter alert hot set comment = 'c' warehouse = compute_wh schedule = 'USING CRON 0 9 * * * UTC'");
    await client.run("alter alert hot resume");
    const [shown] = await client.rows("show alerts");
    expect(shown).toMatchObject({
      name: "HOT",
      state: "started",
      schedule: "USING CRON 0 9 * * * UTC",
      condition: "select 1 from readings where value > 100",
      action: "insert into log select 'hot'",
      comment: "c",
      warehouse: "COMPUTE_WH",
    });
    expect(await client.rows("describe alert hot")).toEqual([shown]);
    await client.run("create alert twin clone hot");
    expect((await client.rows("show alerts like 'twin'"))[0]?.state).toBe("suspended");
    const [ddl] = await client.values("select get_ddl('alert', 'hot')");
    await client.run("drop alert hot");
    await client.run(String(ddl));
    expect((await client.rows("show alerts like 'hot'"))[0]).toMatchObject({ condition: shown?.condition });
  });

  it("is refused without a schedule, with one in seconds, and with a condition that changes rows", async () => {
    const end = "if (exists (select 1)) then select 1";
    expect((await client.fails(`create alert a ${end}`)).message).toContain("alert on new data");
    expect((await client.fails(`create alert a schedule = '30 seconds' ${end}`)).code).toBe("001087");
    const bad = "create alert a schedule = '1 minute' if (exists (delete from log)) then select 1";
    expect((await client.fails(bad)).message).toContain("SELECT, SHOW or CALL");
    expect((await client.fails("select snowflake.alert.scheduled_time()")).message).toContain("within an alert");
  });
});

describe("notifications", () => {
  it("are told to whoever started the twin, and kept in NOTIFICATION_HISTORY", async () => {
    await client.run("call system$send_email('mail', 'ann@example.com, bob@example.com', 'Hot', 'It is hot.')");
    expect(told).toMatchObject([
      {
        integration: "MAIL",
        channel: "EMAIL",
        to: ["ann@example.com", "bob@example.com"],
        subject: "Hot",
        mimeType: "text/plain",
        body: "It is hot.",
      },
    ]);
    const sql =
      "select integration_name, status from table(information_schema.notification_history(start_time => dateadd('second', -1, current_timestamp())))";
    expect(await client.rows(sql)).toEqual([{ INTEGRATION_NAME: "MAIL", STATUS: "SUCCESS" }]);
  });

  it("go nowhere when one recipient is not allowed, or the integration is missing or disabled", async () => {
    const send = (integration: string, to: string) =>
      client.fails(`call system$send_email('${integration}', '${to}', 's', 'b')`);
    expect((await send("mail", "ann@example.com, eve@example.com")).message).toContain("indexes [2]");
    expect((await send("none", "ann@example.com")).code).toBe("002003");
    await client.run("create notification integration off type = email enabled = false");
    expect((await send("off", "ann@example.com")).message).toContain("disabled");
    expect(told).toEqual([]);
  });

  it("are written by the functions of SNOWFLAKE.NOTIFICATION, to several integrations at once", async () => {
    await client.run(
      "create or replace notification integration queue type = queue enabled = true direction = outbound",
    );
    await client.run(
      `call system$send_snowflake_notification(
         array_construct(snowflake.notification.text_html('<b>hot</b>'), snowflake.notification.application_json('{"hot": true}')),
         array_construct(
           snowflake.notification.email_integration_config('mail', 'Hot', array_construct('ann@example.com'), array_construct('bob@example.com'), null),
           snowflake.notification.integration('queue')))`,
    );
    expect(told).toMatchObject([
      { channel: "EMAIL", to: ["ann@example.com"], cc: ["bob@example.com"], subject: "Hot", body: "<b>hot</b>" },
      { channel: "QUEUE", integration: "QUEUE", mimeType: "application/json", body: '{"hot": true}' },
    ]);
  });

  it("tell the ERROR_INTEGRATION of a task that failed", async () => {
    await client.run(
      "create or replace notification integration queue type = queue enabled = true direction = outbound",
    );
    await client.run("create task broken error_integration = queue as select 1 / 0");
    await client.run("execute task broken");
    expect(told.map(({ source, integration }) => `${source} ${integration}`)).toEqual(["TASK QUEUE"]);
    const payload = JSON.parse(told[0]?.body ?? "");
    expect(payload).toMatchObject({ messageType: "USER_TASK_FAILED", taskName: `DB.S${round}.BROKEN` });
    expect(payload.messages).toMatchObject([{ errorCode: "100051" }]);
  });
});
