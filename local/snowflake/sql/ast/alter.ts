/** ALTER of every kind of object, as a list of actions; DROP, UNDROP, COMMENT ON. */
import type { ColumnDefinition, Constraint, MonitorTrigger } from "./create.ts";
import type { Expression, StringLiteral } from "./expressions.ts";
import type { Statement } from "./index.ts";
import type { Identifier, ObjectName, SyntaxNode } from "./node.ts";
import type { ObjectType } from "./object-types.ts";
import type { Option, PolicyAttachment, TagAssignment } from "./options.ts";
import type { TypeName } from "./types.ts";

export type ColumnChange =
  | { change: "setDefault"; value: Expression }
  | { change: "dropDefault" }
  | { change: "setNotNull" }
  | { change: "dropNotNull" }
  /** `words`: SET DATA TYPE, TYPE, or nothing. */
  | { change: "setType"; type: TypeName; words: string }
  | { change: "setComment"; comment: StringLiteral }
  | { change: "unsetComment" }
  | { change: "setPolicy"; policy: PolicyAttachment; force: boolean }
  | { change: "unsetPolicy"; policyType: PolicyAttachment["policyType"] }
  | { change: "setTags"; tags: TagAssignment[] }
  | { change: "unsetTags"; tags: ObjectName[] };

export type AlterAction = SyntaxNode &
  (
    | { kind: "rename"; to: ObjectName }
    | { kind: "swapWith"; other: ObjectName }
    | { kind: "addColumns"; columns: (ColumnDefinition & { ifNotExists: boolean })[]; word: boolean }
    | { kind: "dropColumns"; ifExists: boolean; columns: Identifier[]; word: boolean }
    | { kind: "renameColumn"; from: Identifier; to: Identifier }
    | { kind: "alterColumn"; column: Identifier; change: ColumnChange }
    | { kind: "addConstraint"; constraint: Constraint }
    | {
        kind: "dropConstraint";
        target: "CONSTRAINT" | "PRIMARY KEY" | "UNIQUE" | "FOREIGN KEY";
        name: Identifier | undefined;
        columns: Identifier[];
        behaviour: "CASCADE" | "RESTRICT" | undefined;
      }
    | { kind: "renameConstraint"; from: Identifier; to: Identifier }
    | { kind: "clusterBy"; expressions: Expression[] }
    | { kind: "dropClusteringKey" }
    /** SET NAME = value … and also COMMENT, session parameters, options of any object. */
    | { kind: "set"; options: Option[] }
    | { kind: "unset"; names: string[] }
    | { kind: "setTags"; tags: TagAssignment[] }
    | { kind: "unsetTags"; tags: ObjectName[] }
    | { kind: "addPolicy"; policy: PolicyAttachment }
    | { kind: "dropPolicy"; policyType: PolicyAttachment["policyType"]; name: ObjectName | undefined; all: boolean }
    /** SUSPEND, RESUME, SUSPEND RECLUSTER, RESUME RECLUSTER, RESUME IF SUSPENDED, ABORT ALL QUERIES, REFRESH (of a dynamic table or stage), ENABLE MANAGED ACCESS, … */
    | { kind: "command"; words: string; options: Option[] }
    /** Of a pipe: REFRESH PREFIX = '…' MODIFIED_AFTER = '…'; of a stage: REFRESH SUBPATH = '…'. */
    | { kind: "refresh"; options: Option[] }
    /** Of a task (AS) or an alert (ACTION). */
    | { kind: "modifyBody"; word: "AS" | "ACTION"; body: Statement; bodyText: string }
    | { kind: "modifyCondition"; condition: Expression }
    | { kind: "modifyAlertCondition"; condition: Statement; conditionText: string }
    | { kind: "addAfter"; tasks: ObjectName[] }
    | { kind: "removeAfter"; tasks: ObjectName[] }
    | { kind: "removeWhen" }
    | { kind: "searchOptimization"; operation: "ADD" | "DROP"; on: Expression[] }
    | { kind: "tagValues"; operation: "ADD" | "DROP"; values: StringLiteral[] }
    | { kind: "executeAs"; rights: "OWNER" | "CALLER" | "RESTRICTED CALLER" }
    | { kind: "monitor"; options: Option[]; triggers: MonitorTrigger[] }
    /** ADD/REMOVE of account lists, grants of shares, and the like: `words` and the options after them. */
    | { kind: "membership"; words: string; options: Option[]; names: ObjectName[] }
  );

/** What is altered decides the kind, so that each area can register what it executes. */
export type AlterKind =
  | "alterTable"
  | "alterView"
  | "alterDynamicTable"
  | "alterSequence"
  | "alterStage"
  | "alterFileFormat"
  | "alterPipe"
  | "alterIntegration"
  | "alterStream"
  | "alterTask"
  | "alterAlert"
  | "alterProcedure"
  | "alterFunction"
  | "alterDatabase"
  | "alterSchema"
  | "alterWarehouse"
  | "alterRole"
  | "alterUser"
  | "alterTag"
  | "alterSession"
  | "alterAccount"
  | "alterSystem"
  | "alterObject";

export interface Alter<K extends AlterKind = AlterKind> extends SyntaxNode {
  kind: K;
  objectType: ObjectType;
  ifExists: boolean;
  /** Undefined for SESSION, ACCOUNT and SYSTEM. */
  name: ObjectName | undefined;
  /** Of a procedure or function: argument types; undefined for other objects. */
  signature: TypeName[] | undefined;
  /** At least one. */
  actions: AlterAction[];
}

export type AlterStatement = { [K in AlterKind]: Alter<K> }[AlterKind];

export interface Drop extends SyntaxNode {
  kind: "drop";
  objectType: ObjectType;
  ifExists: boolean;
  name: ObjectName;
  signature: TypeName[] | undefined;
  behaviour: "CASCADE" | "RESTRICT" | undefined;
}

export interface Undrop extends SyntaxNode {
  kind: "undrop";
  objectType: ObjectType;
  name: ObjectName;
}

export interface CommentOn extends SyntaxNode {
  kind: "comment";
  ifExists: boolean;
  /** COLUMN: `name` ends in the column. */
  objectType: ObjectType;
  name: ObjectName;
  signature: TypeName[] | undefined;
  comment: StringLiteral;
}
