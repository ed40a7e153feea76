/** INFORMATION_SCHEMA views of stages, formats, pipes, sequences, routines, roles and privileges. */
import { numberType, timestampType } from "../../engine/literal-result.ts";
import { formatType } from "../../sql/types.ts";
import { RawSql } from "../literal-relation.ts";
import type { DefinitionOf, ObjectKind, RoutineBase } from "../objects.ts";
import { nextValueSql } from "../sequence-state.ts";
import { type Field, field, type InformationView, viewOf } from "./view.ts";

const placed = (prefix: string) => [
  field<{ database: string }>(`${prefix}_CATALOG`, ({ database }) => database),
  field<{ schema: string }>(`${prefix}_SCHEMA`, ({ schema }) => schema),
  field<{ name: string }>(`${prefix}_NAME`, ({ name }) => name),
  field<{ owner: string }>(`${prefix}_OWNER`, ({ owner }) => owner),
];

const dated = [
  field<{ createdOn: number }>("CREATED", ({ createdOn }) => createdOn, timestampType),
  field<{ createdOn: number }>("LAST_ALTERED", ({ createdOn }) => createdOn, timestampType),
  field<{ comment: string }>("COMMENT", ({ comment }) => comment || null),
];

function objectView<K extends ObjectKind>(
  kind: K,
  prefix: string,
  own: readonly Field<DefinitionOf<K>>[],
): InformationView {
  const fields = [...placed(prefix), ...own, ...dated] as readonly Field<DefinitionOf<K>>[];
  return viewOf(fields, ({ catalog }, database) => catalog.list(kind, { database }));
}

const argumentSignature = ({ parameters }: RoutineBase) =>
  `(${parameters.map(({ name, type }) => `${name} ${formatType(type).replace(/\(.*/, "")}`).join(", ")})`;

const routineFields = (kind: "FUNCTION" | "PROCEDURE"): Field<RoutineBase>[] => [
  field("ARGUMENT_SIGNATURE", argumentSignature),
  field("DATA_TYPE", ({ returns }) => (returns === undefined ? "TABLE" : formatType(returns))),
  field(`${kind}_LANGUAGE`, ({ language }) => language),
  field(`${kind}_DEFINITION`, ({ body }) => body),
];

export const objectViews: Readonly<Record<string, InformationView>> = {
  STAGES: objectView("stage", "STAGE", [
    field("STAGE_URL", ({ url }) => url || null),
    field("STAGE_REGION", () => null),
    field("STAGE_TYPE", ({ url }) => (url === "" ? "Internal Named" : "External Named")),
  ]),
  FILE_FORMATS: objectView("file_format", "FILE_FORMAT", [field("FILE_FORMAT_TYPE", ({ formatType: type }) => type)]),
  PIPES: objectView("pipe", "PIPE", [
    field("DEFINITION", ({ copyStatement }) => copyStatement),
    field("IS_AUTOINGEST_ENABLED", ({ autoIngest }) => (autoIngest ? "YES" : "NO")),
    field("NOTIFICATION_CHANNEL_NAME", ({ notificationChannel }) => notificationChannel ?? null),
  ]),
  SEQUENCES: objectView("sequence", "SEQUENCE", [
    field("DATA_TYPE", () => "NUMBER"),
    field("NUMERIC_PRECISION", () => 38, numberType),
    field("NUMERIC_PRECISION_RADIX", () => 10, numberType),
    field("NUMERIC_SCALE", () => 0, numberType),
    field("START_VALUE", ({ start }) => String(start)),
    field("MINIMUM_VALUE", () => null),
    field("MAXIMUM_VALUE", () => null),
    field("NEXT_VALUE", (sequence) => new RawSql(nextValueSql(sequence))),
    field("INCREMENT", ({ increment }) => String(increment)),
    field("CYCLE_OPTION", () => "NO"),
    field("ORDERED", ({ ordered }) => (ordered ? "YES" : "NO")),
  ]),
  FUNCTIONS: objectView("function", "FUNCTION", routineFields("FUNCTION") as Field<DefinitionOf<"function">>[]),
  PROCEDURES: objectView("procedure", "PROCEDURE", routineFields("PROCEDURE") as Field<DefinitionOf<"procedure">>[]),
  OBJECT_PRIVILEGES: viewOf<DefinitionOf<"grant">>(
    [
      field("GRANTOR", ({ grantedBy }) => grantedBy),
      field("GRANTEE", ({ grantee }) => grantee),
      field("GRANTED_TO", ({ granteeKind }) => granteeKind),
      field("OBJECT_CATALOG", () => null),
      field("OBJECT_SCHEMA", () => null),
      field("OBJECT_NAME", ({ objectName }) => objectName),
      field("OBJECT_TYPE", ({ grantedOn }) => grantedOn),
      field("PRIVILEGE_TYPE", ({ privilege }) => privilege),
      field("IS_GRANTABLE", ({ grantOption }) => (grantOption ? "YES" : "NO")),
      field("CREATED", ({ createdOn }) => createdOn, timestampType),
    ],
    ({ catalog }) => catalog.list("grant").filter(({ future }) => !future),
  ),
  ENABLED_ROLES: viewOf<DefinitionOf<"role">>(
    [field("ROLE_NAME", ({ name }) => name), field("ROLE_OWNER", ({ owner }) => owner)],
    ({ catalog }) => catalog.list("role"),
  ),
  APPLICABLE_ROLES: viewOf<DefinitionOf<"role">>(
    [
      field("GRANTEE", (_role, { session }) => session.user),
      field("ROLE_NAME", ({ name }) => name),
      field("ROLE_OWNER", ({ owner }) => owner),
      field("IS_GRANTABLE", () => "YES"),
    ],
    ({ catalog }) => catalog.list("role"),
  ),
};
