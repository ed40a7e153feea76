/** Queries and what stands in FROM. */
import type {
  Bind,
  Expression,
  FunctionCall,
  NamedArgument,
  PositionalColumn,
  Row,
  SessionVariable,
  Star,
  WindowSpecification,
} from "./expressions.ts";
import type { Identifier, ObjectName, StagePath, SyntaxNode } from "./node.ts";

export interface Query extends SyntaxNode {
  kind: "query";
  with: With | undefined;
  body: QueryBody;
  orderBy: OrderBy | undefined;
  limit: RowLimit | undefined;
  forUpdate: boolean;
}

export interface With extends SyntaxNode {
  kind: "with";
  recursive: boolean;
  tables: CommonTable[];
}

export interface CommonTable extends SyntaxNode {
  kind: "commonTable";
  name: Identifier;
  columns: Identifier[];
  query: Query;
}

export type QueryBody = Select | SetOperation | Values | NestedQuery;

/** `(query)` as an operand. */
export interface NestedQuery extends SyntaxNode {
  kind: "nested";
  query: Query;
}

/** MINUS is kept as EXCEPT. INTERSECT binds more strongly than the others. */
export interface SetOperation extends SyntaxNode {
  kind: "setOperation";
  operator: "UNION" | "EXCEPT" | "INTERSECT";
  quantifier: "ALL" | "DISTINCT" | undefined;
  byName: boolean;
  left: QueryBody;
  right: QueryBody;
}

/** `values (1, default), (2, 'b')`. */
export interface Values extends SyntaxNode {
  kind: "values";
  rows: Row[];
}

export interface Select extends SyntaxNode {
  kind: "select";
  quantifier: "ALL" | "DISTINCT" | undefined;
  top: Expression | undefined;
  items: SelectItem[];
  /** `select … into :a, :b` in scripting. */
  into: Bind[];
  from: Relation | undefined;
  where: Expression | undefined;
  connectBy: ConnectBy | undefined;
  groupBy: GroupBy | undefined;
  having: Expression | undefined;
  qualify: Expression | undefined;
  windows: { name: Identifier; specification: WindowSpecification }[];
}

export type SelectItem = SelectExpression | Star;

export interface SelectExpression extends SyntaxNode {
  kind: "selectExpression";
  expression: Expression;
  alias: Identifier | undefined;
}

export interface ConnectBy extends SyntaxNode {
  kind: "connectBy";
  startWith: Expression | undefined;
  /** START WITH was written first; the order means nothing. */
  startsFirst: boolean;
  conditions: Expression[];
}

export interface GroupBy extends SyntaxNode {
  kind: "groupBy";
  all: boolean;
  items: GroupItem[];
}

export type GroupItem = Expression | GroupingElement;

interface Grouping<K extends string> extends SyntaxNode {
  kind: K;
  items: GroupItem[];
}

export type GroupingElement = Grouping<"cube"> | Grouping<"rollup"> | Grouping<"groupingSets">;

export interface OrderBy extends SyntaxNode {
  kind: "orderBy";
  /** ORDER BY ALL: one item without an expression's meaning; `items` is empty, direction and nulls stand in `allItem`. */
  all: { direction: "ASC" | "DESC" | undefined; nulls: "FIRST" | "LAST" | undefined } | undefined;
  items: OrderItem[];
}

export interface OrderItem extends SyntaxNode {
  kind: "orderItem";
  expression: Expression;
  direction: "ASC" | "DESC" | undefined;
  nulls: "FIRST" | "LAST" | undefined;
}

/** `limit 10 offset 5`, `offset 5 rows fetch next 10 rows only`. Either may be NULL, a bind or a variable. */
export interface RowLimit extends SyntaxNode {
  kind: "rowLimit";
  form: "limit" | "fetch";
  count: Expression | undefined;
  offset: Expression | undefined;
}

export interface TableAlias extends SyntaxNode {
  kind: "tableAlias";
  name: Identifier;
  columns: Identifier[];
}

interface Aliased extends SyntaxNode {
  alias: TableAlias | undefined;
}

/** `at (timestamp => …)`, `before (statement => '…')`. */
export interface TimeTravel extends SyntaxNode {
  kind: "timeTravel";
  position: "AT" | "BEFORE" | "END";
  by: "TIMESTAMP" | "OFFSET" | "STATEMENT" | "STREAM" | "VERSION";
  value: Expression;
}

