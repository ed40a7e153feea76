/** Session, transactions, privileges, calls. */
import type { Bind, Expression } from "./expressions.ts";
import type { Statement } from "./index.ts";
import type { Identifier, ObjectName, SyntaxNode } from "./node.ts";
import type { ObjectType } from "./object-types.ts";
import type { Option } from "./options.ts";
import type { Location } from "./stages.ts";
import type { TypeName } from "./types.ts";

/** `use db.schema` has no object type. `use secondary roles all|none` has no name. */
export interface Use extends SyntaxNode {
  kind: "use";
  objectType: "DATABASE" | "SCHEMA" | "WAREHOUSE" | "ROLE" | undefined;
  name: ObjectName | undefined;
  secondaryRoles: "ALL" | "NONE" | ObjectName[] | undefined;
}

/** `set a = 1`, `set (a, b) = (1, 2)`, `set (a, b) = (select …)`. */
export interface SetVariables extends SyntaxNode {
  kind: "set";
  names: Identifier[];
  /** One per name, or one subquery for all. */
  values: Expression[];
  parenthesised: boolean;
}

export interface UnsetVariables extends SyntaxNode {
  kind: "unset";
  names: Identifier[];
  parenthesised: boolean;
}

export interface Begin extends SyntaxNode {
  kind: "begin";
  /** As written, upper case: BEGIN, BEGIN WORK, BEGIN TRANSACTION, START TRANSACTION. */
  words: string;
  name: Identifier | undefined;
}

export interface Commit extends SyntaxNode {
  kind: "commit";
  work: boolean;
}

export interface Rollback extends SyntaxNode {
  kind: "rollback";
  work: boolean;
}

/** `grant select, insert on all tables in schema s to role r with grant option`. */
export interface PrivilegeTarget extends SyntaxNode {
  kind: "privilegeTarget";
  /** ALL, FUTURE, or undefined for one object. */
  quantity: "ALL" | "FUTURE" | undefined;
  /** Singular, also for ALL and FUTURE. */
  objectType: ObjectType;
  plural: string | undefined;
  name: ObjectName | undefined;
  signature: TypeName[] | undefined;
  in: { container: "DATABASE" | "SCHEMA"; name: ObjectName } | undefined;
}

export interface Privilege extends SyntaxNode {
  kind: "privilege";
  /** ALL, ALL PRIVILEGES, SELECT, CREATE TABLE, USAGE, OWNERSHIP, … */
  name: string;
  columns: Identifier[];
}

export interface Grantee extends SyntaxNode {
  kind: "grantee";
  /** Undefined: `to r` means a role. */
  type: "ROLE" | "USER" | "DATABASE ROLE" | "SHARE" | "APPLICATION" | "APPLICATION ROLE" | undefined;
  name: ObjectName;
}

export type GrantSubject =
  | { form: "privileges"; privileges: Privilege[]; on: PrivilegeTarget }
  | { form: "role"; database: boolean; name: ObjectName };

export interface Grant extends SyntaxNode {
  kind: "grant";
  subject: GrantSubject;
  to: Grantee;
  grantOption: boolean;
  /** Of ownership. */
  currentGrants: "REVOKE" | "COPY" | undefined;
}

export interface Revoke extends SyntaxNode {
  kind: "revoke";
  grantOptionFor: boolean;
  subject: GrantSubject;
  from: Grantee;
  behaviour: "CASCADE" | "RESTRICT" | undefined;
}

/** `call p(1, a => 2) into :x`. */
export interface Call extends SyntaxNode {
  kind: "call";
  name: ObjectName;
  arguments: Expression[];
  into: Bind | undefined;
  /** `with p as procedure () … call p()`. */
  with: AnonymousProcedure | undefined;
}

export interface AnonymousProcedure extends SyntaxNode {
  kind: "anonymousProcedure";
  name: Identifier;
  definition: Statement;
}

/** `execute immediate $$…$$ using (a)`, `execute immediate :sql`, `execute immediate from @stage/x.sql`. */
export interface ExecuteImmediate extends SyntaxNode {
  kind: "executeImmediate";
  statement: Expression | undefined;
  from: Location | undefined;
  using: Expression[];
  options: Option[];
}

export interface ExecuteTask extends SyntaxNode {
  kind: "executeTask";
  name: ObjectName;
  retryLast: boolean;
  options: Option[];
}

export interface ExecuteAlert extends SyntaxNode {
  kind: "executeAlert";
  name: ObjectName;
}

/** `a ->> b ->> c`: each statement may read the result of an earlier one as `$1`. */
export interface Flow extends SyntaxNode {
  kind: "flow";
  statements: Statement[];
}
