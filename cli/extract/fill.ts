/** Puts the values of `--set name=value` where a source has `{name}`. */
import { resolve } from "node:path";
import { wrongUse } from "../exit-codes.ts";

export type Values = Readonly<Record<string, string>>;

/** Throws `CommandError` (wrong use) that names what was not given. */
export const fillText = (text: string, values: Values): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, variable: string) => {
    const value = values[variable];
    if (value === undefined) throw wrongUse(`The source needs --set ${variable}=<value>.`);
    return value;
  });

/** A path of the source's own lies in the source's folder; one that the user gives is the user's. */
export const filePath = (file: string, sourceFolder: string, values: Values): string =>
  file.includes("{") ? resolve(fillText(file, values)) : resolve(sourceFolder, file);
