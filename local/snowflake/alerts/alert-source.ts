/** Which alerts are due. */
import type { AlertDefinition } from "../catalog/objects.ts";
import type { Twin } from "../engine/twin.ts";
import { nextTime, parseSchedule } from "../scheduler/schedule.ts";
import type { Job, JobSource } from "../scheduler/scheduler.ts";
import type { AlertRunner } from "./alert-runner.ts";

/** The next run of an alert after a moment; undefined when it is suspended. */
export function nextAlertRun(alert: AlertDefinition, after: number): number | undefined {
  if (alert.state !== "started") return undefined;
  const anchor = alert.scheduledFrom ?? alert.createdOn;
  return nextTime(parseSchedule(alert.schedule), anchor, Math.max(after, anchor));
}

export function alertSource(twin: Twin, runner: AlertRunner): JobSource {
  /** Schedules count from here on, per alert from its last run on. */
  let base = twin.clock.now();
  const taken = new Map<number, number>();
  const next = new Map<number, { of: AlertDefinition; at: number | undefined }>();

  const nextOf = (alert: AlertDefinition): number | undefined => {
    const known = next.get(alert.id);
    if (known?.of === alert) return known.at;
    const at = nextAlertRun(alert, Math.max(base, taken.get(alert.id) ?? base));
    next.set(alert.id, { of: alert, at });
    return at;
  };
  const due = () =>
    twin.catalog.list("alert").flatMap((alert) => {
      const at = nextOf(alert);
      return at === undefined ? [] : [{ alert, at }];
    });

  return {
    nextAt: () => due().reduce<number | undefined>((first, { at }) => Math.min(first ?? at, at), undefined),
    take(now) {
      const ready = due().filter(({ at }) => at <= now);
      ready.sort((a, b) => a.at - b.at || a.alert.id - b.alert.id);
      return ready.flatMap(({ alert, at }): Job[] => {
        taken.set(alert.id, now);
        next.delete(alert.id);
        return runner.isRunning(alert.id) ? [] : [() => runner.run(alert, at)];
      });
    },
    rewind(now) {
      base = now;
      taken.clear();
      next.clear();
    },
  };
}
