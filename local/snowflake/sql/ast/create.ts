/** CREATE of every kind of object. */
import type { Expression, StringLiteral } from "./expressions.ts";
import type { Statement } from "./index.ts";
import type { Identifier, ObjectName, SyntaxNode } from "./node.ts";
import type { ObjectType } from "./object-types.ts";
import type { Option, PolicyAttachment, TagAssignment } from "./options.ts";
import type { Query, TimeTravel } from "./queries.ts";
import type { CreateFunction, CreateProcedure } from "./routines.ts";
import type { CopyIntoTable, Location } from "./stages.ts";
import type { TypeName } from "./types.ts";

export interface Create extends SyntaxNode {
  name: ObjectName;
  orReplace: boolean;
  orAlter: boolean;
  ifNotExists: boolean;
  /** `NAME = value` and flags (COPY GRANTS) in order; the `option…` readers in `sql/ast/read-options.ts` look them up. */
  options: Option[];
  tags: TagAssignment[];
}

// ---- tables

/** TEMP, LOCAL/GLOBAL TEMPORARY and VOLATILE are all temporary; `text` is as written. */
export type Persistence = "PERMANENT" | "TEMPORARY" | "TRANSIENT";

/** Whole numbers as text, possibly with a minus: they may exceed a double. */
export type IntegerText = string;

export interface AutoIncrement extends SyntaxNode {
  kind: "autoIncrement";
  word: "AUTOINCREMENT" | "IDENTITY";
  start: IntegerText | undefined;
  step: IntegerText | undefined;
  /** `(1, 1)` rather than `start 1 increment 1`. */
  parenthesised: boolean;
  order: "ORDER" | "NOORDER" | undefined;
}

export interface ForeignKeyTarget extends SyntaxNode {
  kind: "references";
  table: ObjectName;
  columns: Identifier[];
  /** MATCH, ON UPDATE, ON DELETE: words as written, upper case. */
  actions: string[];
}

/** Of a column (`columns` empty) or of a table. `properties`: words such as NOT ENFORCED, RELY, DEFERRABLE. */
export interface Constraint extends SyntaxNode {
  kind: "constraint";
  name: Identifier | undefined;
  constraintType: "PRIMARY KEY" | "UNIQUE" | "FOREIGN KEY" | "NOT NULL" | "NULL" | "CHECK";
  columns: Identifier[];
  references: ForeignKeyTarget | undefined;
  check: Expression | undefined;
  properties: string[];
  comment: StringLiteral | undefined;
}

export interface ColumnDefinition extends SyntaxNode {
  kind: "columnDefinition";
  name: Identifier;
  /** May be missing in a CTAS or in a view. */
  type: TypeName | undefined;
  collate: StringLiteral | undefined;
  default: Expression | undefined;
  autoIncrement: AutoIncrement | undefined;
  /** Virtual column: `as (expression)`. */
  computed: Expression | undefined;
  /** NOT NULL is both here as a flag and in `constraints`. */
  notNull: boolean;
  constraints: Constraint[];
  policies: PolicyAttachment[];
  tags: TagAssignment[];
  comment: StringLiteral | undefined;
}

export type TableSource =
  | { form: "columns" }
  | { form: "query"; query: Query }
  | { form: "like"; name: ObjectName }
  | { form: "clone"; name: ObjectName; travel: TimeTravel | undefined }
  | { form: "template"; query: Expression };

export interface CreateTable extends Create {
  kind: "createTable";
  /** DYNAMIC tables are `createDynamicTable`. EXTERNAL, HYBRID, ICEBERG, EVENT: refused later by name. */
  tableType: "TABLE" | "EXTERNAL TABLE" | "HYBRID TABLE" | "ICEBERG TABLE" | "EVENT TABLE";
  persistence: Persistence;
  modifiers: string[];
  columns: ColumnDefinition[];
  constraints: Constraint[];
  /** Secondary indexes of hybrid tables. */
  indexes: { name: Identifier; columns: Identifier[]; include: Identifier[] }[];
  clusterBy: Expression[] | undefined;
  /** Of external tables. */
  partitionBy: Identifier[];
  policies: PolicyAttachment[];
  source: TableSource;
}

export interface CreateDynamicTable extends Create {
  kind: "createDynamicTable";
  persistence: Persistence;
  modifiers: string[];
  columns: ColumnDefinition[];
  clusterBy: Expression[] | undefined;
  policies: PolicyAttachment[];
  /** TARGET_LAG, WAREHOUSE, REFRESH_MODE, INITIALIZE, … are options. Form `query` or `clone`. */
  source: TableSource;
}

export interface CreateView extends Create {
  kind: "createView";
  secure: boolean;
  recursive: boolean;
  materialized: boolean;
  modifiers: string[];
  columns: ColumnDefinition[];
  clusterBy: Expression[] | undefined;
  policies: PolicyAttachment[];
  query: Query;
}

