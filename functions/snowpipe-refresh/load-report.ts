/** Holds what Snowflake says of a table's files against what the archive holds. Pure. */
import type { DoneTable } from "../../shared/done.ts";
import type { Row } from "../../shared/warehouse/warehouse.ts";

export interface LoadedFile {
  key: string;
  status: string;
  rowsLoaded: number;
  rowsParsed: number;
  /** How often its rows were put into the table: once, if all is well. */
  loads: number;
  error: string | undefined;
}

/** Rows of COPY_HISTORY for this table's files; of several loads of one file, the last. */
export function loadedFiles({ files }: DoneTable, history: readonly Row[]): LoadedFile[] {
  return files.flatMap(({ key }) => {
    // FILE_NAME is relative to STAGE_LOCATION, which may or may not reach into the table's folder.
    const entries = history.filter(({ FILE_NAME }) => key.endsWith(String(FILE_NAME).replace(/^\/+/, "")));
    const last = entries.at(-1);
    if (!last) return [];
    return {
      key,
      status: String(last.STATUS),
      rowsLoaded: Number(last.ROW_COUNT ?? 0),
      rowsParsed: Number(last.ROW_PARSED ?? 0),
      loads: entries.filter(({ STATUS, ROW_COUNT }) => isLoaded(String(STATUS)) && Number(ROW_COUNT ?? 0) > 0).length,
      error: last.FIRST_ERROR_MESSAGE
        ? `${last.FIRST_ERROR_MESSAGE} (line ${last.FIRST_ERROR_LINE_NUM ?? "?"}, column ${last.FIRST_ERROR_COLUMN_NAME ?? "?"})`
        : undefined,
    };
  });
}

const isLoaded = (status: string) => /^(partially )?loaded$/i.test(status);
const isGoingOn = ({ status }: LoadedFile) => /in progress/i.test(status);

export const isComplete = ({ files }: DoneTable, loaded: readonly LoadedFile[]) =>
  loaded.length === files.length && !loaded.some(isGoingOn);

/**
 * Every way in which a complete load differs from the archive. None: the table's rows were loaded, each once. The load history proves it by
 * itself, since rows leave a staging table when they are applied; in any other table they must be there as well.
 */
export function loadProblems(
  table: DoneTable,
  loaded: readonly LoadedFile[],
  rowsInTable: number,
  isStaging: boolean,
): string[] {
  const problems = table.files.flatMap(({ key, rows }) => {
    const file = loaded.find((each) => each.key === key);
    if (!file) return [`${key}: Snowflake knows nothing of it`];
    if (!/^loaded$/i.test(file.status)) return [`${key}: ${file.status}${file.error ? `: ${file.error}` : ""}`];
    if (file.rowsLoaded !== rows) return [`${key}: ${file.rowsLoaded} rows loaded, ${rows} in the archive`];
    return file.loads > 1 ? [`${key}: loaded ${file.loads} times`] : [];
  });
  const isOff = isStaging ? rowsInTable > table.accepted : rowsInTable !== table.accepted;
  if (problems.length === 0 && isOff)
    return [`${table.target}: ${rowsInTable} rows of the drop in the table, ${table.accepted} in the archive`];
  return problems;
}
