/** CREATE of every kind. */
import type {
  CreateDynamicTable,
  CreateStatement,
  CreateTable,
  CreateView,
  TableSource,
  TimeTravel,
} from "../ast/index.ts";
import { printColumn, printConstraint } from "./columns.ts";
import { printCreateAccount } from "./create-account.ts";
import { printRoutine } from "./create-routine.ts";
import { printExpression } from "./expressions.ts";
import { printOptions, printPolicy, printTags } from "./options.ts";
import { printQuery } from "./queries.ts";
import { printTravel } from "./relations.ts";
import { printStatement } from "./statement.ts";
import { clause, commas, parens, printIdentifier, printName, words } from "./text.ts";

/** `create or replace <what> if not exists name`. */
export function printHead(node: CreateStatement, what: string): string {
  const how = node.orReplace ? "OR REPLACE" : node.orAlter ? "OR ALTER" : undefined;
  return words("CREATE", how, what, node.ifNotExists && "IF NOT EXISTS", printName(node.name));
}

export function printClone(clone: CreateStatement["name"] | undefined, travel?: TimeTravel): string | undefined {
  return clone && words("CLONE", printName(clone), travel && printTravel(travel));
}

export function printCreate(node: CreateStatement): string {
  const end = words(printTags(node.tags), printOptions(node.options));
  switch (node.kind) {
    case "createTable":
      return printTable(node, words(node.modifiers, node.tableType));
    case "createDynamicTable":
      return printTable(node, words(node.modifiers, "DYNAMIC TABLE"));
    case "createView":
      return printView(node);
    case "createSequence": {
      const { start, increment, order } = node;
      return words(
        printHead(node, "SEQUENCE"),
        clause("START", start, String),
        clause("INCREMENT", increment, String),
        order,
        end,
      );
    }
    case "createStage":
      return words(
        printHead(node, words(node.temporary && "TEMPORARY", "STAGE")),
        printClone(node.clone, node.travel),
        end,
      );
    case "createFileFormat":
      return words(printHead(node, words(node.modifiers, "FILE FORMAT")), printClone(node.clone), end);
    case "createPipe":
      return words(printHead(node, "PIPE"), end, "AS", printStatement(node.copy));
    case "createIntegration":
      return words(printHead(node, words(node.integrationType, "INTEGRATION")), end);
    case "createStream": {
      const source =
        node.source && words("ON", node.on, printName(node.source), node.travel && printTravel(node.travel));
      return words(
        printHead(node, "STREAM"),
        printClone(node.clone),
        flags(node),
        source,
        printTags(node.tags),
        valued(node),
      );
    }
    case "createTask":
      return words(
        printHead(node, "TASK"),
        printClone(node.clone),
        end,
        node.after.length > 0 && `AFTER ${commas(node.after, printName)}`,
        clause("WHEN", node.when, printExpression),
        clause("AS", node.body, printStatement),
      );
    case "createAlert":
      return words(
        printHead(node, "ALERT"),
        printClone(node.clone),
        end,
        node.condition && `IF (EXISTS (${printStatement(node.condition)}))`,
        clause("THEN", node.action, printStatement),
      );
    case "createProcedure":
    case "createFunction":
      return printRoutine(node);
    default:
      return printCreateAccount(node, end);
  }
}

/** COPY GRANTS of a stream stands before ON, `NAME = value` after it. */
const flags = (node: CreateStatement) => printOptions(node.options.filter(({ equals }) => !equals));
const valued = (node: CreateStatement) => printOptions(node.options.filter(({ equals }) => equals));

function printTable(node: CreateTable | CreateDynamicTable, what: string): string {
  const constraints = node.kind === "createTable" ? node.constraints.map(printConstraint) : [];
  const indexes = node.kind === "createTable" ? node.indexes.map(printIndex) : [];
  const elements = [...node.columns.map(printColumn), ...constraints, ...indexes];
  return words(
    printHead(node, what),
    elements.length > 0 && `(${elements.join(", ")})`,
    node.clusterBy && `CLUSTER BY ${parens(node.clusterBy, printExpression)}`,
    node.kind === "createTable" &&
      node.partitionBy.length > 0 &&
      `PARTITION BY ${parens(node.partitionBy, printIdentifier)}`,
    node.policies.map(printPolicy),
    printTags(node.tags),
    printOptions(node.options),
    printSource(node.source),
  );
}

function printIndex({ name, columns, include }: CreateTable["indexes"][number]): string {
  const included = include.length > 0 && `INCLUDE ${parens(include, printIdentifier)}`;
  return words("INDEX", printIdentifier(name), parens(columns, printIdentifier), included);
}

function printSource(source: TableSource): string | undefined {
  switch (source.form) {
    case "columns":
      return undefined;
    case "query":
      return `AS ${printQuery(source.query)}`;
    case "like":
      return `LIKE ${printName(source.name)}`;
    case "clone":
      return printClone(source.name, source.travel);
    case "template":
      return `USING TEMPLATE ${printExpression(source.query)}`;
  }
}

function printView(node: CreateView): string {
  return words(
    printHead(node, words(node.modifiers, node.materialized && "MATERIALIZED", "VIEW")),
    node.columns.length > 0 && parens(node.columns, printColumn),
    node.clusterBy && `CLUSTER BY ${parens(node.clusterBy, printExpression)}`,
    node.policies.map(printPolicy),
    printTags(node.tags),
    printOptions(node.options),
    `AS ${printQuery(node.query)}`,
  );
}
