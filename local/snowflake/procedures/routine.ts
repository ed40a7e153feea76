/** A procedure as CALL sees it, whether it is in the catalog, nested in a block, or written in WITH. */
import { sourceOf } from "../catalog/ddl/column-definitions.ts";
import { modeOf } from "../catalog/ddl/routines.ts";
import type { ParameterDefinition, ProcedureDefinition, ViewColumn } from "../catalog/objects.ts";
import type { ExecutionContext } from "../engine/context.ts";
import { typeOfName } from "../engine/type-of-name.ts";
import { notInTwin } from "../errors.ts";
import type { CreateProcedure, ObjectName } from "../sql/ast/index.ts";
import type { SfType } from "../sql/types.ts";

export interface Routine {
  name: string;
  parameters: readonly ParameterDefinition[];
  language: string;
  returns: SfType | undefined;
  returnsTable: readonly ViewColumn[] | undefined;
  body: string;
  /** Where unqualified names of an owner's-rights body are looked up; undefined: where the caller is. */
  home: { database: string; schema: string } | undefined;
  skipsNull: boolean;
}

export const storedRoutine = (definition: ProcedureDefinition): Routine => ({
  name: definition.name,
  parameters: definition.parameters,
  language: definition.language,
  returns: definition.returns,
  returnsTable: definition.returnsTable,
  body: definition.body,
  home: definition.executeAs === "OWNER" ? { database: definition.database, schema: definition.schema } : undefined,
  skipsNull: definition.nullHandling === "RETURNS NULL ON NULL INPUT",
});

/** `context.text` is the text that the definition stands in. */
export function writtenRoutine(context: ExecutionContext, definition: CreateProcedure): Routine {
  const { body, returns } = definition;
  if (body === undefined) throw notInTwin(definition.span, "a procedure without a body", "Write the body after AS.");
  return {
    name: definition.name.parts.at(-1)?.value ?? "",
    parameters: definition.parameters.map((parameter) => ({
      name: parameter.name.value,
      ...modeOf(definition, parameter),
      type: typeOfName(parameter.type, context.session),
      ...(parameter.default !== undefined && { default: sourceOf(context, parameter.default) }),
    })),
    language: definition.language,
    returns: returns?.type && typeOfName(returns.type, context.session),
    returnsTable: returns?.table?.map(({ name, type }) => ({
      name: name.value,
      type: typeOfName(type, context.session),
      nullable: true,
    })),
    body: body.text,
    home: undefined,
    skipsNull: definition.properties.some((word) => word === "STRICT" || word === "RETURNS NULL ON NULL INPUT"),
  };
}

/** The overloads of the catalog under a name. */
export const storedRoutines = (context: ExecutionContext, name: ObjectName): Routine[] =>
  context.catalog.overloads("procedure", context.path(name, "procedure")).map(storedRoutine);
