/** Errors of options that COPY, stages and file formats do not take. */
import type { OptionValue } from "../catalog/objects.ts";
import { notInTwin, SnowflakeError } from "../errors.ts";

export const invalidOption = (name: string, value: OptionValue) =>
  new SnowflakeError(
    "001008",
    "22023",
    `SQL compilation error:\ninvalid value [${typeof value === "string" ? `'${value}'` : JSON.stringify(value)}] for parameter '${name}'`,
  );

export const unknownOption = (name: string) =>
  new SnowflakeError("001420", "22023", `SQL compilation error:\ninvalid property '${name}'`);

export const unsupportedOption = (what: string, remedy: string) => notInTwin(undefined, what, remedy);
