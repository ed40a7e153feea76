/** The syntax tree: every statement, told apart by `kind`. */
import type { AlterStatement, CommentOn, Drop, Undrop } from "./alter.ts";
import type { CreateStatement } from "./create.ts";
import type { DmlStatement } from "./dml.ts";
import type { Query } from "./queries.ts";
import type { Block } from "./scripting.ts";
import type {
  Begin,
  Call,
  Commit,
  ExecuteAlert,
  ExecuteImmediate,
  ExecuteTask,
  Flow,
  Grant,
  Revoke,
  Rollback,
  SetVariables,
  UnsetVariables,
  Use,
} from "./session.ts";
import type { Describe, Explain, Show } from "./show.ts";
import type { StageStatement } from "./stages.ts";
import type { Unsupported } from "./unsupported.ts";

export type Statement =
  | Query
  | DmlStatement
  | CreateStatement
  | AlterStatement
  | Drop
  | Undrop
  | CommentOn
  | StageStatement
  | Show
  | Describe
  | Explain
  | Use
  | SetVariables
  | UnsetVariables
  | Begin
  | Commit
  | Rollback
  | Grant
  | Revoke
  | Call
  | ExecuteImmediate
  | ExecuteTask
  | ExecuteAlert
  | Flow
  | Unsupported
  | Block;

export type StatementKind = Statement["kind"];

export type * from "./alter.ts";
export type * from "./create.ts";
export type * from "./dml.ts";
export type * from "./expressions.ts";
export type * from "./node.ts";
export type * from "./object-types.ts";
export type * from "./options.ts";
export type * from "./queries.ts";
export type * from "./scripting.ts";
export type * from "./session.ts";
export type * from "./show.ts";
export type * from "./stages.ts";
export type * from "./types.ts";
export type * from "./unsupported.ts";
