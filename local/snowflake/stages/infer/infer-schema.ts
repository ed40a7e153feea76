/** INFER_SCHEMA: the files are looked at before the statement is compiled, because the binder does not wait. */
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { formatPath } from "../../catalog/object-map.ts";
import type { ExecutionContext } from "../../engine/context.ts";
import { pathOfParts, splitName } from "../../engine/names.ts";
import { notInTwin, SnowflakeError } from "../../errors.ts";
import type { Expression, FunctionCall, FunctionRelation, Statement } from "../../sql/ast/index.ts";
import type { BoundArgument, RelationColumn, ResolvedRelation } from "../../sql/binder/catalog-view.ts";
import { quoteName, quoteText } from "../../sql/emit/text.ts";
import { boolean, duckType, integer, varchar } from "../../sql/types.ts";
import { findFiles } from "../copy/candidates.ts";
import { resolveFileFormat } from "../file-format.ts";
import { locationOfText, resolveLocation } from "../location.ts";
import { inferFile } from "./infer-file.ts";
import { addColumns, type InferredColumn, typeText } from "./inferred-column.ts";

/** By the value of the call's first argument. */
const prepared = new WeakMap<Expression, ResolvedRelation>();
const knownArguments = [
  "LOCATION",
  "FILE_FORMAT",
  "FILES",
  "IGNORE_CASE",
  "MAX_FILE_COUNT",
  "MAX_RECORDS_PER_FILE",
  "KIND",
];

/** https://docs.snowflake.com/en/sql-reference/functions/infer_schema */
export async function prepareInferences(context: ExecutionContext, statement: Statement): Promise<void> {
  if (!/\binfer_schema\b/i.test(context.text) || statement.kind === "block") return;
  for (const call of findCalls(statement)) {
    const args = argumentsOf(call);
    const [first] = args.values();
    if (first !== undefined)
      prepared.set(first, relationOf(await inferColumns(context, args), await isTrue(context, args)));
  }
}

export function inferredSchema(args: readonly BoundArgument[]): ResolvedRelation {
  const found = args[0] && prepared.get(args[0].node);
  if (found !== undefined) return found;
  throw notInTwin(args[0]?.node.span, "INFER_SCHEMA in a view or a body", "Call it in a statement of its own.");
}

function findCalls(statement: Statement): FunctionCall[] {
  const found: FunctionCall[] = [];
  const look = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { kind, call } = node as Partial<FunctionRelation>;
    if (kind === "tableFunction" && call?.name.parts.at(-1)?.value === "INFER_SCHEMA") found.push(call);
    Object.values(node).forEach(look);
  };
  look(statement);
  return found;
}

function argumentsOf(call: FunctionCall): Map<string, Expression> {
  const args = new Map<string, Expression>();
  for (const [at, argument] of call.arguments.entries()) {
    const isNamed = argument.kind === "namedArgument";
    const name = isNamed ? argument.name.value : (knownArguments[at] ?? "");
    if (!knownArguments.includes(name)) {
      throw new SnowflakeError("001015", "22023", `SQL compilation error:\nInvalid argument ${name}`, argument.span);
    }
    args.set(name, isNamed ? argument.value : argument);
  }
  return args;
}

/** The value of a constant, a bind or a variable as text; null for NULL. */
async function textOf(context: ExecutionContext, value: Expression): Promise<string | null> {
  const { sql } = context.compileExpression(value);
  const [[text = null] = []] = (await context.connection.runAndReadAll(`SELECT CAST(${sql} AS VARCHAR)`)).getRowsJS();
  return text as string | null;
}

async function isTrue(context: ExecutionContext, args: Map<string, Expression>): Promise<boolean> {
  const value = args.get("IGNORE_CASE");
  return value !== undefined && /^true$/i.test((await textOf(context, value)) ?? "");
}

