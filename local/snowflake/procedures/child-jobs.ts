/**
 * ASYNC and AWAIT. A child job runs to its end where it is started; its rows and its exception are there from AWAIT on, as in Snowflake.
 * https://docs.snowflake.com/en/developer-guide/snowflake-scripting/asynchronous-child-jobs
 */
import { notInTwin } from "../errors.ts";
import type { Await, Span, Statement } from "../sql/ast/index.ts";
import type { Body } from "./body.ts";
import type { ChildJob, Scope } from "./scope.ts";
import { guarded, ScriptError } from "./script-error.ts";
import { runSql } from "./sql-statement.ts";

/** An abort is not held back. */
export async function startJob(body: Body, scope: Scope, statement: Statement, span: Span): Promise<ChildJob> {
  const job: ChildJob = { rows: undefined, thrown: undefined };
  try {
    job.rows = await runSql(body, scope, statement, span);
  } catch (thrown) {
    if (!(thrown instanceof ScriptError)) throw thrown;
    job.thrown = thrown;
  }
  scope.jobs.add(job);
  return job;
}

export async function awaitJobs(body: Body, scope: Scope, { word, resultset, span }: Await): Promise<void> {
  if (word === "CANCEL") throw notInTwin(span, "CANCEL of a child job", "Leave it out.");
  if (resultset === undefined) {
    const jobs = [...scope.jobs];
    scope.jobs.clear();
    return finish(jobs);
  }
  const named = await guarded(body.context, "EXPRESSION_ERROR", span, () => scope.require(resultset, "resultset"));
  const { job } = named;
  if (job === undefined) return;
  scope.jobs.delete(job);
  named.rows = job.rows;
  finish([job]);
}

function finish(jobs: readonly ChildJob[]): void {
  const failed = jobs.find(({ thrown }) => thrown !== undefined);
  if (failed !== undefined) throw failed.thrown;
}
