/** ALTER TABLE: columns, constraints, names, settings. One statement may have several actions. */
import type { ExecutionContext, Executors } from "../../engine/context.ts";
import { statusResult } from "../../engine/literal-result.ts";
import { statementTypes } from "../../engine/statement-types.ts";
import { doesNotExist, notInTwin, SnowflakeError } from "../../errors.ts";
import type { AlterAction } from "../../sql/ast/index.ts";
import type { DdlUnit } from "../../storage/port.ts";
import type { CatalogChange } from "../catalog.ts";
import { formatPath } from "../object-map.ts";
import type { TableDefinition } from "../objects.ts";
import { addColumns, alterColumn, dropColumns, renameColumn } from "./alter-columns.ts";
import { applyCommon } from "./alter-common.ts";
import { defineConstraint, requireKeyColumns, sourceOf } from "./column-definitions.ts";

type Action<K extends AlterAction["kind"]> = Extract<AlterAction, { kind: K }>;

export const alterTableExecutors: Executors = {
  alterTable: async (context, statement) => {
    const name = statement.name;
    if (name === undefined) throw new Error("ALTER TABLE without a name.");
    const path = context.path(name, "table");
    const known = context.catalog.get("table", path);
    const change: number[] = known === undefined ? [] : [known.table];
    return context.ddl({ change }, async (unit, changes) => {
      let table = changes.get("table", path);
      if (table === undefined) {
        if (statement.ifExists) return statusResult("Statement executed successfully.", statementTypes.ALTER);
        const other = changes.relation(path);
        if (other === undefined) throw doesNotExist(name.span, "Table", formatPath(path));
        throw new SnowflakeError(
          "002203",
          "02000",
          `SQL compilation error:\nObject found is of type '${other.kind.toUpperCase().replace("_", " ")}', not specified type 'TABLE'.`,
        );
      }
      for (const action of statement.actions) table = await applyAction(context, unit, changes, table, action);
      return statusResult("Statement executed successfully.", statementTypes.ALTER);
    });
  },
};

async function applyAction(
  context: ExecutionContext,
  unit: DdlUnit,
  change: CatalogChange,
  table: TableDefinition,
  action: AlterAction,
): Promise<TableDefinition> {
  switch (action.kind) {
    case "addColumns":
      return change.replace<"table">(await addColumns(context, unit, table, action));
    case "dropColumns":
      return change.replace<"table">(await dropColumns(unit, table, action));
    case "renameColumn":
      return change.replace<"table">(await renameColumn(unit, table, action));
    case "alterColumn":
      return change.replace<"table">(await alterColumn(context, unit, table, action));
    case "swapWith":
      return swap(context, change, table, action);
    case "addConstraint": {
      const constraint = defineConstraint(context, action.constraint);
      if (constraint === undefined) return table;
      const constraints = [...table.constraints, constraint];
      return change.replace<"table">({ ...table, constraints, columns: requireKeyColumns(table.columns, constraints) });
    }
    case "dropConstraint":
      return change.replace<"table">({ ...table, constraints: withoutConstraint(table, action) });
    case "renameConstraint":
      return change.replace<"table">({
        ...table,
        constraints: table.constraints.map((constraint) =>
          constraint.name === action.from.value ? { ...constraint, name: action.to.value } : constraint,
        ),
      });
    case "clusterBy":
      return change.replace<"table">({
        ...table,
        clusterBy: action.expressions.map((expression) => sourceOf(context, expression)),
      });
    case "dropClusteringKey":
      return change.replace<"table">({ ...table, clusterBy: [] });
    case "searchOptimization":
      return table;
    case "command":
      if (/^(SUSPEND|RESUME) RECLUSTER$/.test(action.words)) return table;
      throw notInTwin(action.span, `ALTER TABLE ${action.words}`, "Leave it out.");
    default: {
      const altered = applyCommon(context, change, table, action);
      if (altered === undefined) throw notInTwin(action.span, `ALTER TABLE ... ${action.kind}`, "Leave it out.");
      return change.replace<"table">(withSettings(altered));
    }
  }
}

/** Options that a table keeps in fields of its own. */
function withSettings(table: TableDefinition): TableDefinition {
  const {
    DATA_RETENTION_TIME_IN_DAYS: days,
    CHANGE_TRACKING: tracking,
    ENABLE_SCHEMA_EVOLUTION: evolution,
    ...options
  } = table.options;
  return {
    ...table,
    options,
    ...(typeof days === "number" && { retentionDays: days }),
    ...(typeof tracking === "boolean" && { changeTracking: tracking }),
    ...(typeof evolution === "boolean" && { schemaEvolution: evolution }),
  };
}

/** The two tables exchange names; ids, rows and streams stay with the contents. */
function swap(
  context: ExecutionContext,
  change: CatalogChange,
  table: TableDefinition,
  { other: name }: Action<"swapWith">,
): TableDefinition {
  const path = context.path(name, "table");
  const other = change.get("table", path);
  if (other === undefined) throw doesNotExist(name.span, "Table", formatPath(path));
  const place = ({ database, schema, name: own }: TableDefinition) => ({ database, schema, name: own });
  change.replace<"table">({ ...other, name: `${other.name}\0swap` });
  const moved = change.replace<"table">({ ...table, ...place(other) });
  change.replace<"table">({ ...other, ...place(table) });
  return moved;
}

function withoutConstraint(
  table: TableDefinition,
  { target, name, columns, span }: Action<"dropConstraint">,
): TableDefinition["constraints"] {
  const named = columns.map(({ value }) => value).join("\0");
  const isDropped = (constraint: TableDefinition["constraints"][number]) => {
    if (target === "CONSTRAINT") return constraint.name === name?.value;
    if (target === "PRIMARY KEY") return constraint.type === "primary key";
    return constraint.type === target.toLowerCase() && constraint.columns.join("\0") === named;
  };
  const kept = table.constraints.filter((constraint) => !isDropped(constraint));
  if (kept.length === table.constraints.length) {
    throw new SnowflakeError(
      "002003",
      "42S02",
      `SQL compilation error:\nConstraint '${name?.value ?? target}' does not exist or not authorized.`,
      span,
    );
  }
  return kept;
}
