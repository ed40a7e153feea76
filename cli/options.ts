/** Options that many verbs share, spelled once. */
import type { Command } from "commander";
import { DEFAULT_PORTS } from "./default-ports.ts";
import { wrongUse } from "./exit-codes.ts";

export interface CommonOptions {
  json?: boolean;
  dataDir?: string;
}

export const withJson = (command: Command) => command.option("--json", "print the result as JSON, and nothing else");
export const withDataDir = (command: Command) =>
  command.option(
    "--data-dir <folder>",
    "where the twin keeps its state (default: .reelhouse in the checkout, or REELHOUSE_HOME)",
  );

export const examples = (command: Command, ...lines: string[]) =>
  command.addHelpText("after", `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}`);

/** For commander: a whole number from `min`. */
export const wholeNumber =
  (name: string, min = 0) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < min)
      throw wrongUse(`${name} takes a whole number from ${min}, not "${text}".`);
    return value;
  };

/** For commander: seconds above 0, in parts if need be. */
export const seconds =
  (name: string) =>
  (text: string): number => {
    const value = Number(text);
    if (!(value > 0 && value <= 86_400)) throw wrongUse(`${name} takes seconds above 0, not "${text}".`);
    return value;
  };

export const withPorts = (command: Command) =>
  command
    .option(
      "--aws-port <port>",
      "of the embedded AWS; 0 takes a free one",
      wholeNumber("--aws-port"),
      DEFAULT_PORTS.awsPort,
    )
    .option(
      "--snowflake-port <port>",
      "of the Snowflake twin",
      wholeNumber("--snowflake-port"),
      DEFAULT_PORTS.snowflakePort,
    )
    .option("--console-port <port>", "of the console", wholeNumber("--console-port"), DEFAULT_PORTS.consolePort);
