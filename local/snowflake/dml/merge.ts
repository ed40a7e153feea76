/** MERGE INTO. https://docs.snowflake.com/en/sql-reference/sql/merge */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { TableDefinition } from "../catalog/objects.ts";
import type { ExecutionContext, StatementResult } from "../engine/context.ts";
import { statementTypes } from "../engine/statement-types.ts";
import type { Merge } from "../sql/ast/index.ts";
import type { WriteUnit } from "../storage/port.ts";
import { withScratch } from "../storage/scratch.ts";
import { duplicateRow } from "./duplicate-row.ts";
import { type Clause, planClauses } from "./merge-clauses.ts";
import { bySourceQuery, joinedQuery } from "./merge-queries.ts";
import { nodesAt } from "./nodes.ts";
import { isSet } from "./parameters.ts";
import { countsResult } from "./row-counts.ts";
import { asSource, assigned, defaultValue, sourceColumn } from "./row-select.ts";
import { type Compiler, runDml } from "./run-dml.ts";
import { targetTable } from "./target.ts";

interface Step {
  kind: "update" | "delete" | "insert";
  /** Row ids, or rows ready to be written, of the clause's rows. */
  select: string;
}

interface MergePlan {
  joined: string;
  bySource: string | undefined;
  steps: Step[];
  deletes: number[];
}

export async function merge(context: ExecutionContext, statement: Merge): Promise<StatementResult> {
  const table = targetTable(context, statement.target);
  const nodes = nodesAt(statement.span);
  const counts = await runDml(context, {
    request: { change: [table.table] },
    plan(compile): MergePlan {
      const clauses = planClauses(nodes, table, statement, compile);
      const joined = compile.query(joinedQuery(nodes, table, statement, clauses));
      const bySource = bySourceQuery(nodes, table, statement, clauses);
      const others = bySource === undefined ? undefined : compile.query(bySource);
      const steps = clauses.map((clause): Step => {
        const query = clause.from === "bySource" ? others : joined;
        if (query === undefined) throw new Error("A clause without its query.");
        const rows = `temp.main."$${clause.from}" where c${table.columns.length + 1} = ${clause.number}`;
        if (clause.kind === "delete") return { kind: "delete", select: `select c0 from ${rows}` };
        const list = valuesOf(context, compile, table, clause, (index) => sourceColumn(query, index));
        return { kind: clause.kind, select: `select ${clause.kind === "update" ? "c0, " : ""}${list} from ${rows}` };
      });
      return {
        joined: asSource(joined),
        bySource: others === undefined ? undefined : asSource(others),
        steps,
        deletes: clauses.filter(({ kind }) => kind === "delete").map(({ number }) => number),
      };
    },
    async apply(unit, plan) {
      return withRows(unit.connection, plan, async () => {
        await refuseDuplicates(context, unit.connection, table, plan);
        return applySteps(unit, table, plan.steps);
      });
    },
  });
  const does = (kind: Step["kind"]) => counts.kinds.has(kind);
  const shown = (["inserted", "updated", "deleted"] as const).filter((name) => does(kindOf[name]));
  return countsResult(
    statementTypes.MERGE,
    shown.map((name) => [`number of rows ${name}`, counts[name]]),
    { inserted: counts.inserted, updated: counts.updated, deleted: counts.deleted },
  );
}

const kindOf = { inserted: "insert", updated: "update", deleted: "delete" } as const;

/** Every column's value in a clause: what the clause gives it, else the row's own (update) or its default (insert). */
function valuesOf(
  context: ExecutionContext,
  compile: Compiler,
  table: TableDefinition,
  clause: Clause,
  source: (index: number) => ReturnType<typeof sourceColumn>,
): string {
  return table.columns
    .map((column, index) => {
      const given = clause.columns.indexOf(column);
      if (given < 0 && clause.kind === "update") return `c${index + 1}`;
      const isDefault = given < 0 || clause.values[given]?.kind === "default";
      const value = isDefault
        ? defaultValue(context, compile, column)
        : source(table.columns.length + 2 + clause.firstValue + given);
      return assigned(compile, value, column);
    })
    .join(", ");
}

/** Reads everything before anything is written. */
function withRows<T>(
  connection: DuckDBConnection,
  { joined, bySource }: MergePlan,
  work: () => Promise<T>,
): Promise<T> {
  const rest = `select * from ${bySource} where c0 not in (select c0 from temp.main."$joined" where c0 is not null)`;
  return withScratch(connection, "$joined", `select * from ${joined}`, () =>
    bySource === undefined ? work() : withScratch(connection, "$bySource", rest, work),
  );
}

/** Refuses rows of the target that several source rows would change, or takes one of these when the session says so. */
async function refuseDuplicates(
  context: ExecutionContext,
  connection: DuckDBConnection,
  table: TableDefinition,
  { deletes }: MergePlan,
): Promise<void> {
  const action = `c${table.columns.length + 1}`;
  // Deterministic: only deletes, or exactly one update and nothing else, per row of the target.
  const onlyDeletes = deletes.length === 0 ? "false" : `bool_and(${action} in (${deletes.join(", ")}))`;
  const several = `from temp.main."$joined" where c0 is not null and ${action} is not null group by c0 having count(*) > 1`;
  const found = await connection.runAndReadAll(`select min(c0) from (select c0 ${several} and not ${onlyDeletes})`);
  const rowId = found.getRows()[0]?.[0];
  if (rowId === null || rowId === undefined) return;
  if (isSet(context, "ERROR_ON_NONDETERMINISTIC_MERGE", true)) {
    throw await duplicateRow(connection, "$joined", table.columns.length, String(rowId));
  }
  const chosen = `select distinct on (c0) * from temp.main."$joined" where c0 is not null and ${action} is not null`;
  await withScratch(connection, "$chosen", chosen, async () => {
    await connection.run(`delete from temp.main."$joined" where c0 is not null`);
    await connection.run(`insert into temp.main."$joined" select * from temp.main."$chosen"`);
  });
}

async function applySteps(unit: WriteUnit, table: TableDefinition, steps: readonly Step[]) {
  const counts = { inserted: 0, updated: 0, deleted: 0, kinds: new Set(steps.map(({ kind }) => kind)) };
  const names = table.columns.map(({ name }) => name);
  for (const { kind, select } of steps) {
    if (kind === "delete") counts.deleted += await unit.remove(table.table, select);
    else if (kind === "update") counts.updated += await unit.replace(table.table, names, select);
    else counts.inserted += await unit.append(table.table, names, select);
  }
  return counts;
}
