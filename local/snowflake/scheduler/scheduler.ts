/** Runs what falls due by the twin's clock: tasks, refreshes, alerts. Real clock: by timer; manual clock: while it is moved. */
import type { Clock } from "../clock.ts";
import type { Storage } from "../storage/port.ts";

export type Job = () => Promise<void>;

/** One kind of thing that has schedules. */
export interface JobSource {
  /** The earliest moment at which something of it is due, in milliseconds of the clock. Cheap: asked often. */
  nextAt(): number | undefined;
  /** The jobs due at `now` or before, in their order; they do not come again. */
  take(now: number): Job[];
  /** Forget what is overdue: schedules count from `now`. */
  rewind(now: number): void;
}

export interface Scheduler {
  add(source: JobSource): void;
  /** Something was scheduled, resumed or altered. */
  wake(): void;
  /** Runs a job beside the schedule; the promise is that of its end. */
  launch(job: Job): Promise<void>;
  /** Resolves when no job runs. */
  idle(): Promise<void>;
  /** Ends the jobs that run and starts no other. */
  stop(): Promise<void>;
  /** Aborted by `stop`. */
  readonly signal: AbortSignal;
}

/** Schedules are looked at again at least this often: whatever was changed without a word is then found. */
const longestWaitMs = 30_000;

const schedulers = new WeakMap<Storage, Scheduler>();

/** Throws when the twin was started without one. */
export function schedulerOf(storage: Storage): Scheduler {
  const scheduler = schedulers.get(storage);
  if (scheduler === undefined) throw new Error("The scheduler of this twin was not started.");
  return scheduler;
}

/** `onError` is told what a job threw: jobs record failures themselves, so that is a fault of the twin's. */
export function startScheduler(storage: Storage, clock: Clock, onError: (error: unknown) => void): Scheduler {
  const sources: JobSource[] = [];
  const running = new Set<Promise<void>>();
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  const launch = (job: Job): Promise<void> => {
    if (controller.signal.aborted) return Promise.resolve();
    const done: Promise<void> = job()
      .catch(onError)
      .finally(() => running.delete(done));
    running.add(done);
    return done;
  };
  const idle = async () => {
    while (running.size > 0) await Promise.all(running);
  };
  const nextAt = () =>
    sources
      .map((source) => source.nextAt())
      .filter((at) => at !== undefined)
      .reduce<number | undefined>((first, at) => Math.min(first ?? at, at), undefined);
  const arm = () => {
    clearTimeout(timer);
    if (controller.signal.aborted || clock.isManual || sources.length === 0) return;
    const at = nextAt();
    const wait = at === undefined ? longestWaitMs : Math.max(0, Math.min(at - clock.now(), longestWaitMs));
    timer = setTimeout(tick, wait);
    timer.unref();
  };
  const tick = () => {
    if (clock.isManual || controller.signal.aborted) return;
    try {
      for (const source of sources) for (const job of source.take(clock.now())) void launch(job);
    } catch (error) {
      onError(error);
    }
    arm();
  };
  const undrive = clock.driveWith({
    nextAt: () => (controller.signal.aborted ? undefined : nextAt()),
    async runAt(at) {
      // One after the other, so that the same moves of the clock give the same run.
      for (const source of sources)
        for (const job of source.take(at)) {
          await launch(job);
          // What it launched itself: EXECUTE TASK in a task.
          await idle();
        }
    },
    rewind: (now) => {
      for (const source of sources) source.rewind(now);
    },
  });
  const unsubscribe = clock.onChange(arm);
  const scheduler: Scheduler = {
    add(source) {
      sources.push(source);
      arm();
    },
    wake: arm,
    launch,
    idle,
    async stop() {
      controller.abort();
      clearTimeout(timer);
      undrive();
      unsubscribe();
      await idle();
    },
    signal: controller.signal,
  };
  schedulers.set(storage, scheduler);
  return scheduler;
}
