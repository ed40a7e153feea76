/** What the doctor asks of Snowflake: deployment, role, integration, stages, pipes, streams, tasks, dynamic tables, key. */

import { collect, type PipelineState } from "../../shared/monitor/collect.ts";
import { type Finding, judgeHealth } from "../../shared/monitor/health.ts";
import { codeRoot } from "../home.ts";
import type { SqlConnection, SqlError } from "../sql/connection.ts";
import { makePlan } from "../sql/deploy.ts";
import { isChange } from "../sql/plan.ts";
import type { SqlVariables } from "../sql/variables.ts";
import { type Check, doubtful, failed, ok, skipped } from "./check.ts";

const LOADER = "REELHOUSE_LOADER";
const KEY_AGE_DAYS = 90;

export interface WarehouseQuestions {
  variables: SqlVariables;
  /** Of the twin no key is asked: it takes any credentials. */
  isAccount: boolean;
  now: number;
}

type Row = Record<string, unknown>;

export async function checkWarehouse(connection: SqlConnection, questions: WarehouseQuestions): Promise<Check[]> {
  const ask = async (sql: string): Promise<Row[]> => {
    const { columns, rows } = await connection.run(sql);
    return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name.toLowerCase(), row[index]])));
  };
  const deployed = await checkDeployment(connection, questions.variables);
  if (deployed.status === "error") return [deployed];
  const state = await collect(connection);
  return [
    deployed,
    await checkRole(ask, state),
    await checkIntegration(ask, questions.variables),
    ...(await checkStages(ask)),
    ...checkState(state),
    await checkKey(ask, questions),
  ];
}

type Ask = (sql: string) => Promise<Row[]>;

async function checkDeployment(connection: SqlConnection, variables: SqlVariables): Promise<Check> {
  const plan = await makePlan(connection, codeRoot, variables);
  const remedy = "npx reelhouse sql plan shows what is missing, npx reelhouse sql deploy does it";
  const failedStep = plan.record?.find(({ outcome }) => outcome === "failed");
  if (plan.record === undefined)
    return failed("deployment", "sql/ was never deployed here", "npx reelhouse sql deploy");
  if (failedStep)
    return failed(
      "deployment",
      `${failedStep.file} failed: ${failedStep.error}`,
      "mend it and run npx reelhouse sql deploy",
    );
  const open = plan.steps.filter(isChange).length;
  const differs = plan.steps.filter(({ action }) => action === "differs").length;
  if (open + differs > 0)
    return doubtful("deployment", `${open} statements of sql/ are not deployed, ${differs} objects differ`, remedy);
  return ok("deployment", `${plan.steps.length} statements are as in sql/`);
}

async function checkRole(ask: Ask, { pipes }: PipelineState): Promise<Check> {
  const name = `role ${LOADER}`;
  const grants = await ask(`show grants to role ${LOADER}`).catch(whenRefused);
  if (!grants) return failed(name, "it is not there", "npx reelhouse sql deploy");
  const held = new Set(grants.map(({ privilege, granted_on, name: on }) => `${privilege} ${granted_on} ${on}`));
  const missing = pipes
    .flatMap((pipe) => ["OPERATE", "MONITOR"].map((privilege) => `${privilege} PIPE REELHOUSE.${pipe.name}`))
    .concat(`USAGE WAREHOUSE REELHOUSE_LOAD`, `USAGE DATABASE REELHOUSE`)
    .filter((grant) => !held.has(grant));
  return missing.length === 0
    ? ok(name, `${grants.length} grants, on every pipe among them`)
    : failed(
        name,
        `it lacks ${missing.slice(0, 3).join(", ")}${missing.length > 3 ? ` and ${missing.length - 3} more` : ""}`,
        "npx reelhouse sql deploy --all",
      );
}

async function checkIntegration(ask: Ask, variables: SqlVariables): Promise<Check> {
  const name = "integration REELHOUSE_ARCHIVE";
  const rows = await ask("desc integration reelhouse_archive").catch(whenRefused);
  if (!rows) return failed(name, "it is not there, or this role may not see it", "npx reelhouse sql deploy");
  const property = (wanted: string) => String(rows.find((row) => row.property === wanted)?.property_value ?? "");
  if (property("ENABLED").toLowerCase() !== "true")
    return failed(name, "it is disabled", "alter storage integration reelhouse_archive set enabled = true");
  const wanted = variables.archive_url ?? "";
  if (!property("STORAGE_ALLOWED_LOCATIONS").includes(wanted))
    return failed(
      name,
      `it allows ${property("STORAGE_ALLOWED_LOCATIONS")}, not ${wanted}`,
      "npx reelhouse sql deploy",
    );
  return ok(name, `enabled for ${wanted}`);
}

/** Asks for a prefix that nothing has: the answer is short, and comes only when the bucket can be read. */
async function checkStages(ask: Ask): Promise<Check[]> {
  const checks: Check[] = [];
  for (const { database_name, schema_name, name } of await ask("show stages in database reelhouse")) {
    const stage = `${schema_name}.${name}`;
    try {
      await ask(`list @${database_name}.${stage}/_doctor/`);
      checks.push(ok(`stage ${stage}`, "the bucket answers"));
    } catch (error) {
      checks.push(
        failed(
          `stage ${stage}`,
          (error as Error).message.split("\n")[0] ?? "",
          "check the integration's role and its trust policy (docs/deploy.md)",
        ),
      );
    }
  }
  return checks;
}

/** What the monitor finds wrong, and one line for each kind in which it finds nothing. */
function checkState(state: PipelineState): Check[] {
  const { findings } = judgeHealth(state);
  const kinds: [string, string, number][] = [
    ["pipes", "pipe ", state.pipes.length],
    ["streams", "stream ", state.streams.length],
    ["tasks", "task ", state.tasks.length],
    ["dynamic tables", "dynamic table ", state.dynamicTables.length],
    ["loads", "loads", state.datasets.reduce((sum, { drops }) => sum + drops, 0)],
  ];
  return kinds.flatMap(([kind, prefix, count]) => {
    const found = findings.filter(({ subject }) => subject.startsWith(prefix));
    if (found.length === 0) return [ok(kind, `${count.toLocaleString("en-US")}, nothing wrong`)];
    return found.map((finding: Finding) =>
      (finding.severity === "error" ? failed : doubtful)(finding.subject, finding.what, finding.remedy),
    );
  });
}

async function checkKey(ask: Ask, { isAccount, now }: WarehouseQuestions): Promise<Check> {
  const name = "key of the user";
  if (!isAccount) return skipped(name, "the twin takes any credentials");
  const [me] = await ask("select current_user() as name");
  const rows = await ask(`desc user ${String(me?.name)}`).catch(whenRefused);
  const setAt = rows?.find((row) => row.property === "RSA_PUBLIC_KEY_LAST_SET_TIME")?.value;
  if (!setAt || setAt === "null") return skipped(name, "this role may not see it, or the user has no key");
  const days = Math.floor((now - Date.parse(String(setAt))) / 86_400_000);
  return days > KEY_AGE_DAYS
    ? doubtful(
        name,
        `it is ${days} days old`,
        "make a new pair, set it as RSA_PUBLIC_KEY_2, change the secret, then unset the old one (Snowflake: key-pair rotation)",
      )
    : ok(name, `${days} days old`);
}

/** Not there, or not for this role: 002003, 002043, 003001. Everything else is thrown. */
function whenRefused(error: SqlError): undefined {
  if (["002003", "002043", "003001"].includes(String(error.code).padStart(6, "0"))) return undefined;
  throw error;
}
