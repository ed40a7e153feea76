/** The sessions that tasks run in, and what a statement in one can ask about its run. */
import type { TaskDefinition } from "../catalog/objects.ts";
import { openSession, type Twin } from "../engine/twin.ts";
import type { Session } from "../session.ts";
import type { StorageSession } from "../storage/port.ts";
import { parameters } from "../wire/parameters.ts";

/** CURRENT_CLIENT() of a task's session. */
export const taskApplication = "TASK";

/** What SYSTEM$ functions tell a task about its own run. */
export interface TaskRuntime {
  readonly task: TaskDefinition;
  readonly root: TaskDefinition;
  /** Configuration of the graph run, as JSON text. */
  readonly config: string | undefined;
  /** Milliseconds: when the graph run was to begin. */
  readonly graphScheduledAt: number;
  readonly groupId: string;
  /** Milliseconds: when the run of the root before this one was to begin. */
  readonly lastSucceededAt: number | undefined;
  /** By full name of the task. */
  readonly returnValues: ReadonlyMap<string, string>;
  returnValue: string | undefined;
}

/** By connection: a procedure with its owner's rights runs in a session object of its own on the same one. */
const runtimes = new WeakMap<StorageSession, TaskRuntime>();

/** Undefined outside tasks. */
export const taskRuntime = (session: Session): TaskRuntime | undefined => runtimes.get(session.storage);

/** With the task's owner as role, its database and schema, its warehouse and its session parameters. */
export async function openTaskSession(twin: Twin, runtime: TaskRuntime): Promise<Session> {
  const { task } = runtime;
  const own = Object.entries(task.options).filter(([name]) => name in parameters);
  const session = await openSession(twin, {
    user: "SYSTEM",
    application: taskApplication,
    role: task.owner,
    database: task.database,
    schema: task.schema,
    warehouse: task.warehouse,
    parameters: new Map(own.map(([name, value]) => [name, value as string | number | boolean])),
  });
  runtimes.set(session.storage, runtime);
  return session;
}
