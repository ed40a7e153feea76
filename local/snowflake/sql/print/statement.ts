/** Any statement as text that parses to the same tree. */
import type { AlterStatement, CreateStatement, DmlStatement, StageStatement, Statement } from "../ast/index.ts";
import { printAlter, printCommentOn, printDrop, printUndrop } from "./alter.ts";
import { printCreate } from "./create.ts";
import { printDml } from "./dml.ts";
import { printQuery } from "./queries.ts";
import { printBlock } from "./scripting.ts";
import {
  printCall,
  printDescribe,
  printExecuteImmediate,
  printExecuteTask,
  printGrant,
  printRevoke,
  printSet,
  printShow,
  printUse,
} from "./session.ts";
import { printStageStatement } from "./stages.ts";
import { clause, commas, parens, printIdentifier, printName, words } from "./text.ts";

/** Without a final semicolon. Keywords are in upper case, noise words are left out. */
export function printStatement(node: Statement): string {
  switch (node.kind) {
    case "query":
      return printQuery(node);
    case "block":
      return printBlock(node);
    case "unsupported":
      return node.text;
    case "flow":
      return node.statements.map(printStatement).join(" ->> ");
    case "drop":
      return printDrop(node);
    case "undrop":
      return printUndrop(node);
    case "comment":
      return printCommentOn(node);
    case "show":
      return printShow(node);
    case "describe":
      return printDescribe(node);
    case "explain":
      return words("EXPLAIN", node.format && `USING ${node.format}`, printStatement(node.statement));
    case "use":
      return printUse(node);
    case "set":
      return printSet(node);
    case "unset":
      return `UNSET ${node.parenthesised ? parens(node.names, printIdentifier) : commas(node.names, printIdentifier)}`;
    case "begin":
      return words(node.words, clause("NAME", node.name, printIdentifier));
    case "commit":
      return words("COMMIT", node.work && "WORK");
    case "rollback":
      return words("ROLLBACK", node.work && "WORK");
    case "grant":
      return printGrant(node);
    case "revoke":
      return printRevoke(node);
    case "call":
      return printCall(node);
    case "executeImmediate":
      return printExecuteImmediate(node);
    case "executeTask":
      return printExecuteTask(node);
    case "executeAlert":
      return `EXECUTE ALERT ${printName(node.name)}`;
    default:
      return printByFamily(node);
  }
}

function printByFamily(node: CreateStatement | AlterStatement | DmlStatement | StageStatement): string {
  if (node.kind.startsWith("create")) return printCreate(node as CreateStatement);
  if (node.kind.startsWith("alter")) return printAlter(node as AlterStatement);
  switch (node.kind) {
    case "insert":
    case "multiInsert":
    case "update":
    case "delete":
    case "merge":
    case "truncate":
      return printDml(node);
    default:
      return printStageStatement(node as StageStatement);
  }
}
