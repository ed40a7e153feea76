/** The definition of every kind of object that the catalog keeps. Plain JSON: what is here is stored as it is. */
import type { SfType } from "../sql/types.ts";
import type { SequenceId, TableId } from "../storage/port.ts";
import type {
  GrantDefinition,
  IntegrationDefinition,
  RoleDefinition,
  TagDefinition,
  UserDefinition,
  WarehouseDefinition,
} from "./account-definitions.ts";

/** Scalars and lists of an option as written in SQL, normalised: names in upper case, keywords in upper case, strings as they are. */
export type OptionValue =
  | string
  | number
  | boolean
  | null
  | readonly OptionValue[]
  | { readonly [name: string]: OptionValue };
export type Options = Readonly<Record<string, OptionValue>>;

/** `database` and `schema` are "" for objects that live above them. */
export interface ObjectPath {
  database: string;
  schema: string;
  name: string;
}

export interface ObjectBase extends ObjectPath {
  /** Never reused. The catalog gives it. */
  id: number;
  /** Milliseconds of the twin's clock. */
  createdOn: number;
  owner: string;
  comment: string;
  /** Full tag name (`DB.SCHEMA.TAG`) to value. */
  tags?: Readonly<Record<string, string>>;
}

export interface DatabaseDefinition extends ObjectBase {
  kind: "database";
  transient: boolean;
  retentionDays: number;
}

export interface SchemaDefinition extends ObjectBase {
  kind: "schema";
  transient: boolean;
  managedAccess: boolean;
  retentionDays: number;
}

export interface IdentityDefinition {
  start: number;
  increment: number;
  order: boolean;
  sequence: SequenceId;
}

export interface ColumnDefinition {
  name: string;
  type: SfType;
  nullable: boolean;
  /** Snowflake SQL text of the DEFAULT expression, as written. */
  default?: string;
  identity?: IdentityDefinition;
  comment?: string;
  collation?: string;
  tags?: Readonly<Record<string, string>>;
}

export interface ConstraintDefinition {
  name: string;
  type: "primary key" | "unique" | "foreign key" | "check";
  columns: readonly string[];
  /** Of a foreign key. */
  references?: { table: ObjectPath; columns: readonly string[] };
  createdOn: number;
  comment?: string;
}

export interface TableDefinition extends ObjectBase {
  kind: "table";
  /** Where storage keeps the rows. */
  table: TableId;
  persistence: "permanent" | "transient" | "temporary";
  /** Of a temporary table: the session that alone sees it. */
  session?: number;
  columns: readonly ColumnDefinition[];
  constraints: readonly ConstraintDefinition[];
  /** Text inside CLUSTER BY (...), as written. */
  clusterBy: readonly string[];
  retentionDays: number;
  changeTracking: boolean;
  schemaEvolution: boolean;
  /** STAGE_FILE_FORMAT, STAGE_COPY_OPTIONS and what else was accepted. */
  options: Options;
}

export interface ViewColumn {
  name: string;
  type: SfType;
  nullable: boolean;
  comment?: string;
}

export interface ViewDefinition extends ObjectBase {
  kind: "view";
  columns: readonly ViewColumn[];
  /** The query after AS, as written. */
  query: string;
  /** The whole CREATE statement, as written. */
  text: string;
  secure: boolean;
  materialized: boolean;
  /** Where unqualified names of the query are looked up: the view's own schema. */
  session?: number;
}

export interface SequenceDefinition extends ObjectBase {
  kind: "sequence";
  sequence: SequenceId;
  start: number;
  increment: number;
  ordered: boolean;
}

export interface FileFormatDefinition extends ObjectBase {
  kind: "file_format";
  formatType: "CSV" | "JSON" | "PARQUET" | "AVRO" | "ORC" | "XML";
  /** Only what was said; defaults are the reader's. */
  options: Options;
}

export interface StageDefinition extends ObjectBase {
  kind: "stage";
  /** "" for an internal stage. */
  url: string;
  storageIntegration: string | undefined;
  /** Names only are shown; the values stay here. */
  credentials: Options;
  fileFormat: Options;
  copyOptions: Options;
  directory: boolean;
  /** Of a temporary stage. */
  session?: number;
}

export interface PipeDefinition extends ObjectBase {
  kind: "pipe";
  /** COPY INTO ..., as written. */
  copyStatement: string;
  autoIngest: boolean;
  errorIntegration: string | undefined;
  awsSnsTopic: string | undefined;
  integration: string | undefined;
  notificationChannel: string | undefined;
  paused: boolean;
}

export interface StreamDefinition extends ObjectBase {
  kind: "stream";
  source: { kind: "table" | "view" | "stage" | "external_table" | "dynamic_table"; path: ObjectPath };
  mode: "DEFAULT" | "APPEND_ONLY" | "INSERT_ONLY";
  showInitialRows: boolean;
  /** Whatever the change tracking keeps besides the offsets in its own tables. */
  options: Options;
}

