/** Runs what a plan says: new and changed statements of `sql/`, in order; records each file, so that a failed deploy goes on from there. */
import { CommandError, EXIT } from "../exit-codes.ts";
import type { SqlConnection, SqlError } from "./connection.ts";
import { describeSqlError } from "./errors.ts";
import { existingObjects } from "./existing.ts";
import { isChange, type Plan, type PlannedStep, planDeploy } from "./plan.ts";
import { type DeployedStep, RECORD_FILE, readRecord, writeRecord } from "./record.ts";
import { readSteps, sqlFiles } from "./steps.ts";
import type { SqlVariables } from "./variables.ts";

export interface DeployedFile {
  file: string;
  /** Statements that ran. */
  statements: number;
  /** Those of them that made or changed something. */
  changes: number;
  seconds: number;
}

export interface Deployment {
  files: DeployedFile[];
  /** Objects whose definition has changed and which `if not exists` leaves as they are. */
  differs: string[];
  orphans: Plan["orphans"];
}

export interface DeployOptions {
  /** Runs every statement, changed or not. */
  all?: boolean;
  /** Takes the definitions that differ as deployed: someone has altered the objects by hand. */
  adopt?: boolean;
  onFile?: (deployed: DeployedFile, index: number, count: number) => void;
}

/** Sets the session variables that the files read, and compares the files with what is there. */
export async function makePlan(
  connection: SqlConnection,
  codeRoot: string,
  variables: SqlVariables,
): Promise<Plan & { record: DeployedStep[] | undefined }> {
  for (const [name, value] of Object.entries(variables))
    await connection.run(`set ${name} = '${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`);
  const steps = sqlFiles(codeRoot).flatMap((file) => readSteps(codeRoot, file, variables));
  const record = await readRecord(connection);
  const exists = await existingObjects(connection, steps);
  return { ...planDeploy({ steps, record: record ?? [], exists }), record };
}

/** Throws `CommandError` that names the file, the statement and its place; what ran before it is recorded. */
export async function deploySql(
  connection: SqlConnection,
  codeRoot: string,
  variables: SqlVariables,
  options: DeployOptions = {},
): Promise<Deployment> {
  const { steps, orphans, record } = await makePlan(connection, codeRoot, variables);
  const recorder = createRecorder(connection, record);
  const byFile = Map.groupBy(steps, ({ file }) => file);
  const files: DeployedFile[] = [];
  for (const [file, ofFile] of byFile) {
    const startedAt = Date.now();
    const ran = new Map<PlannedStep, string | null>();
    for (const step of ofFile) {
      if (!options.all && (step.action === "none" || step.action === "differs")) continue;
      try {
        await connection.run(step.text);
        ran.set(step, null);
      } catch (error) {
        const described = describeSqlError(error as SqlError);
        ran.set(step, described.message);
        await recorder.file(file, ofFile, ran, false);
        const line = (described.line ?? 1) + step.line - 1;
        throw new CommandError(
          EXIT.serviceFailed,
          `${file}, line ${line}, statement ${step.n} (${step.kind}): ${described.message}\nMend it and deploy again: it goes on from there.`,
          { file, n: step.n, kind: step.kind, error: { ...described, line } },
          { cause: error },
        );
      }
    }
    const changes = ofFile.filter((step) => ran.has(step) && isChange(step)).length;
    if (changes > 0 || options.adopt || options.all || recorder.isBehind)
      await recorder.file(file, ofFile, ran, options.adopt === true);
    const done = { file, statements: ran.size, changes, seconds: (Date.now() - startedAt) / 1000 };
    files.push(done);
    options.onFile?.(done, files.length - 1, byFile.size);
  }
  const differs = options.adopt ? [] : steps.filter(({ action }) => action === "differs");
  return { files, differs: differs.map(({ object, file }) => `${object?.type} ${object?.name} (${file})`), orphans };
}

/** Keeps back the rows of the first files until the table that takes them is there. */
function createRecorder(connection: SqlConnection, record: readonly DeployedStep[] | undefined) {
  const before = new Map((record ?? []).map((row) => [`${row.file}\n${row.key}`, row]));
  const waiting: { file: string; rows: DeployedStep[] }[] = [];
  let isThere = record !== undefined;
  return {
    /** No record yet: every file is written, changed or not. */
    get isBehind() {
      return record === undefined;
    },
    async file(
      file: string,
      steps: readonly PlannedStep[],
      ran: ReadonlyMap<PlannedStep, string | null>,
      adopt: boolean,
    ): Promise<void> {
      waiting.push({
        file,
        rows: steps.flatMap((step) => rowOf(step, ran, before.get(`${file}\n${step.key}`), adopt)),
      });
      if (file === RECORD_FILE && [...ran.values()].every((error) => error === null)) isThere = true;
      if (!isThere) return;
      for (const { file, rows } of waiting.splice(0)) await writeRecord(connection, file, rows);
    },
  };
}

function rowOf(
  step: PlannedStep,
  ran: ReadonlyMap<PlannedStep, string | null>,
  before: DeployedStep | undefined,
  adopt: boolean,
): DeployedStep[] {
  if (step.effect === "session") return [];
  const error = ran.get(step);
  // What `if not exists` left as it was keeps the fingerprint it was made with.
  if (error === undefined || (step.action === "differs" && !adopt)) {
    if (!before) return [];
    return [step.action === "differs" && adopt ? { ...before, fingerprint: step.fingerprint } : before];
  }
  return [
    {
      file: step.file,
      key: step.key,
      objectType: step.object?.type ?? null,
      objectName: step.object?.name ?? null,
      fingerprint: step.fingerprint,
      outcome: error === null ? "done" : "failed",
      error,
      deployedAt: null,
    },
  ];
}
