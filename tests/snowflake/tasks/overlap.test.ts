/** A root that still runs when it is due again. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { createClock } from "../../../local/snowflake/clock.ts";
import type { Twin } from "../../../local/snowflake/engine/twin.ts";
import type { TaskRunner } from "../../../local/snowflake/scheduler/task-runner.ts";
import { taskSource } from "../../../local/snowflake/scheduler/task-source.ts";

const task = (id: number, allowOverlapping: boolean) => ({
  kind: "task",
  id,
  database: "DB",
  schema: "PUBLIC",
  name: `T${id}`,
  state: "started",
  schedule: "1 minute",
  predecessors: [],
  finalize: undefined,
  allowOverlapping,
  options: {},
  createdOn: 0,
  scheduledFrom: 0,
});

const started: number[] = [];
let source: ReturnType<typeof taskSource>;

beforeAll(() => {
  const catalog = { list: () => [task(1, false), task(2, true)] };
  const runner = {
    isRunning: () => true,
    runGraph: async ({ root }: { root: { id: number } }) => void started.push(root.id),
  };
  const tasks = catalog.list();
  const twin = { clock: createClock(0), catalog: { list: () => tasks } } as unknown as Twin;
  source = taskSource(twin, runner as unknown as TaskRunner);
});
afterAll(() => {
  started.length = 0;
});

it("is left out, unless it allows to overlap", async () => {
  expect(source.nextAt()).toBe(60_000);
  for (const job of source.take(60_000)) await job();
  expect(started).toEqual([2]);
  expect(source.nextAt()).toBe(120_000);
});