export interface CreateSequence extends Create {
  kind: "createSequence";
  start: IntegerText | undefined;
  increment: IntegerText | undefined;
  order: "ORDER" | "NOORDER" | undefined;
}

// ---- stages, formats, pipes

/** URL, STORAGE_INTEGRATION, DIRECTORY, FILE_FORMAT, COPY_OPTIONS, ENCRYPTION are options. */
export interface CreateStage extends Create {
  kind: "createStage";
  temporary: boolean;
  clone: ObjectName | undefined;
  travel: TimeTravel | undefined;
}

export interface CreateFileFormat extends Create {
  kind: "createFileFormat";
  temporary: boolean;
  modifiers: string[];
  clone: ObjectName | undefined;
}

/** AUTO_INGEST, ERROR_INTEGRATION, AWS_SNS_TOPIC, INTEGRATION are options. */
export interface CreatePipe extends Create {
  kind: "createPipe";
  copy: CopyIntoTable;
}

/** `integrationType`: STORAGE, NOTIFICATION, API, SECURITY, CATALOG, EXTERNAL ACCESS. */
export interface CreateIntegration extends Create {
  kind: "createIntegration";
  integrationType: string;
}

// ---- change tracking, scheduling

/** APPEND_ONLY, INSERT_ONLY, SHOW_INITIAL_ROWS are options. */
export interface CreateStream extends Create {
  kind: "createStream";
  on: "TABLE" | "VIEW" | "STAGE" | "EXTERNAL TABLE" | "DYNAMIC TABLE" | "EVENT TABLE" | undefined;
  source: ObjectName | undefined;
  travel: TimeTravel | undefined;
  clone: ObjectName | undefined;
}

/** WAREHOUSE, SCHEDULE, CONFIG, ALLOW_OVERLAPPING_EXECUTION, session parameters, FINALIZE, … are options. */
export interface CreateTask extends Create {
  kind: "createTask";
  after: ObjectName[];
  when: Expression | undefined;
  clone: ObjectName | undefined;
  /** Undefined only for a clone. A block, CALL, DML, EXECUTE IMMEDIATE, … `bodyText` is its text as written. */
  body: Statement | undefined;
  bodyText: string;
}

export interface CreateAlert extends Create {
  kind: "createAlert";
  /** `if (exists (condition))`. */
  condition: Statement | undefined;
  conditionText: string;
  action: Statement | undefined;
  actionText: string;
  clone: ObjectName | undefined;
}

// ---- account objects and containers

export interface CreateDatabase extends Create {
  kind: "createDatabase";
  transient: boolean;
  clone: ObjectName | undefined;
  travel: TimeTravel | undefined;
  /** `from share a.b`, `as replica of …`: refused later by name. */
  from: { form: "SHARE" | "LISTING" | "REPLICA"; name: ObjectName } | undefined;
}

export interface CreateSchema extends Create {
  kind: "createSchema";
  transient: boolean;
  managedAccess: boolean;
  clone: ObjectName | undefined;
  travel: TimeTravel | undefined;
}

/** WITH … options. */
export interface CreateWarehouse extends Create {
  kind: "createWarehouse";
}

export interface CreateRole extends Create {
  kind: "createRole";
  database: boolean;
}

export interface CreateUser extends Create {
  kind: "createUser";
}

export interface CreateTag extends Create {
  kind: "createTag";
  allowedValues: StringLiteral[] | undefined;
}

/** `on 75 percent do notify`. */
export interface MonitorTrigger extends SyntaxNode {
  kind: "trigger";
  percent: string;
  action: "SUSPEND" | "SUSPEND_IMMEDIATE" | "NOTIFY";
}

export interface CreateResourceMonitor extends Create {
  kind: "createResourceMonitor";
  triggers: MonitorTrigger[];
}

/** `create masking policy p as (v string) returns string -> case … end`. */
export interface CreatePolicy extends Create {
  kind: "createPolicy";
  policyType: ObjectType;
  parameters: { name: Identifier; type: TypeName }[];
  returns: TypeName | undefined;
  body: Expression | undefined;
}

/** Every other kind of object: options only. */
export interface CreateObject extends Create {
  kind: "createObject";
  objectType: ObjectType;
  /** For objects made from a stage: `from @stage`. */
  from: Location | undefined;
}

export type CreateStatement =
  | CreateTable
  | CreateDynamicTable
  | CreateView
  | CreateSequence
  | CreateStage
  | CreateFileFormat
  | CreatePipe
  | CreateIntegration
  | CreateStream
  | CreateTask
  | CreateAlert
  | CreateProcedure
  | CreateFunction
  | CreateDatabase
  | CreateSchema
  | CreateWarehouse
  | CreateRole
  | CreateUser
  | CreateTag
  | CreateResourceMonitor
  | CreatePolicy
  | CreateObject;

export type * from "./routines.ts";
