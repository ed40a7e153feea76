/** DROP, UNDROP, COMMENT ON: the same for every kind of object. */

import { unlinkTask } from "../../changes/task-place.ts";
import type { ExecutionContext, Executors } from "../../engine/context.ts";
import { statusResult } from "../../engine/literal-result.ts";
import { statementTypes } from "../../engine/statement-types.ts";
import { typeOfName } from "../../engine/type-of-name.ts";
import { doesNotExist, SnowflakeError } from "../../errors.ts";
import type { Drop, ObjectName, TypeName } from "../../sql/ast/index.ts";
import type { SfType } from "../../sql/types.ts";
import type { DdlUnit } from "../../storage/port.ts";
import type { CatalogChange, CatalogReader } from "../catalog.ts";
import { formatPath } from "../object-map.ts";
import type { AnyDefinition, ObjectKind, ObjectPath } from "../objects.ts";
import { relationKinds } from "../objects.ts";
import { kindTitle } from "../titles.ts";
import { kindOf } from "./object-kinds.ts";

export const dropExecutors: Executors = {
  drop: (context, statement) =>
    context.ddl({}, async (unit, change) => {
      const kind = kindOf(statement.objectType, statement.span);
      const path = context.path(statement.name, kind);
      const object = findObject(context, change, kind, path, statement.signature);
      if (object === undefined) return dropMissing(change, statement, kind, path);
      change.drop(object);
      if (object.kind === "task") unlinkTask(change, object, context.now);
      await destroyData(unit, object);
      leaveDropped(context, object);
      return statusResult(`${object.name} successfully dropped.`, statementTypes.DROP);
    }),
  undrop: (context, statement) =>
    context.ddl({}, async (_unit, change) => {
      const kind = kindOf(statement.objectType, statement.span);
      const path = context.path(statement.name, kind);
      const object = change.undrop(kind, path);
      return statusResult(`${kindTitle(object)} ${object.name} successfully restored.`, statementTypes.CREATE);
    }),
  comment: (context, statement) =>
    context.ddl({}, async (_unit, change) => {
      const done = statusResult("Statement executed successfully.", statementTypes.ALTER);
      const comment = statement.comment.value;
      if (statement.objectType === "COLUMN") {
        commentOnColumn(context, change, statement.name, comment);
        return done;
      }
      const kind = kindOf(statement.objectType, statement.span);
      const path = context.path(statement.name, kind);
      const object = findObject(context, change, kind, path, statement.signature);
      if (object !== undefined) change.replace({ ...object, comment });
      else if (!statement.ifExists) throw doesNotExist(statement.name.span, kindTitle({ kind }), formatPath(path));
      return done;
    }),
};

/** An overload is found by its argument types; without them the only one of the name. */
export function findObject(
  context: ExecutionContext,
  reader: CatalogReader,
  kind: ObjectKind,
  path: ObjectPath,
  signature: readonly TypeName[] | undefined,
): AnyDefinition | undefined {
  if (kind !== "function" && kind !== "procedure") return reader.get(kind, path);
  const overloads = reader.overloads(kind, path);
  if (signature === undefined) return overloads[0];
  const wanted = signature.map((type) => typeOfName(type, context.session));
  const fits = (types: readonly SfType[]) =>
    types.length === wanted.length && types.every((type, at) => type.kind === wanted[at]?.kind);
  return overloads.find(({ parameters }) => fits(parameters.map(({ type }) => type)));
}

/** The wrong kind of relation is named; nothing there is an error without IF EXISTS. */
function dropMissing(change: CatalogChange, statement: Drop, kind: ObjectKind, path: ObjectPath) {
  const relation = (relationKinds as readonly ObjectKind[]).includes(kind) ? change.relation(path) : undefined;
  if (relation !== undefined) {
    throw new SnowflakeError(
      "002203",
      "02000",
      `SQL compilation error:\nObject found is of type '${spell(relation.kind)}', not specified type '${spell(kind)}'.`,
      statement.name.span,
    );
  }
  if (statement.ifExists) {
    return statusResult(`Drop statement executed successfully (${path.name} already dropped).`, statementTypes.DROP);
  }
  throw doesNotExist(statement.name.span, kindTitle({ kind }), formatPath(path));
}

const spell = (kind: ObjectKind) => kind.toUpperCase().replaceAll("_", " ");

/** Tables that UNDROP can bring back keep their rows until retention ends; temporary tables and sequences go at once. */
async function destroyData(unit: DdlUnit, object: AnyDefinition): Promise<void> {
  if (object.kind === "table" && object.persistence === "temporary") await unit.destroyTable(object.table);
  if (object.kind === "sequence") await unit.destroySequence(object.sequence);
}

function leaveDropped({ session }: ExecutionContext, object: AnyDefinition): void {
  if (object.kind === "database" && session.database === object.name) {
    session.database = undefined;
    session.schema = undefined;
  }
  if (object.kind === "schema" && session.database === object.database && session.schema === object.name) {
    session.schema = undefined;
  }
  if (object.kind === "warehouse" && session.warehouse === object.name) session.warehouse = undefined;
}

function commentOnColumn(context: ExecutionContext, change: CatalogChange, name: ObjectName, comment: string): void {
  const column = name.parts.at(-1)?.value ?? "";
  const path = context.path({ ...name, parts: name.parts.slice(0, -1) }, "table");
  const relation = change.relation(path);
  if (relation?.kind !== "table" && relation?.kind !== "view") throw doesNotExist(name.span, "Table", formatPath(path));
  if (!relation.columns.some((candidate) => candidate.name === column)) {
    throw new SnowflakeError("000904", "42000", `SQL compilation error:\ninvalid identifier '${column}'`, name.span);
  }
  const columns = relation.columns.map((candidate) =>
    candidate.name === column ? { ...candidate, comment } : candidate,
  );
  if (relation.kind === "table") change.replace<"table">({ ...relation, columns });
  else change.replace<"view">({ ...relation, columns });
}
