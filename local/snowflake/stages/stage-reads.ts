/** FROM @stage in a query: its files are read into a temporary table before the statement is compiled, because the binder does not wait. */
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { formatPath } from "../catalog/object-map.ts";
import type { Options } from "../catalog/objects.ts";
import type { ExecutionContext } from "../engine/context.ts";
import { pathOfParts, splitName } from "../engine/names.ts";
import { notInTwin } from "../errors.ts";
import type {
  DirectoryRelation,
  Expression,
  NamedArgument,
  StagePath,
  StageRelation,
  Statement,
} from "../sql/ast/index.ts";
import type { RelationColumn, ResolvedRelation } from "../sql/binder/catalog-view.ts";
import { quoteName, quoteText } from "../sql/emit/text.ts";
import { duckType, integer, timestampLtz, varchar } from "../sql/types.ts";
import { findFiles } from "./copy/candidates.ts";
import { spoolFile, type Wanted } from "./copy/read-file.ts";
import { abortError } from "./copy/row-error.ts";
import { type FileFormat, resolveFileFormat } from "./file-format.ts";
import { prepareInferences } from "./infer/infer-schema.ts";
import { keyPrefix, locationUrl, relativeName, resolveLocation } from "./location.ts";
import { stagedColumns, stagedSelect } from "./staged-relation.ts";

/** What was read for each mention of a stage. */
const prepared = new WeakMap<StagePath, { relation: ResolvedRelation }>();
/** Temporary tables of a session's last statement. */
const leftTables = new WeakMap<object, string[]>();

/** Reads what the statement's FROM clauses name. COPY reads its own stage. */
export async function prepareStageReads(context: ExecutionContext, statement: Statement): Promise<void> {
  await prepareInferences(context, statement);
  if (!context.text.includes("@") || isOfCopy(statement)) return;
  const { relations, directories, positional } = findReads(statement);
  await dropLeft(context);
  const tables: string[] = [];
  leftTables.set(context.session, tables);
  for (const relation of relations) {
    const table = `temp.main."$stage${tables.length}"`;
    tables.push(table);
    prepared.set(relation.stage, { relation: await readStage(context, relation, positional, table) });
  }
  for (const { stage } of directories) prepared.set(stage, { relation: await readDirectory(context, stage) });
}

const isOfCopy = ({ kind }: Statement) => kind === "copyIntoTable" || kind === "createPipe";

async function dropLeft({ session, connection }: ExecutionContext): Promise<void> {
  for (const table of leftTables.get(session) ?? []) await connection.run(`DROP TABLE IF EXISTS ${table}`);
}

interface Reads {
  relations: StageRelation[];
  directories: DirectoryRelation[];
  /** The largest `$n` of the statement. */
  positional: number;
}

function findReads(statement: Statement): Reads {
  const reads: Reads = { relations: [], directories: [], positional: 1 };
  const look = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if (Array.isArray(node)) {
      node.forEach(look);
      return;
    }
    const { kind } = node as { kind?: string };
    if (kind === "stage" && "stage" in node) reads.relations.push(node as StageRelation);
    if (kind === "directory") reads.directories.push(node as DirectoryRelation);
    if (kind === "positional") reads.positional = Math.max(reads.positional, (node as { index: number }).index);
    Object.values(node).forEach(look);
  };
  look(statement);
  return reads;
}

/** For the binder. Throws for a stage that stands where nobody looked: in a view's text. */
export function stageRelation(stage: StagePath): ResolvedRelation {
  const found = prepared.get(stage);
  if (found !== undefined) return found.relation;
  throw notInTwin(stage.span, "a view over a stage", "Query the stage itself, or COPY its files into a table.");
}

