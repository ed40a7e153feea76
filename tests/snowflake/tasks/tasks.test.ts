/** Tasks by a clock that is moved by hand, through the unmodified driver. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createClock } from "../../../local/snowflake/clock.ts";
import { type Client, type Opened, openTwin } from "../driver.ts";

const start = Date.parse("2026-01-05T09:00:00Z");
const clock = createClock(start);
const minute = 60_000;
let opened: Opened;
let client: Client;
/** Histories remember what was dropped: each test has a schema of its own. */
let round = 0;

beforeAll(async () => {
  opened = await openTwin({ clock });
  client = opened.client;
});
afterAll(() => opened.close());
beforeEach(async () => {
  await clock.set(clock.now() + minute);
  round += 1;
  await client.run(`create schema db.s${round}`);
  await client.run("create table log (what varchar, at timestamp_ltz default current_timestamp)");
});

// What is left would run in the tests that follow.
afterEach(() => client.run(`drop schema db.s${round}`));

const log = () => client.values("select what from log order by at, what");
const history = (more = "") =>
  client.rows(
    `select name, state, error_code, error_message, return_value, attempt_number, scheduled_from, query_id is not null as ran,
       datediff('second', '1970-01-01'::timestamp_ltz, scheduled_time) * 1000 as at
     from table(information_schema.task_history(${more})) where schema_name = current_schema() and state <> 'SCHEDULED' order by at, completed_time, name`,
  );
const states = async () => (await history()).map(({ NAME, STATE }) => `${NAME} ${STATE}`);

describe("a task with a schedule", () => {
  it("is made suspended, and runs each interval after RESUME, before the clock's statement answers", async () => {
    await client.run("create task t schedule = '1 minute' as insert into log (what) values ('t')");
    await clock.advance(3 * minute);
    expect(await log()).toEqual([]);
    await client.run("alter task t resume");
    const from = clock.now();
    await client.run("alter system set clock = '+3 minutes'");
    expect(await log()).toEqual(["t", "t", "t"]);
    expect((await history()).map(({ AT }) => Number(AT) - from)).toEqual([minute, 2 * minute, 3 * minute]);
    await client.run("alter task t suspend");
    await clock.advance(3 * minute);
    expect(await log()).toHaveLength(3);
  });

  it("sees the time at which it is due, not the one that the clock is moved to", async () => {
    await client.run("create task t schedule = '60 minutes' as insert into log (what) values ('t')");
    await client.run("alter task t resume");
    const from = clock.now();
    await clock.advance(150 * minute);
    const times = await client.values("select date_part(epoch_millisecond, at) from log order by at");
    expect(times.map(Number)).toEqual([from + 60 * minute, from + 120 * minute]);
  });

  it("runs by cron in its zone", async () => {
    await client.run(
      "create task t schedule = 'USING CRON 0 9 * * MON-FRI Europe/Madrid' as insert into log (what) values ('t')",
    );
    await client.run("alter task t resume");
    await client.run("alter system set clock = '2026-02-06 07:00:00'");
    await client.run("truncate table log");
    await client.run("alter system set clock = '2026-02-09 09:00:00'");
    expect(
      (await client.values("select to_varchar(at, 'YYYY-MM-DD HH24:MI') from log order by at")).map(String),
    ).toEqual(["2026-02-06 08:00", "2026-02-09 08:00"]);
  });

  it("runs in its own database and schema, with its owner's role and its session parameters", async () => {
    await client.run(
      "create task t schedule = '1 minute' timezone = 'Asia/Tokyo' as insert into log (what) select current_schema() || current_role() || to_varchar(current_timestamp(), 'TZH')",
    );
    await client.run("alter task t resume");
    await client.run("use schema db.public");
    await clock.advance(minute);
    await client.run(`use schema db.s${round}`);
    expect(await log()).toEqual([`S${round}ACCOUNTADMIN+09`]);
  });

  it("is not caught up on when the clock goes back", async () => {
    await client.run("create task t schedule = '1 minute' as insert into log (what) values ('t')");
    await client.run("alter task t resume");
    await clock.advance(2 * minute);
    const now = clock.now();
    await clock.set(now - 30 * minute);
    await clock.set(now - 30 * minute + 1);
    expect(await log()).toHaveLength(2);
    await clock.set(now + minute);
    await client.run("alter task t suspend");
  });
});

