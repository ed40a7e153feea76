/** What a deploy would do: the files' steps against what was deployed before and what is there. Pure. */
import type { DeployedStep } from "./record.ts";
import type { Step, StepObject } from "./steps.ts";

export type PlannedAction =
  /** The object is not there. */
  | "create"
  /** Its definition has changed, and the statement makes it anew. */
  | "replace"
  /** A statement that makes no object and has not run as it is now. */
  | "run"
  /** It ran before; it runs again because its file, or one before it, changes something. */
  | "again"
  /** It failed last time. */
  | "retry"
  /** The definition has changed, but `if not exists` leaves the object as it is: someone must alter it. */
  | "differs"
  /** Sets up the session; always runs and changes nothing that lasts. */
  | "session"
  | "none";

export interface PlannedStep extends Step {
  action: PlannedAction;
}

export interface Plan {
  steps: PlannedStep[];
  /** Objects that were deployed and that no file makes any more. They are left alone. */
  orphans: { file: string; type: string; name: string }[];
}

const CHANGES: readonly PlannedAction[] = ["create", "replace", "run", "retry"];
export const isChange = ({ action }: PlannedStep) => CHANGES.includes(action);

export interface PlanInput {
  steps: readonly Step[];
  record: readonly DeployedStep[];
  /** Whether an object is there; of kinds that cannot be listed, say yes. */
  exists(object: StepObject): boolean;
}

export function planDeploy({ steps, record, exists }: PlanInput): Plan {
  const recorded = new Map(record.map((row) => [`${row.file}\n${row.key}`, row]));
  const own = steps.map(
    (step): PlannedStep => ({
      ...step,
      action: ownAction(step, recorded.get(`${step.file}\n${step.key}`), exists),
    }),
  );
  const made = new Set(own.flatMap(({ object }) => (object ? [`${object.type} ${object.name}`] : [])));
  return {
    steps: withActionsAgain(own),
    orphans: record
      .filter(({ objectName, objectType }) => objectName !== null && !made.has(`${objectType} ${objectName}`))
      .map(({ file, objectType, objectName }) => ({ file, type: objectType ?? "", name: objectName ?? "" })),
  };
}

function ownAction(step: Step, before: DeployedStep | undefined, exists: PlanInput["exists"]): PlannedAction {
  if (step.effect === "session") return "session";
  if (before?.outcome === "failed") return "retry";
  if (step.effect === "action") return before?.fingerprint === step.fingerprint ? "none" : "run";
  if (!step.object || !exists(step.object)) return "create";
  if (!before) return step.effect === "replace" ? "replace" : "run";
  if (before.fingerprint === step.fingerprint) return "none";
  return step.effect === "replace" ? "replace" : "differs";
}

/**
 * Grants on all tables, resumed tasks and the like depend on what was made before them, and a task is suspended before it is
 * made anew. So where a file changes something, its other actions run too, and so do all of the files after it.
 */
function withActionsAgain(steps: readonly PlannedStep[]): PlannedStep[] {
  const firstChanged = steps.find(isChange)?.file;
  if (firstChanged === undefined) return [...steps];
  const from = steps.findIndex(({ file }) => file === firstChanged);
  return steps.map((step, index) =>
    index >= from && step.effect === "action" && step.action === "none" ? { ...step, action: "again" } : step,
  );
}
