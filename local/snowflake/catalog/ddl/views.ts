/** CREATE VIEW and ALTER VIEW. A view is compiled when made, so that errors come then. */

import { nodesAt } from "../../dml/nodes.ts";
import type { ExecutionContext, Executors } from "../../engine/context.ts";
import { statusResult } from "../../engine/literal-result.ts";
import { statementTypes } from "../../engine/statement-types.ts";
import { doesNotExist, notInTwin, SnowflakeError } from "../../errors.ts";
import type { CommonTable, CreateView, Query, Star } from "../../sql/ast/index.ts";
import { optionText } from "../../sql/ast/read-options.ts";
import { quoteName } from "../../sql/emit/text.ts";
import { formatPath } from "../object-map.ts";
import type { ObjectPath, ViewColumn, ViewDefinition } from "../objects.ts";
import { applyCommon } from "./alter-common.ts";
import { refuseDuplicates, sourceOf } from "./column-definitions.ts";
import { createObject } from "./create-object.ts";
import { viewInSchema } from "./view-scope.ts";

export const viewExecutors: Executors = {
  createView: (context, statement) => {
    const [policy] = statement.policies;
    if (policy !== undefined) throw notInTwin(policy.span, `${policy.policyType} POLICY`, "Leave the policy out.");
    const isTemporary = statement.modifiers.some((word) => /^(TEMP|TEMPORARY|VOLATILE)$/.test(word));
    const define = (path: ObjectPath) => ({
      columns: viewColumns(context, statement, path),
      query: queryText(context, statement),
      text: sourceOf(context, statement),
      secure: statement.secure,
      materialized: statement.materialized,
      ...(isTemporary && { session: context.session.id }),
    });
    const known = statement.orAlter ? context.catalog.get("view", context.path(statement.name, "view")) : undefined;
    if (known !== undefined) return alterToDefinition(context, statement, known, define(known));
    return createObject(context, statement, {
      kind: "view",
      title: statement.materialized ? "Materialized view" : "View",
      define: (_unit, _change, path) => define(path),
    });
  },
  alterView: (context, statement) => {
    const name = statement.name;
    if (name === undefined) throw new Error("ALTER VIEW without a name.");
    const path = context.path(name, "view");
    return context.ddl({}, async (_unit, change) => {
      const done = statusResult("Statement executed successfully.", statementTypes.ALTER);
      let view = change.get("view", path);
      if (view === undefined) {
        if (statement.ifExists) return done;
        throw doesNotExist(name.span, "View", formatPath(path));
      }
      for (const action of statement.actions) {
        if (action.kind === "alterColumn" && action.change.change === "setComment") {
          const comment = action.change.comment.value;
          const columns: ViewColumn[] = view.columns.map((column) =>
            column.name === action.column.value ? { ...column, comment } : column,
          );
          view = change.replace<"view">({ ...view, columns });
          continue;
        }
        if (action.kind === "set" && action.options.some((option) => option.name === "SECURE"))
          view = { ...view, secure: true };
        if (action.kind === "unset" && action.names.includes("SECURE")) view = { ...view, secure: false };
        if (action.kind === "command" && /^(SET|UNSET) SECURE$/.test(action.words)) {
          view = change.replace<"view">({ ...view, secure: action.words === "SET SECURE" });
          continue;
        }
        if (action.kind === "command" && /^(SUSPEND|RESUME)( RECLUSTER)?$/.test(action.words)) continue;
        const altered: ViewDefinition | undefined = applyCommon(context, change, view, action);
        if (altered === undefined)
          throw notInTwin(action.span, `ALTER VIEW ... ${action.kind}`, "Create the view again.");
        view = change.replace<"view">(altered);
      }
      return done;
    });
  },
};

/** CREATE OR ALTER VIEW on a view that is there: grants and identity stay. https://docs.snowflake.com/en/sql-reference/sql/create-view */
const alterToDefinition = (
  context: ExecutionContext,
  statement: CreateView,
  known: ViewDefinition,
  own: Partial<ViewDefinition>,
) =>
  context.ddl({}, async (_unit, change) => {
    change.replace<"view">({ ...known, ...own, comment: optionText(statement.options, "COMMENT") ?? "" });
    return statusResult(`${known.name} successfully altered.`, statementTypes.ALTER);
  });

/** Names of the statement's column list, or the query's; types are the query's. */
function viewColumns(context: ExecutionContext, statement: CreateView, path: ObjectPath): ViewColumn[] {
  const compiled = compileInSchema(context, recursiveQuery(statement), path);
  const { columns: written } = statement;
  if (written.length > 0 && written.length !== compiled.columns.length) {
    throw new SnowflakeError(
      "002026",
      "42601",
      `SQL compilation error:\nInvalid column definition list: ${written.length} columns for ${compiled.columns.length} of the query.`,
      statement.span,
    );
  }
  const columns = compiled.columns.map(({ name, type, nullable }, at) => {
    const column = written[at];
    return {
      name: column?.name.value ?? name,
      type,
      nullable,
      ...(column?.comment !== undefined && { comment: column.comment.value }),
    };
  });
  refuseDuplicates(columns);
  return columns;
}

/**
 * RECURSIVE in front is short for a query that begins with the same recursive WITH.
 * https://docs.snowflake.com/en/sql-reference/sql/create-view#creating-a-recursive-view-without-using-a-cte
 */
function recursiveQuery({ recursive, name, columns, query, span }: CreateView): Query {
  const own = name.parts.at(-1);
  if (!recursive || own === undefined) return query;
  const nodes = nodesAt(span);
  const table: CommonTable = { kind: "commonTable", name: own, columns: columns.map((each) => each.name), query, span };
  const star: Star = { kind: "star", qualifier: [], ilike: undefined, exclude: [], replace: [], rename: [], span };
  const all = nodes.select([star], nodes.table({ kind: "name", parts: [own], dynamic: undefined, span }, undefined));
  return { ...all, with: { kind: "with", recursive: true, tables: [table], span } };
}

function queryText(context: ExecutionContext, statement: CreateView): string {
  const text = sourceOf(context, statement.query);
  const own = statement.name.parts.at(-1);
  if (!statement.recursive || own === undefined) return text;
  const list = statement.columns.map(({ name }) => quoteName(name.value)).join(", ");
  const name = quoteName(own.value);
  return `with recursive ${name}${list === "" ? "" : ` (${list})`} as (${text}\n) select * from ${name}`;
}

const compileInSchema = (context: ExecutionContext, query: Query, path: ObjectPath) =>
  context.compileQuery(query, viewInSchema(context, path));