describe("WHEN", () => {
  it("skips a run and records it when the stream is empty, and consumes the stream when not", async () => {
    await client.run("create table source (id int)");
    await client.run("create stream st on table source");
    await client.run(
      "create task t schedule = '1 minute' when system$stream_has_data('st') as insert into log (what) select id::varchar from st",
    );
    await client.run("alter task t resume");
    await clock.advance(minute);
    await client.run("insert into source values (1), (2)");
    await clock.advance(2 * minute);
    expect(await log()).toEqual(["1", "2"]);
    expect(await history()).toMatchObject([
      { STATE: "SKIPPED", ERROR_MESSAGE: "Conditional expression for task evaluated to false.", RAN: false },
      { STATE: "SUCCEEDED", RAN: true },
      { STATE: "SKIPPED" },
    ]);
    expect(await client.values("select count(*) from st")).toEqual([0]);
  });

  it("triggers a task without a schedule when its stream has data", async () => {
    await client.run("create table source (id int)");
    await client.run("create stream st on table source");
    await client.run(
      "create task t when system$stream_has_data('st') as insert into log (what) select id::varchar from st",
    );
    await client.run("alter task t resume");
    await clock.advance(10 * minute);
    await client.run("insert into source values (7)");
    await clock.advance(10 * minute);
    expect(await log()).toEqual(["7"]);
    expect(await history()).toMatchObject([{ STATE: "SUCCEEDED", SCHEDULED_FROM: "TRIGGER" }]);
  });

  it("leaves the stream where it was when the statement fails", async () => {
    await client.run("create table source (id varchar)");
    await client.run("create stream st on table source");
    await client.run("create task t schedule = '1 minute' as insert into log (what) select (id::int)::varchar from st");
    await client.run("alter task t resume");
    await client.run("insert into source values ('1'), ('x')");
    await clock.advance(minute);
    expect(await history()).toMatchObject([{ STATE: "FAILED", ERROR_CODE: "100038" }]);
    expect(await client.values("select count(*) from st")).toEqual([2]);
    expect(await log()).toEqual([]);
  });
});

