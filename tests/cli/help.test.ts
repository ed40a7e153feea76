/** What `--help` of every command has, those within commands as well. */
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { verbs } from "../../cli/verbs.ts";

/** Commands that do something by themselves, with the words that call them. */
function commands(command: Command, before: string): [string, Command][] {
  const words = `${before} ${command.name()}`;
  return command.commands.length === 0
    ? [[words, command]]
    : command.commands.flatMap((inner) => commands(inner, words));
}

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 80 }).outputHelp();
  return text;
}

describe.each(verbs.flatMap((verb) => commands(verb, "reelhouse")))("the help of %s", (words, command) => {
  const help = helpOf(command);

  it("shows examples of it", () => {
    const [, examples = ""] = /\nExamples:\n((?: {2}\$ .*\n?)+)/.exec(help) ?? [];
    expect(examples).toContain(words);
  });

  it("says what its exit codes mean", () => {
    expect(help.match(/\nExit codes: /g), help).toHaveLength(1);
    expect(help).toMatch(/\nExit codes: [\s\S]*\b2 /);
  });

  it("has --json", () => expect(help).toContain("--json"));

  it("fits a terminal of 80 columns", () => {
    const described = help.slice(0, help.indexOf("\nExamples:"));
    expect(described.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(
      help
        .slice(help.indexOf("\nExit codes:"))
        .split("\n")
        .filter((line) => line.length > 80),
    ).toEqual([]);
  });
});
