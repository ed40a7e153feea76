/** ALTER, DROP, UNDROP, COMMENT ON. */
import type { Alter, AlterAction, ColumnChange, CommentOn, Drop, Undrop } from "../ast/index.ts";
import { printColumn, printConstraint } from "./columns.ts";
import { printExpression } from "./expressions.ts";
import { printTriggers } from "./monitors.ts";
import { printOptions, printPolicy, printSignature, printTag } from "./options.ts";
import { printStatement } from "./statement.ts";
import { clause, commas, optionalParens, parens, printIdentifier, printName, words } from "./text.ts";
import { printType } from "./types.ts";

export function printAlter({ objectType, ifExists, name, signature, actions }: Alter): string {
  const named = words(name && printName(name)) + (printSignature(signature) ?? "");
  return words("ALTER", objectType, ifExists && "IF EXISTS", named, actions.map(printInList).join(", "));
}

/** `alter column a …, column b …`: the word ALTER stands once. */
function printInList(action: AlterAction, index: number): string {
  const text = printAction(action);
  return index > 0 && action.kind === "alterColumn" ? text.replace(/^ALTER /, "") : text;
}

type Action<K extends AlterAction["kind"]> = Extract<AlterAction, { kind: K }>;

function printAction(action: AlterAction): string {
  switch (action.kind) {
    case "rename":
      return `RENAME TO ${printName(action.to)}`;
    case "swapWith":
      return `SWAP WITH ${printName(action.other)}`;
    case "set":
      return `SET ${printOptions(action.options)}`;
    case "unset":
      return `UNSET ${action.names.join(", ")}`;
    case "setTags":
      return `SET TAG ${commas(action.tags, printTag)}`;
    case "unsetTags":
      return `UNSET TAG ${commas(action.tags, printName)}`;
    case "command":
      return words(action.words, printOptions(action.options));
    case "refresh":
      return words("REFRESH", printOptions(action.options));
    case "modifyBody":
    case "modifyCondition":
    case "modifyAlertCondition":
    case "addAfter":
    case "removeAfter":
    case "removeWhen":
      return printTaskAction(action);
    case "searchOptimization":
      return words(
        action.operation,
        "SEARCH OPTIMIZATION",
        action.on.length > 0 && `ON ${commas(action.on, printExpression)}`,
      );
    case "tagValues":
      return `${action.operation} ALLOWED_VALUES ${commas(action.values, printExpression)}`;
    case "executeAs":
      return `EXECUTE AS ${action.rights}`;
    case "monitor":
      return words("SET", printOptions(action.options), printTriggers(action.triggers));
    case "membership":
      return words(
        action.words,
        [printOptions(action.options), ...action.names.map(printName)].filter(Boolean).join(", "),
      );
    default:
      return printTableAction(action);
  }
}

type TaskAction = Action<
  "modifyBody" | "modifyCondition" | "modifyAlertCondition" | "addAfter" | "removeAfter" | "removeWhen"
>;

function printTaskAction(action: TaskAction): string {
  switch (action.kind) {
    case "modifyBody":
      return words("MODIFY", action.word, printStatement(action.body));
    case "modifyCondition":
      return `MODIFY WHEN ${printExpression(action.condition)}`;
    case "modifyAlertCondition":
      return `MODIFY CONDITION EXISTS (${printStatement(action.condition)})`;
    case "addAfter":
      return `ADD AFTER ${commas(action.tasks, printName)}`;
    case "removeAfter":
      return `REMOVE AFTER ${commas(action.tasks, printName)}`;
    case "removeWhen":
      return "REMOVE WHEN";
  }
}

type TableAction = Action<
  | "addColumns"
  | "dropColumns"
  | "renameColumn"
  | "alterColumn"
  | "addConstraint"
  | "dropConstraint"
  | "renameConstraint"
  | "clusterBy"
  | "dropClusteringKey"
  | "addPolicy"
  | "dropPolicy"
>;

function printTableAction(action: TableAction): string {
  switch (action.kind) {
    case "addColumns": {
      const { word, columns } = action;
      const added = (column: (typeof columns)[number]) =>
        words(column.ifNotExists && "IF NOT EXISTS", printColumn(column));
      return words("ADD", word && "COLUMN", commas(columns, added));
    }
    case "dropColumns": {
      const { word, ifExists, columns } = action;
      return words("DROP", word && "COLUMN", ifExists && "IF EXISTS", commas(columns, printIdentifier));
    }
    case "renameColumn":
      return `RENAME COLUMN ${printIdentifier(action.from)} TO ${printIdentifier(action.to)}`;
    case "renameConstraint":
      return `RENAME CONSTRAINT ${printIdentifier(action.from)} TO ${printIdentifier(action.to)}`;
    case "alterColumn":
      return words("ALTER COLUMN", printIdentifier(action.column), printChange(action.change));
    case "addConstraint":
      return `ADD ${printConstraint(action.constraint)}`;
    case "dropConstraint": {
      const columns = optionalParens(action.columns, printIdentifier);
      return words("DROP", action.target, clause("", action.name, printIdentifier), columns, action.behaviour);
    }
    case "clusterBy":
      return `CLUSTER BY ${parens(action.expressions, printExpression)}`;
    case "dropClusteringKey":
      return "DROP CLUSTERING KEY";
    case "addPolicy":
      return `ADD ${printPolicy(action.policy)}`;
    case "dropPolicy":
      if (action.all) return "DROP ALL ROW ACCESS POLICIES";
      return words("DROP", action.policyType, "POLICY", clause("", action.name, printName));
  }
}

function printChange(change: ColumnChange): string {
  switch (change.change) {
    case "setDefault":
      return `SET DEFAULT ${printExpression(change.value)}`;
    case "dropDefault":
      return "DROP DEFAULT";
    case "setNotNull":
      return "SET NOT NULL";
    case "dropNotNull":
      return "DROP NOT NULL";
    case "setType":
      return words(change.words, printType(change.type));
    case "setComment":
      return `COMMENT ${printExpression(change.comment)}`;
    case "unsetComment":
      return "UNSET COMMENT";
    case "setPolicy":
      return words("SET", printPolicy(change.policy), change.force && "FORCE");
    case "unsetPolicy":
      return `UNSET ${change.policyType} POLICY`;
    case "setTags":
      return `SET TAG ${commas(change.tags, printTag)}`;
    case "unsetTags":
      return `UNSET TAG ${commas(change.tags, printName)}`;
  }
}

export function printDrop({ objectType, ifExists, name, signature, behaviour }: Drop): string {
  return words("DROP", objectType, ifExists && "IF EXISTS", printName(name), printSignature(signature), behaviour);
}

export function printUndrop({ objectType, name }: Undrop): string {
  return words("UNDROP", objectType, printName(name));
}

export function printCommentOn({ ifExists, objectType, name, signature, comment }: CommentOn): string {
  const target = words(objectType, printName(name), printSignature(signature));
  return words("COMMENT", ifExists && "IF EXISTS", "ON", target, "IS", printExpression(comment));
}
