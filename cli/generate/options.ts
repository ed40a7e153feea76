/** The options that say what is generated, shared by the verbs that generate. */
import type { Command } from "commander";
import { wrongUse } from "../exit-codes.ts";
import { wholeNumber } from "../options.ts";
import type { GenerateOptions } from "./index.ts";

export const withGenerateOptions = (command: Command) =>
  command
    .option("--seed <n>", "the same seed gives the same bytes (default 1)", wholeNumber("--seed"))
    .option("--bad <share>", "of rows that break the contract (default 0.02; movielens 0.004)", share("--bad"))
    .option(
      "--changes <share>",
      "of films, ratings, bookings or customers that change (default 0.1)",
      share("--changes"),
    )
    .option("--late <share>", "of a stream's rows that arrive late (default 0.05)", share("--late"))
    .option(
      "--duplicates <share>",
      "of rows that come again (default 0.05; catalogue 0.01, movielens 0.002)",
      share("--duplicates"),
    )
    .option("--start <time>", "when the first batch begins (default 2026-01-05T00:00:00Z)")
    .option(
      "--per-day <rows>",
      "rows of a simulated day, of a stream (default: as the dataset has it)",
      wholeNumber("--per-day", 1),
    );

export type GenerateVerbOptions = Omit<GenerateOptions, "rows">;

/** Of a verb's options, those that say what is generated. */
export const generateOptionsOf = ({
  seed,
  bad,
  changes,
  late,
  duplicates,
  start,
  perDay,
}: GenerateVerbOptions): GenerateVerbOptions => ({
  seed,
  bad,
  changes,
  late,
  duplicates,
  start,
  perDay,
});

const share = (name: string) => (text: string) => {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 0.5))
    throw wrongUse(`${name} takes a share from 0 to 0.5, not "${text}".`);
  return value;
};