async function inferColumns(context: ExecutionContext, args: Map<string, Expression>): Promise<InferredColumn[]> {
  const given = async (name: string) => {
    const value = args.get(name);
    return value === undefined || value.kind === "stagePath"
      ? undefined
      : ((await textOf(context, value)) ?? undefined);
  };
  const kind = await given("KIND");
  if (kind !== undefined && kind.toUpperCase() !== "STANDARD") {
    throw notInTwin(args.get("KIND")?.span, `INFER_SCHEMA with KIND => '${kind}'`, "Use KIND => 'STANDARD'.");
  }
  const place = args.get("LOCATION");
  const formatName = await given("FILE_FORMAT");
  if (place === undefined || formatName === undefined) {
    throw new SnowflakeError(
      "001015",
      "22023",
      "SQL compilation error:\nINFER_SCHEMA needs the arguments LOCATION and FILE_FORMAT.",
      place?.span,
    );
  }
  const named = place.kind === "stagePath" ? place : locationOfText((await given("LOCATION")) ?? "", place.span);
  const location = resolveLocation(context, named);
  const formatPathText = formatPath(pathOfParts(splitName(formatName), "file_format", context.session));
  const format = resolveFileFormat(context, { FORMAT_NAME: formatPathText }, {});
  const files = await filesOf(context, args.get("FILES"));
  const { candidates, missing } = await findFiles(location, { files, pattern: undefined });
  if (missing.length > 0) {
    throw new SnowflakeError("091016", "22000", `Remote file '${missing[0]}' was not found.`, args.get("FILES")?.span);
  }
  const count = Number((await given("MAX_FILE_COUNT")) ?? candidates.length);
  const records = Number((await given("MAX_RECORDS_PER_FILE")) ?? Number.POSITIVE_INFINITY);
  const folder = path.join(context.filesFolder, "spool", context.queryId);
  await mkdir(folder, { recursive: true });
  const columns = new Map<string, InferredColumn>();
  const ask = async (sql: string) => (await context.connection.runAndReadAll(sql)).getRows();
  try {
    for (const [at, candidate] of candidates.slice(0, count).entries()) {
      context.signal.throwIfAborted();
      const request = { store: location.store, candidate, format, folder, name: `infer${at}`, ask };
      addColumns(columns, await inferFile(request, records), at === 0);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return [...columns.values()];
}

async function filesOf(context: ExecutionContext, value: Expression | undefined): Promise<string[] | undefined> {
  if (value === undefined) return undefined;
  const items = value.kind === "row" ? value.items : [value];
  const texts: string[] = [];
  for (const item of items) texts.push((await textOf(context, item)) ?? "");
  return texts;
}

const outputColumns: readonly RelationColumn[] = [
  { name: "COLUMN_NAME", type: varchar(), nullable: true },
  { name: "TYPE", type: varchar(), nullable: true },
  { name: "NULLABLE", type: boolean, nullable: true },
  { name: "EXPRESSION", type: varchar(), nullable: true },
  { name: "FILENAMES", type: varchar(), nullable: true },
  { name: "ORDER_ID", type: integer, nullable: true },
];

function relationOf(inferred: readonly InferredColumn[], ignoresCase: boolean): ResolvedRelation {
  const rows = inferred.map((column, order) => {
    const type = typeText(column.type);
    const name = ignoresCase ? column.name.toUpperCase() : column.name;
    const isField = column.path.startsWith("$1:");
    const field = ignoresCase && isField ? `GET_IGNORE_CASE ($1, '${name}')` : column.path;
    const texts = [name, type, column.nullable, `${field}::${type}`, column.files.join(", "), order];
    return `(${texts.map((value) => (typeof value === "string" ? quoteText(value) : String(value))).join(", ")})`;
  });
  const names = outputColumns.map(({ name }) => quoteName(name)).join(", ");
  const typed = outputColumns.map(
    ({ name, type }) => `CAST(${quoteName(name)} AS ${duckType(type)}) AS ${quoteName(name)}`,
  );
  const values = rows.length === 0 ? `(NULL, NULL, NULL, NULL, NULL, NULL)` : rows.join(", ");
  const where = rows.length === 0 ? " WHERE false" : "";
  return {
    columns: [...outputColumns],
    from: `(SELECT ${typed.join(", ")} FROM (VALUES ${values}) AS i(${names})${where})`,
  };
}