describe("a graph", () => {
  const graph = async (bodies: Record<string, string> = {}) => {
    const body = (name: string) => bodies[name] ?? `insert into log (what) values ('${name}')`;
    await client.run(`create task root schedule = '5 minutes' as ${body("root")}`);
    await client.run(`create task a after root as ${body("a")}`);
    await client.run(`create task b after root as ${body("b")}`);
    await client.run(`create task c after a, b as ${body("c")}`);
    await client.run(`create task fin finalize = root as ${body("fin")}`);
    await client.run("select system$task_dependents_enable('root')");
  };

  it("runs children after their predecessors and the finalizer last, all dated by the root", async () => {
    await graph();
    await clock.advance(5 * minute);
    expect((await states()).sort()).toEqual([
      "A SUCCEEDED",
      "B SUCCEEDED",
      "C SUCCEEDED",
      "FIN SUCCEEDED",
      "ROOT SUCCEEDED",
    ]);
    expect(await log()).toHaveLength(5);
    const sequence = await client.values(
      "select h.name from table(information_schema.task_history()) h where schema_name = current_schema() and state = 'SUCCEEDED'",
    );
    // Newest first.
    expect([sequence[0], sequence[1], sequence[4]]).toEqual(["FIN", "C", "ROOT"]);
    const runs = await client.values(
      "select distinct run_id || graph_run_group_id from table(information_schema.task_history()) where schema_name = current_schema() and state = 'SUCCEEDED'",
    );
    expect(runs).toHaveLength(1);
    expect(
      await client.rows(
        "select root_task_name, state from table(information_schema.complete_task_graphs()) where schema_name = current_schema()",
      ),
    ).toEqual([{ ROOT_TASK_NAME: "ROOT", STATE: "SUCCEEDED" }]);
    expect(
      await client.values(
        "select state from table(information_schema.current_task_graphs()) where schema_name = current_schema()",
      ),
    ).toEqual(["SCHEDULED"]);
  });

  it("does not run what is below a failure, but the finalizer", async () => {
    await graph({ a: "insert into log (what) select ('x'::int)::varchar" });
    await clock.advance(5 * minute);
    expect(await log()).toEqual(["b", "fin", "root"]);
    expect(
      await client.rows(
        "select state, first_error_task_name as task from table(information_schema.complete_task_graphs()) where schema_name = current_schema()",
      ),
    ).toEqual([{ STATE: "FAILED", TASK: "A" }]);
  });

  it("leaves a suspended child out, and runs what has another predecessor", async () => {
    await graph();
    await client.run("alter task root suspend");
    await client.run("alter task a suspend");
    await client.run("alter task root resume");
    await clock.advance(5 * minute);
    expect(await log()).toEqual(["b", "c", "fin", "root"]);
  });

  it("does not run what has only skipped predecessors, nor the finalizer of a skipped root", async () => {
    await graph();
    await client.run("alter task root suspend");
    await client.run("alter task a modify when 1 = 2");
    await client.run("alter task c remove after b");
    await client.run("alter task root resume");
    await clock.advance(5 * minute);
    expect(await log()).toEqual(["b", "fin", "root"]);
    await client.run("alter task root suspend");
    await client.run("alter task root modify when 1 = 2");
    await client.run("alter task root resume");
    await clock.advance(5 * minute);
    expect(await log()).toHaveLength(3);
    expect((await states()).filter((state) => state.endsWith("SKIPPED")).sort()).toEqual(["A SKIPPED", "ROOT SKIPPED"]);
  });

  it("hands return values and configuration on", async () => {
    await client.run(
      `create task root schedule = '5 minutes' config = '{"dir": "/tmp", "n": {"x": 3}}' as call system$set_return_value('from root')`,
    );
    await client.run(
      "create task a after root as insert into log (what) select system$get_predecessor_return_value('ROOT') || system$get_task_graph_config('dir') || system$get_task_graph_config('n.x')",
    );
    await client.run("select system$task_dependents_enable('root')");
    await clock.advance(5 * minute);
    expect(await log()).toEqual(["from root/tmp3"]);
    expect((await history()).map(({ RETURN_VALUE }) => RETURN_VALUE)).toContain("from root");
  });

  it("can be changed only while its root is suspended", async () => {
    await graph();
    expect((await client.fails("alter task a modify as select 1")).message).toContain("is not suspended");
    expect((await client.fails("create task d after a as select 1")).message).toContain(`DB.S${round}.ROOT`);
    await client.run("alter task root suspend");
    expect((await client.fails("alter task root add after c")).message).toMatch(/cycle|schedule/);
    await client.run("alter task c remove after a");
    await client.run("alter task c modify as insert into log (what) values ('new c')");
    await client.run("alter task c modify when 1 = 1");
    await client.run("alter task root resume");
    await clock.advance(5 * minute);
    expect(await log()).toContain("new c");
    const dependents = await client.values(
      "select name from table(information_schema.task_dependents('root', recursive => false))",
    );
    expect(dependents).toEqual(["ROOT", "A", "B", "FIN"]);
  });

  it("is tried again from what failed, by TASK_AUTO_RETRY_ATTEMPTS and by EXECUTE TASK RETRY LAST", async () => {
    await client.run(
      "create task root schedule = '5 minutes' task_auto_retry_attempts = 1 as insert into log (what) values ('root')",
    );
    await client.run("create task a after root as insert into target select 1");
    await client.run("select system$task_dependents_enable('root')");
    await clock.advance(5 * minute);
    expect(await log()).toEqual(["root"]);
    expect(
      (await history())
        .filter(({ NAME }) => NAME === "A")
        .sort((a, b) => Number(a.ATTEMPT_NUMBER) - Number(b.ATTEMPT_NUMBER))
        .map(({ ATTEMPT_NUMBER, SCHEDULED_FROM }) => [ATTEMPT_NUMBER, SCHEDULED_FROM]),
    ).toEqual([
      [1, "SCHEDULE"],
      [2, "TASK_AUTO_RETRY"],
    ]);
    await client.run("create table target (n int)");
    await client.run("execute task root retry last");
    expect(await client.values("select n from target")).toEqual([1]);
    expect(await log()).toEqual(["root"]);
    expect((await client.fails("execute task root retry last")).message).toContain("Cannot retry");
  });
});