async function readStage(
  context: ExecutionContext,
  { stage, options }: StageRelation,
  positional: number,
  table: string,
): Promise<ResolvedRelation> {
  const location = resolveLocation(context, stage);
  const format = formatOf(context, options, location.definition?.fileFormat ?? {});
  const pattern = argument(options, "PATTERN");
  const { candidates } = await findFiles(location, { files: undefined, pattern });
  const columns = stagedColumns(format.type, positional);
  const folder = path.join(context.filesFolder, "spool", context.queryId);
  await mkdir(folder, { recursive: true });
  try {
    await context.connection.run(`CREATE OR REPLACE TEMP TABLE ${table} (${columns.map(columnText).join(", ")})`);
    for (const [index, candidate] of candidates.entries()) {
      context.signal.throwIfAborted();
      const ask = async (sql: string) => (await context.connection.runAndReadAll(sql)).getRows();
      const file = await spoolFile({ store: location.store, candidate, format, folder, name: String(index), ask });
      const wanted: Wanted = {
        positional: format.type === "CSV" ? positional : 1,
        expectedFields: undefined,
        names: { table: "TRANSIENT_STAGE_TABLE", nameOf: (field) => `$${field + 1}` },
      };
      const insert = async (rows: string) => {
        const select = stagedSelect(rows, columns, candidate.file, candidate.shown, context.now);
        const names = columns.map(({ name }) => quoteName(name)).join(", ");
        await context.connection.run(`INSERT INTO ${table} SELECT ${names} FROM (${select})`);
      };
      const quick = await file.quick(wanted);
      const [problem] = quick.problems;
      if (problem !== undefined) throw abortError(problem, candidate.shown);
      try {
        await insert(quick.rows);
      } catch {
        // DuckDB's reader refuses what the scan let through: the exact one says what is wrong, or reads it.
        const exact = await file.exact(wanted);
        const [fault] = exact.problems;
        if (fault !== undefined) throw abortError(fault, candidate.shown);
        await insert(exact.rows);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { columns, from: table, source: { kind: "stage", stage } };
}

const columnText = ({ name, type }: RelationColumn) => `${quoteName(name)} ${duckType(type)}`;

function argument(options: readonly NamedArgument[], name: string): string | undefined {
  const found = options.find((option) => option.name.value === name);
  return found === undefined ? undefined : textOf(found.value);
}

/** A literal, or a name: `file_format => my_csv`. */
function textOf(value: Expression): string {
  if (value.kind === "string") return value.value;
  if (value.kind === "column") return formatPath(pathParts(value.parts.map((part) => part.value)));
  throw notInTwin(value.span, "a computed option of a stage", "Write a literal.");
}

const pathParts = (parts: readonly string[]) => ({
  database: parts.at(-3) ?? "",
  schema: parts.at(-2) ?? "",
  name: parts.at(-1) ?? "",
});

/** FILE_FORMAT => 'name' is always a named one here. */
function formatOf(context: ExecutionContext, options: readonly NamedArgument[], ofStage: Options): FileFormat {
  const name = argument(options, "FILE_FORMAT");
  if (name === undefined) return resolveFileFormat(context, {}, ofStage);
  return resolveFileFormat(
    context,
    { FORMAT_NAME: formatPath(pathOfParts(splitName(name), "file_format", context.session)) },
    {},
  );
}

/** https://docs.snowflake.com/en/user-guide/data-load-dirtables-query : listed when asked for, so it is never behind. */
async function readDirectory(context: ExecutionContext, stage: StagePath): Promise<ResolvedRelation> {
  const location = resolveLocation(context, stage);
  if (location.definition?.directory !== true) {
    throw notInTwin(
      stage.span,
      "DIRECTORY() of a stage without a directory table",
      "Set DIRECTORY = (ENABLE = TRUE) on the stage.",
    );
  }
  const columns: RelationColumn[] = [
    { name: "RELATIVE_PATH", type: varchar(), nullable: false },
    { name: "SIZE", type: integer, nullable: false },
    { name: "LAST_MODIFIED", type: timestampLtz(), nullable: false },
    { name: "MD5", type: varchar(), nullable: true },
    { name: "ETAG", type: varchar(), nullable: true },
    { name: "FILE_URL", type: varchar(), nullable: true },
  ];
  const rows: string[] = [];
  for await (const file of location.store.list(keyPrefix(location))) {
    const relative = relativeName(location, file.key);
    const values = [
      quoteText(relative),
      `CAST(${file.bytes} AS DECIMAL(38,0))`,
      `to_timestamp(${file.modifiedAt / 1000})`,
      quoteText(file.contentKey),
      quoteText(file.contentKey),
      quoteText(`${locationUrl(location)}${relative}`),
    ];
    rows.push(`(${values.join(", ")})`);
  }
  const names = columns.map(({ name }) => quoteName(name)).join(", ");
  const empty = `SELECT ${columns.map(({ name, type }) => `CAST(NULL AS ${duckType(type)}) AS ${quoteName(name)}`).join(", ")} WHERE false`;
  return {
    columns,
    from: rows.length === 0 ? `(${empty})` : `(SELECT * FROM (VALUES ${rows.join(", ")}) AS d(${names}))`,
  };
}
