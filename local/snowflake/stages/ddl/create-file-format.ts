/** CREATE FILE FORMAT, ALTER FILE FORMAT. https://docs.snowflake.com/en/sql-reference/sql/create-file-format */
import { applyCommon } from "../../catalog/ddl/alter-common.ts";
import { createObject, requireObject } from "../../catalog/ddl/create-object.ts";
import { readOptions } from "../../catalog/ddl/option-values.ts";
import { formatPath } from "../../catalog/object-map.ts";
import type { FileFormatDefinition, Options } from "../../catalog/objects.ts";
import type { ExecutionContext, Executors } from "../../engine/context.ts";
import { executed } from "../../engine/literal-result.ts";
import { statementTypes } from "../../engine/statement-types.ts";
import { doesNotExist, notInTwin } from "../../errors.ts";
import type { Option } from "../../sql/ast/index.ts";
import { csvDialect } from "../csv/dialect.ts";
import { formatType, requireKnownOptions } from "../file-format.ts";

type OwnFields = Pick<FileFormatDefinition, "formatType" | "options">;

export const fileFormatExecutors: Executors = {
  createFileFormat: (context, statement) =>
    createObject(context, statement, {
      kind: "file_format",
      title: "File format",
      define: (_unit, change) => {
        if (statement.clone === undefined) return readFormat(context, statement.options, undefined);
        const path = context.path(statement.clone, "file_format");
        const source = requireObject(change, "file_format", "File format", path);
        return { formatType: source.formatType, options: source.options };
      },
    }),
  alterFileFormat: (context, statement) =>
    context.ddl({}, async (_unit, change) => {
      if (statement.name === undefined) throw new Error("ALTER FILE FORMAT without a name.");
      const path = context.path(statement.name, "file_format");
      let format = change.get("file_format", path);
      if (format === undefined) {
        if (statement.ifExists) return executed(statementTypes.ALTER);
        throw doesNotExist(statement.name.span, "File format", formatPath(path));
      }
      for (const action of statement.actions) {
        const common: FileFormatDefinition | undefined = applyCommon(context, change, format, action);
        if (common === undefined)
          throw notInTwin(action.span, `ALTER FILE FORMAT ... ${action.kind}`, "Create it again.");
        const own: OwnFields = action.kind === "set" ? readFormat(context, action.options, format) : common;
        format = change.replace<"file_format">({ ...common, formatType: own.formatType, options: own.options });
      }
      return executed(statementTypes.ALTER);
    }),
};

function readFormat(context: ExecutionContext, said: readonly Option[], before: OwnFields | undefined): OwnFields {
  const { TYPE: type, COMMENT: _, ...options } = readOptions(context, said);
  const merged: Options = { ...before?.options, ...options };
  const own: OwnFields = {
    formatType: type === undefined && before !== undefined ? before.formatType : formatType(type),
    options: merged,
  };
  requireKnownOptions(own.formatType, merged);
  if (own.formatType === "CSV") csvDialect(merged);
  return own;
}
