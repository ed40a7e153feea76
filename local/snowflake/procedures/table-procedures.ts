/** `from table(proc(…))`: the procedures of a statement's FROM clauses run before it is compiled, because the binder does not wait. */
import type { ExecutionContext } from "../engine/context.ts";
import type { FunctionRelation, ObjectName, Statement } from "../sql/ast/index.ts";
import type { ResolvedRelation } from "../sql/binder/catalog-view.ts";
import { bindArguments } from "./arguments.ts";
import { runRoutine } from "./call.ts";
import { readResult } from "./results.ts";
import { returnedResult } from "./returned-result.ts";
import { storedRoutines } from "./routine.ts";

const prepared = new WeakMap<ObjectName, ResolvedRelation>();

/** https://docs.snowflake.com/en/developer-guide/stored-procedure/stored-procedures-selecting-from */
export async function prepareTableProcedures(context: ExecutionContext, statement: Statement): Promise<void> {
  if (!/\btable\s*\(/i.test(context.text)) return;
  for (const { call } of findRelations(statement)) {
    const { name } = call;
    if (name.dynamic !== undefined || (name.parts.length < 3 && context.session.schema === undefined)) continue;
    const overloads = storedRoutines(context, name).filter(({ returnsTable }) => returnsTable !== undefined);
    if (overloads.length === 0) continue;
    const text = name.parts.at(-1)?.value ?? "";
    const given = { name: text, arguments: call.arguments, span: call.span };
    const { routine, values } = await bindArguments(context, overloads, given);
    const rows = await readResult(context, returnedResult(await runRoutine(context, routine, values), text));
    prepared.set(name, rows.relation());
  }
}

/** Undefined: no procedure of that name was run for this mention. */
export const tableProcedure = (name: ObjectName): ResolvedRelation | undefined => prepared.get(name);

/** Bodies of routines and blocks are statements of their own. */
function findRelations(statement: Statement): FunctionRelation[] {
  const isDefinition = statement.kind.startsWith("create") && statement.kind !== "createTable";
  if (statement.kind === "block" || isDefinition) return [];
  const found: FunctionRelation[] = [];
  const look = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if ((node as { kind?: string }).kind === "tableFunction") found.push(node as FunctionRelation);
    Object.values(node).forEach(look);
  };
  look(statement);
  return found;
}
