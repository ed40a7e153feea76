/** INSERT ALL | FIRST into several tables. https://docs.snowflake.com/en/sql-reference/sql/insert-multi-table */
import type { TableDefinition } from "../catalog/objects.ts";
import type { ExecutionContext, StatementResult } from "../engine/context.ts";
import { statementTypes } from "../engine/statement-types.ts";
import { SnowflakeError } from "../errors.ts";
import type { Expression, InsertInto, MultiInsert, MultiInsertBranch } from "../sql/ast/index.ts";
import type { CompiledQuery } from "../sql/binder/catalog-view.ts";
import { withScratch } from "../storage/scratch.ts";
import { isPlain, type Nodes, nodesAt } from "./nodes.ts";
import { countsResult } from "./row-counts.ts";
import { asSource, assigned, defaultValue, sourceColumn } from "./row-select.ts";
import { type Compiler, runDml } from "./run-dml.ts";
import { targetColumns, targetTable } from "./target.ts";

/** One INTO clause: its table, its branch's place, and where its values stand in the query. */
interface Target {
  into: InsertInto;
  branch: number;
  table: TableDefinition;
  firstValue: number;
}

const SOURCE = "$source";

export async function multiInsert(context: ExecutionContext, statement: MultiInsert): Promise<StatementResult> {
  const nodes = nodesAt(statement.span);
  const targets = listTargets(context, statement);
  const tables = [...new Set(targets.map(({ table }) => table.table))];
  const counts = await runDml(context, {
    request: statement.overwrite ? { change: tables } : { append: tables },
    plan(compile) {
      const width = compile.query(statement.source).columns.length;
      const extended = compile.query(withBranches(nodes, statement, targets));
      const selects = targets.map((target) => ({
        target,
        select: selectFor(context, compile, extended, width, statement, target),
      }));
      return { source: asSource(extended), selects };
    },
    async apply(unit, { source, selects }) {
      return withScratch(unit.connection, "$branches", `select * from ${source}`, async () => {
        if (statement.overwrite) for (const table of tables) await unit.removeAll(table);
        const inserted: number[] = [];
        for (const { target, select } of selects) {
          const names = target.table.columns.map(({ name }) => name);
          inserted.push(await unit.append(target.table.table, names, select));
        }
        return inserted;
      });
    },
  });
  // One column per table, in the order of first mention.
  const sums = new Map<string, number>();
  for (const [index, { table }] of targets.entries()) {
    const name = `number of rows inserted into ${table.name}`;
    sums.set(name, (sums.get(name) ?? 0) + (counts[index] ?? 0));
  }
  const inserted = counts.reduce((sum, count) => sum + count, 0);
  return countsResult(statementTypes.MULTI_INSERT, [...sums], { inserted });
}

function listTargets(context: ExecutionContext, { branches }: MultiInsert): Target[] {
  let firstValue = 0;
  return branches.flatMap(({ into }, branch) =>
    into.map((clause) => {
      const target = { into: clause, branch, table: targetTable(context, clause.target), firstValue };
      firstValue += clause.values?.length ?? 0;
      return target;
    }),
  );
}

/** The source's columns, then a flag per branch, then the values of every INTO, each evaluated only where its branch is taken. */
function withBranches(nodes: Nodes, { source, branches, mode }: MultiInsert, targets: readonly Target[]) {
  const taken = branches.map((_, index) => conditionOf(nodes, branches, index, mode));
  const guarded = (value: Expression, branch: number): Expression => {
    const test = branches[branch]?.test;
    if (value.kind === "default") return nodes.nothing();
    if (test === "always" || isPlain(value)) return value;
    return nodes.when([[taken[branch] as Expression, value]]);
  };
  const values = targets.flatMap(({ into, branch }) => (into.values ?? []).map((value) => guarded(value, branch)));
  const star: Expression & { kind: "star" } = {
    kind: "star",
    span: source.span,
    qualifier: [nodes.identifier(SOURCE)],
    ilike: undefined,
    exclude: [],
    replace: [],
    rename: [],
  };
  const flags = taken.map((condition) => nodes.when([[condition, nodes.boolean(true)]], nodes.boolean(false)));
  return nodes.select(
    [star, ...flags.map((flag) => nodes.item(flag)), ...values.map((value) => nodes.item(value))],
    nodes.derived(source, SOURCE),
  );
}

/** FIRST takes a branch where no earlier one held; ELSE where none did. */
function conditionOf(
  nodes: Nodes,
  branches: readonly MultiInsertBranch[],
  index: number,
  mode: "ALL" | "FIRST",
): Expression {
  const branch = branches[index] as MultiInsertBranch;
  const isFalseBefore = branches
    .slice(0, index)
    .filter((earlier) => earlier.condition !== undefined && (branch.test === "else" || mode === "FIRST"))
    .map(
      (earlier): Expression => ({
        kind: "isBoolean",
        span: branch.span,
        operand: { kind: "paren", span: branch.span, expression: earlier.condition as Expression },
        negated: true,
        value: true,
      }),
    );
  return nodes.and([branch.condition, ...isFalseBefore]);
}

function selectFor(
  context: ExecutionContext,
  compile: Compiler,
  extended: CompiledQuery,
  width: number,
  { branches, span }: MultiInsert,
  { into, branch, table, firstValue }: Target,
): string {
  const named = targetColumns(table, into.columns);
  const given = into.values?.length ?? width;
  if (given !== named.length) {
    throw new SnowflakeError(
      "002020",
      "21S01",
      `SQL compilation error:\nInsert value list does not match column list expecting ${named.length} but got ${given}`,
      span,
    );
  }
  const first = into.values === undefined ? 0 : width + branches.length + firstValue;
  const values = table.columns.map((column) => {
    const index = named.indexOf(column);
    const isDefault = index < 0 || into.values?.[index]?.kind === "default";
    const value = isDefault ? defaultValue(context, compile, column) : sourceColumn(extended, first + index);
    return assigned(compile, value, column);
  });
  return `select ${values.join(", ")} from temp.main."$branches" where c${width + branch}`;
}
