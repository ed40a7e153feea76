/** CREATE FUNCTION and CREATE PROCEDURE: their definitions. */
import type { ExecutionContext, Executors } from "../../engine/context.ts";
import { typeOfName } from "../../engine/type-of-name.ts";
import { notInTwin, SnowflakeError } from "../../errors.ts";
import type { CreateFunction, CreateProcedure, Parameter } from "../../sql/ast/index.ts";
import { parseRoutineBody } from "../../sql/parser/index.ts";
import { formatType } from "../../sql/types.ts";
import { signatureOf } from "../object-map.ts";
import type { DefinitionOf, ParameterDefinition, RoutineBase } from "../objects.ts";
import { sourceOf } from "./column-definitions.ts";
import { createObject } from "./create-object.ts";
import { otherOptions } from "./option-values.ts";

const languages = ["SQL", "JAVASCRIPT", "PYTHON", "JAVA", "SCALA"] as const;

export const routineExecutors: Executors = {
  createFunction: (context, statement) => {
    if (statement.external) throw notInTwin(statement.span, "EXTERNAL FUNCTION", "Write the function in SQL.");
    const routine = routineFields(context, statement);
    if (routine.language !== "SQL" && routine.language !== "JAVASCRIPT") {
      throw notInTwin(statement.span, `LANGUAGE ${routine.language}`, "Write the function in SQL.");
    }
    return createObject(context, statement, {
      kind: "function",
      title: "Function",
      define: (_unit, change, path) => {
        replaceOverload(context, statement, change, { ...routine, ...path, kind: "function" });
        return {
          ...routine,
          memoizable: statement.properties.includes("MEMOIZABLE"),
          aggregate: statement.aggregate,
        };
      },
    });
  },
  createProcedure: (context, statement) => {
    const routine = routineFields(context, statement);
    if (routine.language !== "SQL" && routine.language !== "JAVASCRIPT") {
      throw notInTwin(statement.span, `LANGUAGE ${routine.language}`, "Write the procedure in SQL or JavaScript.");
    }
    return createObject(context, statement, {
      kind: "procedure",
      title: "Function",
      define: (_unit, change, path) => {
        replaceOverload(context, statement, change, { ...routine, ...path, kind: "procedure" });
        return { ...routine, executeAs: statement.executeAs === "CALLER" ? ("CALLER" as const) : ("OWNER" as const) };
      },
    });
  },
};

type Fields = Omit<RoutineBase, "id" | "createdOn" | "database" | "schema" | "name" | "owner" | "comment" | "tags">;

function routineFields(context: ExecutionContext, statement: CreateFunction | CreateProcedure): Fields {
  const { session } = context;
  const language = languages.find((known) => known === statement.language);
  if (language === undefined) throw notInTwin(statement.span, `LANGUAGE ${statement.language}`, "Use SQL.");
  if (statement.body === undefined) {
    throw notInTwin(statement.span, "a routine without a body", "Write the body after AS.");
  }
  const table = statement.returns?.table;
  if (language === "JAVASCRIPT") checkJavascriptTypes(context, statement);
  // What cannot be read is refused when it is made; positions count in the body. What its names mean is asked when it runs.
  if (language === "SQL") parseRoutineBody(statement.body.text);
  return {
    parameters: statement.parameters.map((parameter) => ({
      name: parameter.name.value,
      ...modeOf(statement, parameter),
      type: typeOfName(parameter.type, session),
      ...(parameter.default !== undefined && { default: sourceOf(context, parameter.default) }),
    })),
    language,
    returns: statement.returns?.type === undefined ? undefined : typeOfName(statement.returns.type, session),
    ...(table !== undefined && {
      returnsTable: table.map(({ name, type }) => ({
        name: name.value,
        type: typeOfName(type, session),
        nullable: true,
      })),
    }),
    body: statement.body.text,
    nullHandling: statement.properties.some((word) => word === "STRICT" || word === "RETURNS NULL ON NULL INPUT")
      ? "RETURNS NULL ON NULL INPUT"
      : "CALLED ON NULL INPUT",
    volatility: statement.properties.includes("IMMUTABLE") ? "IMMUTABLE" : "VOLATILE",
    secure: statement.secure,
    options: otherOptions(context, statement.options, ["COMMENT", "COPY GRANTS"]),
  };
}

/** "Output arguments … must be Snowflake Scripting": https://docs.snowflake.com/en/developer-guide/stored-procedure/stored-procedures-snowflake-scripting */
export function modeOf(
  { kind, language, span }: Pick<CreateFunction | CreateProcedure, "kind" | "language" | "span">,
  { mode, default: standard }: Parameter,
): Pick<ParameterDefinition, "mode"> {
  if (mode !== "OUT" && mode !== "INOUT") return {};
  const what = kind === "createFunction" ? "a function" : language === "SQL" ? undefined : `LANGUAGE ${language}`;
  if (what !== undefined) throw notInTwin(span, `${mode} arguments of ${what}`, "Use a procedure in LANGUAGE SQL.");
  if (standard !== undefined) throw notInTwin(span, `${mode} arguments with a DEFAULT`, "Leave the default out.");
  return { mode };
}

/**
 * JavaScript has no numbers of fixed point: FLOAT is its NUMBER.
 * https://docs.snowflake.com/en/developer-guide/udf-stored-procedure-data-type-mapping#sql-and-javascript-data-type-mapping
 */
function checkJavascriptTypes({ session }: ExecutionContext, statement: CreateFunction | CreateProcedure): void {
  const written = [
    ...statement.parameters.map(({ type }) => type),
    ...(statement.returns?.type === undefined ? [] : [statement.returns.type]),
    ...(statement.returns?.table ?? []).map(({ type }) => type),
  ];
  for (const name of written) {
    const type = typeOfName(name, session);
    if (type.kind !== "number") continue;
    throw new SnowflakeError(
      "002036",
      "42601",
      `SQL compilation error:\nLanguage JAVASCRIPT does not support type '${formatType(type)}' for argument or return type.`,
      name.span,
    );
  }
}

/** The overload with the same argument types is in the way; OR REPLACE takes it out. */
function replaceOverload(
  _context: ExecutionContext,
  statement: CreateFunction | CreateProcedure,
  change: Parameters<NonNullable<Parameters<ExecutionContext["ddl"]>[1]>>[1],
  made: Pick<DefinitionOf<"function" | "procedure">, "kind" | "parameters" | "database" | "schema" | "name">,
): void {
  const same = change
    .overloads(made.kind, made)
    .find((other) => signatureOf(other) === signatureOf({ ...other, parameters: made.parameters }));
  if (same === undefined) return;
  if (statement.orReplace) change.drop(same);
  else {
    throw new SnowflakeError(
      "002002",
      "42710",
      `SQL compilation error:\nObject '${made.name}' already exists as ${made.kind.toUpperCase()}.`,
    );
  }
}
