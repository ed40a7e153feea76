/** COPY INTO both ways, PUT, GET, LIST, REMOVE. */
import type { Bind, Expression, SessionVariable, StringLiteral } from "./expressions.ts";
import type { Identifier, ObjectName, StagePath, SyntaxNode } from "./node.ts";
import type { Option } from "./options.ts";
import type { Query } from "./queries.ts";

/** A stage, a URL in quotes (`'s3://bucket/path'`), or a variable that holds one of them. */
export type Location = StagePath | StringLiteral | Bind | SessionVariable;

/** FILES, PATTERN, FILE_FORMAT, VALIDATION_MODE and copy options are `options`. */
export interface CopyIntoTable extends SyntaxNode {
  kind: "copyIntoTable";
  target: ObjectName;
  columns: Identifier[];
  /** `query`: the transformation `from (select $1 … from @stage t)`; then its only relation is the stage. */
  source: { form: "location"; location: Location } | { form: "query"; query: Query };
  options: Option[];
}

export interface CopyIntoLocation extends SyntaxNode {
  kind: "copyIntoLocation";
  target: Location;
  source: { form: "table"; name: ObjectName } | { form: "query"; query: Query };
  partitionBy: Expression | undefined;
  options: Option[];
}

/** `put file:///tmp/a*.csv @~/x`; `file` is the URL as written, quotes taken off. PARALLEL, AUTO_COMPRESS, … are options. */
export interface Put extends SyntaxNode {
  kind: "put";
  file: string;
  fileQuoted: boolean;
  /** The Python connector's `write_pandas` binds it. */
  stage: StagePath | Bind;
  options: Option[];
}

export interface Get extends SyntaxNode {
  kind: "get";
  stage: StagePath;
  file: string;
  fileQuoted: boolean;
  options: Option[];
}

/** LIST, LS; `pattern` is a Java regular expression over the whole path. */
export interface ListFiles extends SyntaxNode {
  kind: "list";
  word: "LIST" | "LS";
  stage: StagePath;
  options: Option[];
}

export interface RemoveFiles extends SyntaxNode {
  kind: "remove";
  word: "REMOVE" | "RM";
  stage: StagePath;
  options: Option[];
}

/** `copy files into @a from @b`. */
export interface CopyFiles extends SyntaxNode {
  kind: "copyFiles";
  target: StagePath;
  source: Location | Query;
  options: Option[];
}

export type StageStatement = CopyIntoTable | CopyIntoLocation | Put | Get | ListFiles | RemoveFiles | CopyFiles;