/** `changes (information => default) at (…) [end (…)]`. */
export interface ChangesClause extends SyntaxNode {
  kind: "changes";
  information: "DEFAULT" | "APPEND_ONLY";
  at: TimeTravel;
  end: TimeTravel | undefined;
}

export interface TableRelation extends Aliased {
  kind: "table";
  name: ObjectName;
  travel: TimeTravel | undefined;
  changes: ChangesClause | undefined;
}

export interface SubqueryRelation extends Aliased {
  kind: "derived";
  lateral: boolean;
  query: Query;
}

/** `table(f(…))`, `lateral flatten(…)`, `flatten(…)`, `f(…)` after a comma; the call may have `over (partition by …)`. */
export interface FunctionRelation extends Aliased {
  kind: "tableFunction";
  lateral: boolean;
  /** Written with TABLE(…). */
  wrapped: boolean;
  call: FunctionCall;
}

/** `table(:resultset)`, `table($variable)`: rows of a scripting variable, or a table named by a value; which is known at run time. */
export interface VariableRelation extends Aliased {
  kind: "tableVariable";
  variable: Bind | SessionVariable | ObjectName;
}

/** `from (values (1), (2)) v (a)` and the bare `from values (1), (2)`. */
export interface ValuesRelation extends Aliased {
  kind: "valuesRelation";
  values: Values;
  parenthesised: boolean;
}

/** `from @stage/path (file_format => 'f', pattern => '…')`. */
export interface StageRelation extends Aliased {
  kind: "stage";
  stage: StagePath;
  options: NamedArgument[];
}

/** `directory(@stage)`. */
export interface DirectoryRelation extends Aliased {
  kind: "directory";
  stage: StagePath;
}

/** `$1` in FROM after `->>`: the result of an earlier statement of the chain, 1 for the one just before. */
export interface FlowRelation extends Aliased {
  kind: "flowResult";
  source: PositionalColumn;
}

export interface PivotRelation extends Aliased {
  kind: "pivot";
  source: Relation;
  aggregates: SelectExpression[];
  column: Expression;
  values:
    | { form: "list"; items: SelectExpression[] }
    | { form: "any"; orderBy: OrderBy | undefined }
    | { form: "query"; query: Query };
  defaultOnNull: Expression | undefined;
}

export interface UnpivotRelation extends Aliased {
  kind: "unpivot";
  source: Relation;
  nulls: "INCLUDE" | "EXCLUDE" | undefined;
  valueColumn: Identifier;
  nameColumn: Identifier;
  columns: SelectExpression[];
}

export interface SampleRelation extends Aliased {
  kind: "sample";
  source: Relation;
  method: "BERNOULLI" | "ROW" | "SYSTEM" | "BLOCK" | undefined;
  amount: Expression;
  /** Amount is a number of rows, not a percentage. */
  rows: boolean;
  seed: Expression | undefined;
}

/** Parsed so that it can be refused by name. */
export interface MatchRecognizeRelation extends Aliased {
  kind: "matchRecognize";
  source: Relation;
  partitionBy: Expression[];
  orderBy: OrderBy | undefined;
  measures: { semantics: "FINAL" | "RUNNING" | undefined; expression: Expression; alias: Identifier }[];
  rowsPerMatch: string | undefined;
  afterMatch: string | undefined;
  /** Tokens of the pattern, as written. */
  pattern: string[];
  subsets: { name: Identifier; members: Identifier[] }[];
  definitions: { name: Identifier; condition: Expression }[];
}

export interface JoinRelation extends SyntaxNode {
  kind: "join";
  type: "INNER" | "LEFT" | "RIGHT" | "FULL" | "CROSS" | "ASOF" | "COMMA";
  natural: boolean;
  directed: boolean;
  left: Relation;
  right: Relation;
  on: Expression | undefined;
  using: Identifier[];
  /** Of an ASOF join. */
  matchCondition: Expression | undefined;
}

/** `(a join b on …)`. */
export interface ParenthesisedRelation extends Aliased {
  kind: "parenRelation";
  relation: Relation;
}

export type Relation =
  | TableRelation
  | SubqueryRelation
  | FunctionRelation
  | VariableRelation
  | ValuesRelation
  | StageRelation
  | DirectoryRelation
  | FlowRelation
  | PivotRelation
  | UnpivotRelation
  | SampleRelation
  | MatchRecognizeRelation
  | JoinRelation
  | ParenthesisedRelation;
