/** CREATE of containers, account objects, policies, and everything that is options only. */
import type { CreateStatement } from "../ast/index.ts";
import { printClone, printHead } from "./create.ts";
import { printExpression } from "./expressions.ts";
import { printTriggers } from "./monitors.ts";
import { commas, parens, printIdentifier, printName, words } from "./text.ts";
import { printType } from "./types.ts";

type AccountObject = Extract<
  CreateStatement,
  {
    kind:
      | "createDatabase"
      | "createSchema"
      | "createWarehouse"
      | "createRole"
      | "createUser"
      | "createTag"
      | "createResourceMonitor"
      | "createPolicy"
      | "createObject";
  }
>;

const ORIGINS = { SHARE: "FROM SHARE", LISTING: "FROM LISTING", REPLICA: "AS REPLICA OF" };

/** `end` is the text of tags and options. */
export function printCreateAccount(node: AccountObject, end: string): string {
  switch (node.kind) {
    case "createDatabase": {
      const origin = node.from && `${ORIGINS[node.from.form]} ${printName(node.from.name)}`;
      const head = printHead(node, words(node.transient && "TRANSIENT", "DATABASE"));
      return words(head, origin, printClone(node.clone, node.travel), end);
    }
    case "createSchema": {
      const head = printHead(node, words(node.transient && "TRANSIENT", "SCHEMA"));
      return words(head, printClone(node.clone, node.travel), node.managedAccess && "WITH MANAGED ACCESS", end);
    }
    case "createWarehouse":
      return words(printHead(node, "WAREHOUSE"), end);
    case "createRole":
      return words(printHead(node, words(node.database && "DATABASE", "ROLE")), end);
    case "createUser":
      return words(printHead(node, "USER"), end);
    case "createTag": {
      const values = node.allowedValues && `ALLOWED_VALUES ${commas(node.allowedValues, printExpression)}`;
      return words(printHead(node, "TAG"), values, end);
    }
    case "createResourceMonitor":
      return words(printHead(node, "RESOURCE MONITOR"), end, printTriggers(node.triggers));
    case "createPolicy": {
      const parameters = parens(node.parameters, ({ name, type }) => `${printIdentifier(name)} ${printType(type)}`);
      const returns = node.returns && `RETURNS ${printType(node.returns)}`;
      const body = node.body && `-> ${printExpression(node.body)}`;
      return words(printHead(node, node.policyType), "AS", parameters, returns, body, end);
    }
    case "createObject": {
      const from = node.from && `FROM ${printExpression(node.from)}`;
      return words(printHead(node, node.objectType), from, end);
    }
  }
}
