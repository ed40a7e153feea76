/** COPY, PUT, GET, LIST, REMOVE. */
import type { Location, StageStatement } from "../ast/index.ts";
import { printExpression } from "./expressions.ts";
import { printOptions } from "./options.ts";
import { printQuery } from "./queries.ts";
import { clause, optionalParens, printIdentifier, printName, printStage, quote, words } from "./text.ts";

export function printStageStatement(node: StageStatement): string {
  const options = printOptions(node.options);
  switch (node.kind) {
    case "copyIntoTable": {
      const source =
        node.source.form === "query" ? `(${printQuery(node.source.query)})` : printLocation(node.source.location);
      return words(
        "COPY INTO",
        printName(node.target),
        optionalParens(node.columns, printIdentifier),
        "FROM",
        source,
        options,
      );
    }
    case "copyIntoLocation": {
      const source = node.source.form === "query" ? `(${printQuery(node.source.query)})` : printName(node.source.name);
      const partition = clause("PARTITION BY", node.partitionBy, printExpression);
      return words("COPY INTO", printLocation(node.target), "FROM", source, partition, options);
    }
    case "copyFiles": {
      const source = node.source.kind === "query" ? `(${printQuery(node.source)})` : printLocation(node.source);
      return words("COPY FILES INTO", printStage(node.target), "FROM", source, options);
    }
    case "put":
      return words("PUT", printFile(node), printLocation(node.stage), options);
    case "get":
      return words("GET", printStage(node.stage), printFile(node), options);
    default:
      return words(node.word, printStage(node.stage), options);
  }
}

function printFile({ file, fileQuoted }: { file: string; fileQuoted: boolean }): string {
  return fileQuoted ? quote(file) : file;
}

export function printLocation(location: Location): string {
  return printExpression(location);
}
