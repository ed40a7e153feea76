/** The rules of a dataset: SQL files, run in the order of their names, each a `select` whose result is named as the file. */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../../shared/errors.ts";

export interface Rule {
  /** `20_rating_repeats.sql` gives `rating_repeats`. */
  name: string;
  file: string;
  sql: string;
  /** `drop`: run once, over all rows. `part`: each row by itself, so it may be run part by part. */
  scope: "drop" | "part";
  /** The result is empty where this relation is empty, so the rule need not be run. */
  onlyIf: string | undefined;
}

/** Throws `ConfigError` when the folder or a head is not as it must be. */
export async function loadRules(rulesFolder: string, dataset: string): Promise<Rule[]> {
  const folder = join(rulesFolder, dataset);
  if (!existsSync(folder)) throw new ConfigError(`There are no rules for ${dataset}: ${folder} does not exist.`);
  const files = (await readdir(folder)).filter((file) => file.endsWith(".sql")).sort();
  return Promise.all(files.map(async (file) => parseRule(file, await readFile(join(folder, file), "utf8"))));
}

export function parseRule(file: string, text: string): Rule {
  const [, name] = /^[0-9]{2}_([a-z0-9_]+)\.sql$/.exec(file) ?? [];
  const scope = headValue(text, "Scope");
  if (!name) throw new ConfigError(`The rule ${file} is not named NN_<result>.sql.`);
  if (scope !== "drop" && scope !== "part")
    throw new ConfigError(`The rule ${file} must say "-- Scope: drop" or "-- Scope: part".`);
  return { name, file, scope, onlyIf: headValue(text, "Only if"), sql: text.trim().replace(/;$/, "") };
}

const headValue = (text: string, label: string) => new RegExp(`^-- ${label}: +([a-z0-9_]+)`, "m").exec(text)?.[1];

/** Beside the code on Lambda (`LAMBDA_TASK_ROOT`), or in the checkout. */
export function findRulesFolder(
  configured: string | undefined,
  taskRoot = process.env.LAMBDA_TASK_ROOT,
  cwd = process.cwd(),
): string {
  if (configured) return configured;
  const candidates = [taskRoot, cwd]
    .filter((root) => root !== undefined)
    .map((root) => join(root, "transform", "rules"));
  const found = candidates.find((folder) => existsSync(folder));
  if (!found)
    throw new ConfigError(
      `The rules are not there: looked for ${candidates.join(" and ")}. RULES_FOLDER says where they are.`,
    );
  return found;
}
