/** LIST and REMOVE. https://docs.snowflake.com/en/sql-reference/sql/list */
import type { Cell, ExecutionContext, Executors } from "../engine/context.ts";
import { column, numberType, tableResult } from "../engine/literal-result.ts";
import { statementTypes } from "../engine/statement-types.ts";
import type { ListFiles, RemoveFiles } from "../sql/ast/index.ts";
import { optionText } from "../sql/ast/read-options.ts";
import type { StagedFile } from "./files/store.ts";
import { keyPrefix, listedName, pathPattern, resolveLocation, type StageLocation } from "./location.ts";

export const listExecutors: Executors = {
  async list(context, statement) {
    const { location, files } = await filesOf(context, statement);
    const rows = files.map((file): Cell[] => [
      listedName(location, file.key),
      file.bytes,
      file.contentKey,
      new Date(file.modifiedAt).toUTCString(),
    ]);
    return tableResult(
      [column("name"), column("size", numberType), column("md5"), column("last_modified")],
      rows,
      statementTypes.LIST,
    );
  },
  async remove(context, statement) {
    const { location, files } = await filesOf(context, statement);
    for (const { key } of files) await location.store.remove(key);
    const rows = files.map(({ key }): Cell[] => [listedName(location, key), "removed"]);
    return tableResult([column("name"), column("result")], rows, statementTypes.REMOVE);
  },
};

async function filesOf(
  context: ExecutionContext,
  statement: ListFiles | RemoveFiles,
): Promise<{ location: StageLocation; files: StagedFile[] }> {
  const location = resolveLocation(context, statement.stage);
  const pattern = optionText(statement.options, "PATTERN");
  const matches = pattern === undefined ? () => true : pathPattern(pattern);
  const files: StagedFile[] = [];
  for await (const file of location.store.list(keyPrefix(location))) {
    if (matches(location, file.key)) files.push(file);
  }
  return { location, files };
}