export interface TaskDefinition extends ObjectBase {
  kind: "task";
  warehouse: string | undefined;
  /** `5 MINUTE`, `USING CRON 0 9 * * * UTC`; undefined for a child. */
  schedule: string | undefined;
  predecessors: readonly ObjectPath[];
  /** Of a finalizer: the root task. */
  finalize: ObjectPath | undefined;
  state: "started" | "suspended";
  /** SQL text of the body, as written. */
  definition: string;
  /** SQL text after WHEN. */
  condition: string | undefined;
  allowOverlapping: boolean;
  /** Everything else: SUSPEND_TASK_AFTER_NUM_FAILURES, USER_TASK_TIMEOUT_MS, CONFIG, session parameters. */
  options: Options;
  lastCommittedOn?: number;
  lastSuspendedOn?: number;
  /** Intervals of the schedule count from here: when the task was resumed or its schedule set. */
  scheduledFrom?: number;
  /** Of a root: how often its graph was changed, from 1. */
  graphVersion?: number;
}

export interface AlertDefinition extends ObjectBase {
  kind: "alert";
  /** Undefined: serverless. */
  warehouse: string | undefined;
  /** `5 MINUTE`, `USING CRON 0 9 * * * UTC`. */
  schedule: string;
  state: "started" | "suspended";
  /** SQL text inside `if (exists (…))`. */
  condition: string;
  /** SQL text after THEN. */
  action: string;
  /** Intervals of the schedule count from here: when the alert was resumed or its schedule set. */
  scheduledFrom?: number;
}

export interface ParameterDefinition {
  name: string;
  /** Left out for IN. */
  mode?: "OUT" | "INOUT";
  type: SfType;
  /** SQL text. */
  default?: string;
}

export interface RoutineBase extends ObjectBase {
  parameters: readonly ParameterDefinition[];
  language: "SQL" | "JAVASCRIPT" | "PYTHON" | "JAVA" | "SCALA";
  returns: SfType | undefined;
  /** RETURNS TABLE (...); empty list for TABLE(). */
  returnsTable?: readonly ViewColumn[];
  body: string;
  nullHandling: "CALLED ON NULL INPUT" | "RETURNS NULL ON NULL INPUT";
  volatility: "VOLATILE" | "IMMUTABLE";
  secure: boolean;
  /** RUNTIME_VERSION, PACKAGES, HANDLER, IMPORTS and what else was accepted. */
  options: Options;
}

export interface FunctionDefinition extends RoutineBase {
  kind: "function";
  memoizable: boolean;
  aggregate: boolean;
}

export interface ProcedureDefinition extends RoutineBase {
  kind: "procedure";
  executeAs: "OWNER" | "CALLER";
}

export interface DynamicTableDefinition extends ObjectBase {
  kind: "dynamic_table";
  table: TableId;
  columns: readonly ViewColumn[];
  query: string;
  text: string;
  /** `5 minutes`, `DOWNSTREAM`. */
  targetLag: string;
  warehouse: string;
  refreshMode: "AUTO" | "FULL" | "INCREMENTAL";
  initialize: "ON_CREATE" | "ON_SCHEDULE";
  scheduling: "ACTIVE" | "SUSPENDED";
  transient: boolean;
  options: Options;
}

export interface Definitions {
  database: DatabaseDefinition;
  schema: SchemaDefinition;
  table: TableDefinition;
  view: ViewDefinition;
  sequence: SequenceDefinition;
  file_format: FileFormatDefinition;
  stage: StageDefinition;
  pipe: PipeDefinition;
  stream: StreamDefinition;
  task: TaskDefinition;
  alert: AlertDefinition;
  procedure: ProcedureDefinition;
  function: FunctionDefinition;
  dynamic_table: DynamicTableDefinition;
  warehouse: WarehouseDefinition;
  role: RoleDefinition;
  user: UserDefinition;
  integration: IntegrationDefinition;
  tag: TagDefinition;
  grant: GrantDefinition;
}

export type ObjectKind = keyof Definitions;
export type DefinitionOf<K extends ObjectKind> = Definitions[K];
export type AnyDefinition = Definitions[ObjectKind];
/** What a FROM clause can name; these share one name space within a schema. */
export type Relation = TableDefinition | ViewDefinition | DynamicTableDefinition | StreamDefinition;

/** A definition before the catalog gave it id and time. */
export type NewDefinition<K extends ObjectKind> = Omit<DefinitionOf<K>, "id" | "createdOn"> & { createdOn?: number };

/** Where an object lives, which says how its name is resolved. */
export const levelOf: Readonly<Record<ObjectKind, "account" | "database" | "schema">> = {
  database: "account",
  schema: "database",
  table: "schema",
  view: "schema",
  sequence: "schema",
  file_format: "schema",
  stage: "schema",
  pipe: "schema",
  stream: "schema",
  task: "schema",
  alert: "schema",
  procedure: "schema",
  function: "schema",
  dynamic_table: "schema",
  warehouse: "account",
  role: "account",
  user: "account",
  integration: "account",
  tag: "schema",
  grant: "account",
};

export const relationKinds = ["table", "view", "dynamic_table", "stream"] as const satisfies readonly ObjectKind[];

export type * from "./account-definitions.ts";
