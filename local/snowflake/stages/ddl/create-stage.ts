/** CREATE STAGE, ALTER STAGE. https://docs.snowflake.com/en/sql-reference/sql/create-stage */

import { applyCommon } from "../../catalog/ddl/alter-common.ts";
import { createObject, requireObject } from "../../catalog/ddl/create-object.ts";
import { readOptions } from "../../catalog/ddl/option-values.ts";
import { formatPath } from "../../catalog/object-map.ts";
import type { Options, StageDefinition } from "../../catalog/objects.ts";
import type { ExecutionContext, Executors } from "../../engine/context.ts";
import { executed, statusResult } from "../../engine/literal-result.ts";
import { statementTypes } from "../../engine/statement-types.ts";
import { doesNotExist, notInTwin } from "../../errors.ts";
import type { Option } from "../../sql/ast/index.ts";
import { findOption, optionText } from "../../sql/ast/read-options.ts";
import { copyOptions } from "../copy/copy-options.ts";
import { readFormatOptions } from "../file-format.ts";
import { requireS3Url, stageLocation } from "../location.ts";
import { unknownOption } from "../option-errors.ts";

const known = [
  "URL",
  "STORAGE_INTEGRATION",
  "CREDENTIALS",
  "ENCRYPTION",
  "DIRECTORY",
  "FILE_FORMAT",
  "COPY_OPTIONS",
  "COMMENT",
  "ENDPOINT",
  "AWS_ACCESS_POINT_ARN",
  "USE_PRIVATELINK_ENDPOINT",
];

type OwnFields = Pick<
  StageDefinition,
  "url" | "storageIntegration" | "credentials" | "fileFormat" | "copyOptions" | "directory"
>;

export const stageDdlExecutors: Executors = {
  createStage: (context, statement) => {
    if (statement.travel !== undefined)
      throw notInTwin(statement.span, "time travel of a stage", "Clone it as it is now.");
    return createObject(context, statement, {
      kind: "stage",
      title: "Stage area",
      define: (_unit, change) => {
        const session = statement.temporary ? { session: context.session.id } : {};
        if (statement.clone === undefined) return { ...readStage(context, statement.options, empty), ...session };
        const source = requireObject(change, "stage", "Stage", context.path(statement.clone, "stage"));
        if (source.url === "")
          throw notInTwin(statement.span, "CLONE of an internal stage", "Create a new one and copy its files.");
        const { url, storageIntegration, credentials, fileFormat, copyOptions: options, directory } = source;
        return { url, storageIntegration, credentials, fileFormat, copyOptions: options, directory, ...session };
      },
    });
  },
  alterStage: (context, statement) => {
    const path = context.path(statement.name ?? missingName(), "stage");
    return context.ddl({}, async (_unit, change) => {
      let stage = change.get("stage", path);
      if (stage === undefined) {
        if (statement.ifExists) return executed(statementTypes.ALTER);
        throw doesNotExist(statement.name?.span, "Stage", formatPath(path));
      }
      for (const action of statement.actions) {
        if (action.kind === "refresh" || (action.kind === "command" && action.words === "REFRESH")) continue;
        const common: StageDefinition | undefined = applyCommon(context, change, stage, action);
        if (common === undefined)
          throw notInTwin(action.span, `ALTER STAGE ... ${action.kind}`, "Create the stage again.");
        const own: OwnFields = action.kind === "set" ? readStage(context, action.options, stage) : stage;
        stage = change.replace<"stage">({ ...common, ...own });
      }
      return statusResult("Statement executed successfully.", statementTypes.ALTER);
    });
  },
};

const missingName = (): never => {
  throw new Error("ALTER STAGE without a name.");
};

const empty: OwnFields = {
  url: "",
  storageIntegration: undefined,
  credentials: {},
  fileFormat: {},
  copyOptions: {},
  directory: false,
};

/** What the options say, over what the stage has. */
function readStage(context: ExecutionContext, options: readonly Option[], before: OwnFields): OwnFields {
  for (const { name } of options) if (!known.includes(name)) throw unknownOption(name);
  const values = readOptions(
    context,
    options.filter(({ name }) => name !== "FILE_FORMAT"),
  );
  const group = (name: string): Options | undefined => {
    const value = values[name];
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Options) : undefined;
  };
  const copy = group("COPY_OPTIONS");
  if (copy !== undefined) copyOptions({}, copy, { kind: "abort_statement" });
  const format = findOption(options, "FILE_FORMAT");
  const directory = group("DIRECTORY");
  const fields: OwnFields = {
    url: optionText(options, "URL") ?? before.url,
    storageIntegration: optionText(options, "STORAGE_INTEGRATION") ?? before.storageIntegration,
    credentials: group("CREDENTIALS") ?? before.credentials,
    fileFormat: format === undefined ? before.fileFormat : readFormatOptions(context, format),
    copyOptions: copy ?? before.copyOptions,
    directory: directory === undefined ? before.directory : directory.ENABLE === true,
  };
  if (fields.url !== "") requireS3Url(fields.url);
  // Says at once what is wrong with the URL, without reading anything.
  if (fields.url !== "" && context.s3 !== undefined) {
    const probe = {
      ...fields,
      kind: "stage",
      id: 0,
      createdOn: 0,
      owner: "",
      comment: "",
      database: "",
      schema: "",
      name: "",
    } as const;
    stageLocation(context, probe, "");
  }
  return fields;
}
