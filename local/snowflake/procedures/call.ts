/** CALL of a procedure. https://docs.snowflake.com/en/sql-reference/sql/call */
import { assignText } from "../engine/assign.ts";
import type { ExecutionContext, StatementResult } from "../engine/context.ts";
import { notInTwin, SnowflakeError, unknownFunction } from "../errors.ts";
import type { Session } from "../session.ts";
import type { Block, Call, Statement } from "../sql/ast/index.ts";
import { quoteName } from "../sql/emit/text.ts";
import { parseRoutineBody } from "../sql/parser/index.ts";
import { bindArguments } from "./arguments.ts";
import type { Returned } from "./body.ts";
import { runJavascript } from "./javascript/run-procedure.ts";
import { returnedResult } from "./returned-result.ts";
import { type Routine, storedRoutines, writtenRoutine } from "./routine.ts";
import { runBody } from "./run-body.ts";
import { Scope } from "./scope.ts";
import { assignVariable, fitted } from "./sql-statement.ts";
import { type ScriptValue, textValue } from "./values.ts";

/** Deeper calls are refused, as in Snowflake. https://docs.snowflake.com/en/developer-guide/stored-procedure/stored-procedures-usage */
const deepestCall = 8;
const depths = new WeakMap<object, number>();

export async function callProcedure(context: ExecutionContext, statement: Call): Promise<StatementResult> {
  const { routine, values, outputs } = await bindArguments(context, overloadsOf(context, statement), {
    name: statement.name.parts.at(-1)?.value ?? "",
    arguments: statement.arguments,
    span: statement.span,
  });
  const ends = new Map<string, ScriptValue>();
  const returned = await runRoutine(context, routine, values, ends);
  for (const { name, variable } of outputs) {
    const value = ends.get(name);
    if (context.script === undefined || value === undefined) {
      throw notInTwin(statement.span, "output arguments outside a block", "Call the procedure in a block.");
    }
    await assignVariable({ context, text: "" }, context.script, variable, value);
  }
  return returnedResult(returned, routine.name);
}

/** Of a procedure written in WITH, nested in the block around, or in the catalog. Throws 002140 when there is none. */
export function overloadsOf(context: ExecutionContext, { name, with: written, span }: Call): Routine[] {
  const [part] = name.parts;
  const isPlain = name.parts.length === 1 && part !== undefined;
  if (written?.definition.kind === "createProcedure" && isPlain && written.name.value === part.value) {
    return [writtenRoutine(context, written.definition)];
  }
  const nested = isPlain ? context.script?.procedure(part.value) : undefined;
  if (nested !== undefined)
    return [writtenRoutine(context.within({ text: context.script?.textOf(nested) ?? "" }), nested)];
  const stored = storedRoutines(context, name);
  if (stored.length > 0) return stored;
  throw unknownFunction(span, name.parts.map(({ value }) => value).join("."));
}

/** `ends` gets the values of the parameters when the body has ended. */
export async function runRoutine(
  context: ExecutionContext,
  routine: Routine,
  values: readonly ScriptValue[],
  ends = new Map<string, ScriptValue>(),
): Promise<Returned> {
  if (routine.skipsNull && values.some(({ wire }) => wire === null)) {
    return { form: "value", value: { type: routine.returns ?? textValue(null).type, wire: null } };
  }
  const { storage } = context.session;
  const before = storage.transaction;
  const depth = depths.get(storage) ?? 0;
  if (depth >= deepestCall) {
    throw new SnowflakeError(
      "100131",
      "P0000",
      `Stored procedure ${routine.name} is called more than ${deepestCall} levels deep.`,
    );
  }
  depths.set(storage, depth + 1);
  try {
    const inner = context.within({ session: sessionOf(context.session, routine), script: undefined, binds: new Map() });
    const returned = await runLanguage(inner, routine, values, before !== undefined, ends);
    if (storage.transaction !== before && storage.transaction !== undefined) {
      await context.storage.rollback(storage);
      throw new SnowflakeError(
        "090232",
        "22000",
        "Scoped transaction started in stored procedure is incomplete and it was rolled back.",
      );
    }
    return await shaped(context, routine, returned);
  } catch (error) {
    // A transaction that the failed body began ends with it.
    if (before === undefined && storage.transaction !== undefined) await context.storage.rollback(storage);
    throw error;
  } finally {
    depths.set(storage, depth);
  }
}

/** With owner's rights the body neither sees nor changes what the caller has set. */
function sessionOf(session: Session, { home }: Routine): Session {
  if (home === undefined) return session;
  return { ...session, database: home.database, schema: home.schema, variables: new Map() };
}

async function runLanguage(
  context: ExecutionContext,
  routine: Routine,
  values: readonly ScriptValue[],
  isInTransaction: boolean,
  ends: Map<string, ScriptValue>,
): Promise<Returned> {
  if (routine.language === "JAVASCRIPT") return runJavascript(context, routine, values, isInTransaction);
  if (routine.language !== "SQL") {
    throw notInTwin(undefined, `LANGUAGE ${routine.language}`, "Write the procedure in SQL or JavaScript.");
  }
  const scope = new Scope();
  scope.text = routine.body;
  for (const [at, { name, type }] of routine.parameters.entries()) {
    scope.declare(name, { kind: "variable", type, value: values[at] ?? { type, wire: null } });
  }
  const parsed = parseRoutineBody(routine.body) as Block | Statement;
  const returned = await runBody({ context, text: routine.body, isInTransaction }, scope, parsed);
  for (const { name } of routine.parameters) ends.set(name, scope.value(name) ?? textValue(null));
  return returned;
}

/** As RETURNS says. https://docs.snowflake.com/en/sql-reference/sql/create-procedure */
async function shaped(context: ExecutionContext, routine: Routine, returned: Returned): Promise<Returned> {
  const { returns, returnsTable } = routine;
  if (returned.form === "value") {
    if (returnsTable !== undefined && returned.value.wire !== null) throw wrongShape(routine, "a table", "a value");
    if (returnsTable !== undefined && returnsTable.length > 0) return emptyTable(returnsTable);
    if (returns === undefined) return returned;
    return { form: "value", value: await fitted({ context, text: "" }, returned.value, returns) };
  }
  if (returnsTable === undefined) {
    throw wrongShape(routine, "a value", "a table");
  }
  if (returnsTable.length === 0) return returned;
  const { columns } = returned;
  if (columns.length !== returnsTable.length) {
    throw wrongShape(routine, `${returnsTable.length} column(s)`, `${columns.length}`);
  }
  const cells = returnsTable.map(({ name, type }, at) => {
    const from = columns[at]?.type ?? type;
    return `${assignText(context, `q.c${at}`, from, type)} as ${quoteName(name)}`;
  });
  const names = columns.map((_, at) => `c${at}`).join(", ");
  return {
    form: "rows",
    columns: returnsTable.map(({ name, type }) => ({ name, type, nullable: true })),
    sql: `select ${cells.join(", ")} from (${returned.sql}\n) as q(${names})`,
  };
}

function emptyTable(columns: NonNullable<Routine["returnsTable"]>): Returned {
  const cells = columns.map(({ name }) => `null as ${quoteName(name)}`);
  return {
    form: "rows",
    columns: columns.map(({ name, type }) => ({ name, type, nullable: true })),
    sql: `select ${cells.join(", ")} where false`,
  };
}

const wrongShape = ({ name }: Routine, declared: string, found: string) =>
  new SnowflakeError("100183", "P0000", `Procedure ${name} is declared to return ${declared}, but returned ${found}.`);
