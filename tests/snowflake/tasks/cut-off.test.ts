/** A graph that kill -9 cut off goes on when the twin is there again. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createClock } from "../../../local/snowflake/clock.ts";
import { openTwin } from "../driver.ts";

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), "cut-off-"));
});
afterAll(() => rmSync(dataDir, { recursive: true }));

it("goes on with the task that was cut off, runs none again that had ended, and ends once", async () => {
  const child = spawn(process.execPath, ["--no-warnings", join(import.meta.dirname, "cut-off-twin.ts"), dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;

  const { client, close } = await openTwin({ dataDir, clock: createClock(Date.now() + 60_000) });
  await client.run("use schema db.public");
  expect(await client.values("select what from log order by what")).toEqual([
    "child",
    "final",
    "last",
    "root",
    "waiting",
  ]);
  const history = await client.rows(
    "select name, state, attempt_number, count(distinct graph_run_group_id) over () as graphs from table(information_schema.task_history()) where state <> 'SCHEDULED' order by name",
  );
  expect(history.map(({ NAME, STATE, GRAPHS }) => `${NAME} ${STATE} ${GRAPHS}`)).toEqual([
    "CHILD SUCCEEDED 1",
    "FINAL SUCCEEDED 1",
    "LAST SUCCEEDED 1",
    "ROOT SUCCEEDED 1",
    "SIDE FAILED 1",
  ]);
  const graphs = await client.rows(
    "select state, first_error_task_name from table(information_schema.complete_task_graphs())",
  );
  expect(graphs).toEqual([{ STATE: "FAILED", FIRST_ERROR_TASK_NAME: "SIDE" }]);
  await close();

  // And it has ended: a further start finds nothing to go on with.
  const again = await openTwin({ dataDir, clock: createClock(Date.now() + 120_000) });
  expect(await again.client.values("select count(*) from db.public.log")).toEqual([5]);
  await again.close();
}, 40_000);
