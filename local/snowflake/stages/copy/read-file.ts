/** Brings one staged file here and makes it ready to load, whatever its format. */
import type { SfType } from "../../sql/types.ts";
import type { FileFormat } from "../file-format.ts";
import type { FileStore } from "../files/store.ts";
import type { Candidate } from "./candidates.ts";
import { spoolCsvFile } from "./csv-file.ts";
import { spoolJsonFile } from "./json-file.ts";
import { spoolParquetFile } from "./parquet-file.ts";
import type { RowError } from "./row-error.ts";

/** A file's rows as DuckDB text. */
export interface ReadyFile {
  /** `$1` …, and the row number. */
  rows: string;
  /** Records of the file, broken ones too. */
  parsed: number;
  /** Rows that `rows` has to give: when it does not, DuckDB saw something else than the scan. */
  expectedRows: number;
  problems: RowError[];
}

/** How a load names the columns of a file. */
export interface ColumnNames {
  table: string;
  /** Name of the column that field `index` goes to. */
  nameOf(index: number): string | undefined;
}

export interface Wanted {
  positional: number;
  expectedFields: number | undefined;
  names: ColumnNames;
  /** Whether somebody reads the rows' numbers; left out: yes. The exact way gives them always. */
  isNumbered?: boolean;
}

/** A value that could not be converted, by its record and the field that it came from. */
export interface BadPlace {
  /** The record's number. */
  row: number;
  field: number;
}

export interface FileColumn {
  name: string;
  /** DuckDB text over the rows, and its Snowflake type. */
  sql: string;
  type: SfType;
  field: number;
}

export interface SpooledFile {
  candidate: Candidate;
  /** Rows by the quickest way that is sure to be right. */
  quick(wanted: Wanted): Promise<ReadyFile>;
  /** Rows one by one, broken ones told. */
  exact(wanted: Wanted): Promise<ReadyFile>;
  /** Where values stand, in the order of rows, with the text of the field. */
  locate(
    places: readonly BadPlace[],
    wanted: Wanted,
    describe: (place: BadPlace, field: string | null) => Pick<RowError, "message" | "code" | "sqlState" | "category">,
  ): Promise<RowError[]>;
  /** The file's own columns, for MATCH_BY_COLUMN_NAME; undefined when fields are found by name in `$1`. */
  columns(): Promise<readonly FileColumn[] | undefined>;
}

export interface SpoolRequest {
  store: FileStore;
  candidate: Candidate;
  format: FileFormat;
  /** Has to be there; whoever made it removes it. */
  folder: string;
  /** Unique in the folder. */
  name: string;
  /** Runs DuckDB text that asks for a file's columns. */
  ask(sql: string): Promise<readonly (readonly unknown[])[]>;
}

export function spoolFile(request: SpoolRequest): Promise<SpooledFile> {
  switch (request.format.type) {
    case "JSON":
      return spoolJsonFile(request);
    case "PARQUET":
      return spoolParquetFile(request);
    default:
      return spoolCsvFile(request);
  }
}
