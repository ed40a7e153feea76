/** LOAD_HISTORY, PIPE_USAGE_HISTORY, and the table functions of INFORMATION_SCHEMA that are refused by name. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { createClock } from "../../../local/snowflake/clock.ts";
import { failureOf, type Stage, startStage } from "./session.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
  await stage.run("create stage plain url = 's3://plain/'");
  await stage.run("create table t (a integer, b varchar)");
});
afterAll(() => stage.close());

it("LOAD_HISTORY tells what COPY loaded and why a file was not, and nothing of pipes", async () => {
  stage.s3.put("plain/good.csv", "1,x\n2,y\n");
  stage.s3.put("plain/bad.csv", "3,z\nfour,z\n");
  await stage.run("copy into t from @plain files = ('good.csv', 'bad.csv') on_error = skip_file");
  const rows = await stage.run(
    "select split_part(file_name, '/', -1) as file, table_name, status, row_count, row_parsed, error_count, first_error_line_number, first_error_col_name from information_schema.load_history order by file_name",
  );
  expect(rows.map((row) => Object.values(row))).toEqual([
    ["bad.csv", "T", "LOAD_FAILED", 0, 2, 1, 2, '"T"["A":1]'],
    ["good.csv", "T", "LOADED", 2, 2, 0, null, null],
  ]);
});

it("PIPE_USAGE_HISTORY sums a pipe's files and bytes by the hour and leaves the costs out", async () => {
  stage.s3.put("plain/in/1.csv", "5,x\n");
  stage.s3.put("plain/in/2.csv", "6,x\n");
  await stage.run("create pipe p as copy into t from @plain/in/");
  await stage.run("alter pipe p refresh");
  const usage =
    "select pipe_name, sum(files_inserted) as files, sum(bytes_inserted) as bytes, max(credits_used) as credits from table(information_schema.pipe_usage_history(pipe_name => 'p')) group by 1";
  await expect.poll(() => stage.run(usage), { timeout: 10_000 }).toMatchObject([{ FILES: 2, BYTES: 8, CREDITS: null }]);
  const bulk = await stage.run(
    "select count(*) as n from information_schema.load_history where file_name like '%/in/%'",
  );
  expect(bulk).toEqual([{ N: 0 }]);
});

it.each(["warehouse_metering_history()", "login_history()", "auto_refresh_registration_history()"])(
  "%s is refused by name",
  async (call) => {
    const failure = await failureOf(stage.run(`select * from table(information_schema.${call})`));
    expect(failure.code).toBe("000002");
    expect(failure.message).toContain(`INFORMATION_SCHEMA.${call.slice(0, -2).toUpperCase()}`);
  },
);

it("COPY remembers a file for 64 days: the same bytes put again are loaded again after them", async () => {
  const start = Date.UTC(2026, 0, 5);
  const day = 86_400_000;
  const clock = createClock(start);
  const timed = await startStage({ clock });
  await timed.run("create stage plain url = 's3://plain/'");
  await timed.run("create table t (a integer)");
  const load = async () => {
    timed.s3.put("plain/a.csv", "1\n", clock.now());
    await timed.run("copy into t from @plain");
    return (await timed.run("select count(*) as n from t"))[0]?.N;
  };
  expect(await load()).toBe(1);
  await clock.advance(63 * day);
  expect(await load()).toBe(1);
  await clock.advance(2 * day);
  expect(await load()).toBe(2);
  await timed.close();
});
