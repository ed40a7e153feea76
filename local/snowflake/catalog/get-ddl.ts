/** GET_DDL: a statement that makes the object again. https://docs.snowflake.com/en/sql-reference/functions/get_ddl */
import { alertText } from "../alerts/alert-text.ts";
import { taskText } from "../changes/task-text.ts";
import { notInTwin } from "../errors.ts";
import { formatType } from "../sql/types.ts";
import type { CatalogReader } from "./catalog.ts";
import { formatPath, quoteIfNeeded } from "./object-map.ts";
import type { AnyDefinition, ColumnDefinition, ConstraintDefinition, RoutineBase, TableDefinition } from "./objects.ts";

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const commentClause = (comment: string | undefined) => (comment ? ` COMMENT ${text(comment)}` : "");

/** With `fullName` names are written in full, as GET_DDL's third argument asks. Throws for a kind that has no text. */
export function ddlOf(object: AnyDefinition, catalog: CatalogReader, fullName: boolean): string {
  const name = fullName ? formatPath(object) : quoteIfNeeded(object.name);
  switch (object.kind) {
    case "table":
      return tableDdl(object, name);
    case "view":
    case "dynamic_table":
      return `${object.text.replace(/;\s*$/, "")};`;
    case "sequence":
      return `create or replace sequence ${name} start with ${object.start} increment by ${object.increment} ${object.ordered ? "order" : "noorder"};`;
    case "schema":
      return containerDdl(`create or replace ${object.transient ? "TRANSIENT " : ""}schema ${name};`, catalog, {
        database: object.database,
        schema: object.name,
      });
    case "database":
      return containerDdl(`create or replace ${object.transient ? "TRANSIENT " : ""}database ${name};`, catalog, {
        database: object.name,
      });
    case "function":
    case "procedure":
      return routineDdl(object, object.kind, name);
    case "file_format":
      return `CREATE OR REPLACE FILE FORMAT ${name}\n\tTYPE = ${object.formatType}${optionLines(object.options)}\n;`;
    case "pipe":
      return `CREATE OR REPLACE PIPE ${name} auto_ingest=${object.autoIngest} as ${object.copyStatement};`;
    case "stream":
      return `create or replace stream ${name} on ${object.source.kind.replace("_", " ")} ${formatPath(object.source.path)}${
        object.mode === "APPEND_ONLY" ? " append_only = true" : ""
      };`;
    case "task":
      return taskText(object, name);
    case "alert":
      return alertText(object, name);
    case "tag":
      return `create or replace tag ${name}${object.allowedValues.length === 0 ? "" : ` allowed_values ${object.allowedValues.map(text).join(", ")}`};`;
    case "warehouse":
      return `create or replace warehouse ${name}\nwith\n\twarehouse_type='STANDARD'\n\twarehouse_size='${object.size}'\n\tauto_suspend=${object.autoSuspendSeconds ?? 0}\n\tauto_resume=${object.autoResume}\n;`;
    default:
      throw notInTwin(undefined, `GET_DDL of a ${object.kind}`, "Use SHOW and DESCRIBE.");
  }
}

function tableDdl(table: TableDefinition, name: string): string {
  const persistence = table.persistence === "permanent" ? "" : `${table.persistence.toUpperCase()} `;
  const lines = [...table.columns.map(columnLine), ...table.constraints.map(constraintLine)];
  const cluster = table.clusterBy.length === 0 ? "" : ` cluster by (${table.clusterBy.join(", ")})`;
  const comment = table.comment === "" ? "" : `COMMENT=${text(table.comment)}\n`;
  return `create or replace ${persistence}TABLE ${name}${cluster} (\n${lines.map((line) => `\t${line}`).join(",\n")}\n)${comment};`;
}

function columnLine({ name, type, nullable, default: standard, identity, comment }: ColumnDefinition): string {
  const parts = [`${quoteIfNeeded(name)} ${formatType(type)}`];
  if (!nullable) parts.push("NOT NULL");
  if (identity !== undefined) {
    parts.push(
      `autoincrement start ${identity.start} increment ${identity.increment} ${identity.order ? "order" : "noorder"}`,
    );
  } else if (standard !== undefined) parts.push(`DEFAULT ${standard}`);
  return parts.join(" ") + commentClause(comment);
}

function constraintLine({ name, type, columns, references }: ConstraintDefinition): string {
  const list = (names: readonly string[]) => names.map(quoteIfNeeded).join(", ");
  const named = name.startsWith("SYS_CONSTRAINT_") ? "" : `constraint ${quoteIfNeeded(name)} `;
  const target =
    references === undefined
      ? ""
      : ` references ${formatPath(references.table)}${references.columns.length === 0 ? "" : ` (${list(references.columns)})`}`;
  return `${named}${type} (${list(columns)})${target}`;
}

function routineDdl(routine: RoutineBase, kind: "function" | "procedure", name: string): string {
  const parameters = routine.parameters.map(
    (parameter) =>
      `${parameter.mode === undefined ? "" : `${parameter.mode} `}${quoteIfNeeded(parameter.name)} ${formatType(parameter.type)}${parameter.default === undefined ? "" : ` DEFAULT ${parameter.default}`}`,
  );
  const returns =
    routine.returnsTable === undefined
      ? formatType(routine.returns ?? { kind: "varchar", length: 16_777_216 })
      : `TABLE (${routine.returnsTable.map((column) => `${quoteIfNeeded(column.name)} ${formatType(column.type)}`).join(", ")})`;
  const body = routine.body.includes("$$") ? text(routine.body) : `$$${routine.body}$$`;
  return `CREATE OR REPLACE ${kind.toUpperCase()} ${name}(${parameters.join(", ")})\nRETURNS ${returns}\nLANGUAGE ${routine.language}\nAS ${body};`;
}

const optionLines = (options: Readonly<Record<string, unknown>>): string =>
  Object.entries(options)
    .map(([name, value]) => `\n\t${name} = ${optionText(value)}`)
    .join("");

function optionText(value: unknown): string {
  if (Array.isArray(value)) return `(${value.map(optionText).join(", ")})`;
  return typeof value === "string" ? text(value) : String(value).toUpperCase();
}

function containerDdl(head: string, catalog: CatalogReader, within: { database: string; schema?: string }): string {
  const kinds = [
    "sequence",
    "file_format",
    "table",
    "view",
    "dynamic_table",
    "function",
    "procedure",
    "stream",
    "pipe",
    "task",
    "alert",
  ] as const;
  const schemas: AnyDefinition[] =
    within.schema === undefined ? catalog.list("schema", within).filter(({ name }) => name !== "PUBLIC") : [];
  const nested = schemas.map((schema) => ddlOf(schema, catalog, true));
  const scopes = within.schema === undefined ? { ...within, schema: "PUBLIC" } : within;
  const contents = kinds
    .flatMap((kind): AnyDefinition[] => catalog.list(kind, scopes))
    .map((object) => ddlOf(object, catalog, false));
  return [head, ...nested, ...contents].join("\n\n");
}