describe("failures", () => {
  it("suspend the root after SUSPEND_TASK_AFTER_NUM_FAILURES in a row", async () => {
    await client.run(
      "create task t schedule = '1 minute' suspend_task_after_num_failures = 3 as insert into nowhere select 1",
    );
    await client.run("alter task t resume");
    await clock.advance(10 * minute);
    expect(await states()).toEqual(["T FAILED", "T FAILED", "T FAILED_AND_AUTO_SUSPENDED"]);
    expect(await client.rows("show tasks like 't'")).toMatchObject([
      { state: "suspended", last_suspended_reason: "SUSPENDED_DUE_TO_ERRORS" },
    ]);
    await client.run("alter task t resume");
    await clock.advance(minute);
    expect(await states()).toHaveLength(4);
  });

  it("time out after USER_TASK_TIMEOUT_MS", async () => {
    await client.run("create task t schedule = '1 minute' user_task_timeout_ms = 100 as call system$wait(5)");
    await client.run("execute task t");
    expect(await history()).toMatchObject([{ STATE: "FAILED", ERROR_CODE: "000630", SCHEDULED_FROM: "EXECUTE_TASK" }]);
  });
});

describe("statements about tasks", () => {
  it("show, describe and give the text of a task", async () => {
    await client.run(
      "create task t warehouse = wh schedule = '5 minute' comment = 'c' suspend_task_after_num_failures = 2 when 1 = 1 as select 1",
    );
    expect(await client.rows(`show tasks in schema db.s${round}`)).toMatchObject([
      {
        name: "T",
        schedule: "5 minute",
        state: "suspended",
        warehouse: "WH",
        definition: "select 1",
        condition: "1 = 1",
        comment: "c",
        predecessors: "[]",
      },
    ]);
    expect(await client.rows("describe task t")).toMatchObject([{ name: "T" }]);
    const [text] = await client.values("select get_ddl('task', 't')");
    await client.run(String(text));
    expect(await client.values("select get_ddl('task', 't')")).toEqual([text]);
    expect(String(text)).toContain("SUSPEND_TASK_AFTER_NUM_FAILURES");
    await client.run("alter task t set schedule = '10 minutes' allow_overlapping_execution = true");
    await client.run("alter task t unset comment");
    expect(await client.rows("show tasks")).toMatchObject([
      { schedule: "10 minutes", allow_overlapping_execution: "true", comment: "" },
    ]);
    await client.run("drop task t");
    expect(await client.rows("show tasks")).toEqual([]);
    await client.run("drop task if exists t");
  });

  it.each([
    ["create task t schedule = 'often' as select 1", "SCHEDULE"],
    ["create task t colour = 'red' as select 1", "COLOUR"],
    ["create task t config = 'no json' as select 1", "JSON"],
    ["create task t after missing as select 1", "does not exist"],
    ["create task t suspend_task_after_num_failures = -1 as select 1", "whole number"],
  ])("refuse %s", async (sql, text) => {
    expect((await client.fails(sql)).message).toContain(text);
  });

  it("refuse to resume what nothing would run, and to execute a child", async () => {
    await client.run("create task t as select 1");
    await client.run("create task u after t as select 1");
    expect((await client.fails("alter task t resume")).message).toContain("no schedule");
    expect((await client.fails("execute task u")).message).toContain("root");
    await client.run("execute task t");
    expect(await states()).toEqual(["T SUCCEEDED"]);
  });

  it("call procedures, which give the task's return value", async () => {
    const body = `snowflake.execute({sqlText: "call system$set_return_value('from js')"}); return 'x';`;
    await client.run(`create procedure js() returns varchar language javascript as '${body.replaceAll("'", "''")}'`);
    await client.run(
      "create procedure say(n int) returns varchar language sql as 'begin insert into log (what) values (''said '' || :n); return 1; end'",
    );
    await client.run("create task t schedule = '1 minute' as call js()");
    await client.run("create task u after t as call say(3)");
    await client.run(
      "create task v after u, t as insert into log (what) select system$get_predecessor_return_value('T')",
    );
    await client.run("select system$task_dependents_enable('t')");
    await clock.advance(minute);
    expect(await log()).toEqual(["from js", "said 3"]);
  });

  it("leave children on their own, and suspended, when their predecessor is dropped", async () => {
    await client.run("create task t schedule = '1 minute' as select 1");
    await client.run("create task u after t as select 1");
    await client.run("alter task u resume");
    await client.run("drop task t");
    expect(await client.rows("show tasks")).toMatchObject([{ name: "U", predecessors: "[]", state: "suspended" }]);
  });

  it("run a block", async () => {
    await client.run(
      "create task t schedule = '1 minute' as begin insert into log (what) values ('1'); insert into log (what) values ('2'); end",
    );
    await client.run("execute task t");
    expect(await log()).toEqual(["1", "2"]);
  });
});
