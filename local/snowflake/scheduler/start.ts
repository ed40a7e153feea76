/** Starts what runs by the clock: tasks, dynamic tables, alerts. */
import { startAlertRunner } from "../alerts/alert-runner.ts";
import { alertSource } from "../alerts/alert-source.ts";
import type { Twin } from "../engine/twin.ts";
import { refreshSource } from "./refresh-source.ts";
import { startRefresher } from "./refresher.ts";
import { type Scheduler, startScheduler } from "./scheduler.ts";
import { startTaskRunner } from "./task-runner.ts";
import { taskSource } from "./task-source.ts";

/** What is scheduled is in the catalog: a twin that is started again goes on. */
export async function startMovingParts(twin: Twin): Promise<Scheduler> {
  const scheduler = startScheduler(twin.storage, twin.clock, (error) => process.emitWarning(error as Error));
  const tasks = await startTaskRunner(twin, scheduler);
  const alerts = await startAlertRunner(twin, scheduler);
  const refresher = await startRefresher(twin, scheduler);
  scheduler.add(taskSource(twin, tasks));
  scheduler.add(refreshSource(twin, refresher));
  scheduler.add(alertSource(twin, alerts));
  await tasks.resume();
  // By a manual clock, on which nothing happens by itself, what was cut off has ended before anybody asks.
  if (twin.clock.isManual) await scheduler.idle();
  return scheduler;
}
