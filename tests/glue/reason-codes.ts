/** The reasons for which a dataset's rules reject a row, as their texts have them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A rule ends in `case when … then '<reason>' … end as _reason`. Throws an Error for a rule that decides otherwise. */
export function reasonCodesOf(rulesFolder: string, dataset: string): string[] {
  const folder = join(rulesFolder, dataset);
  const codes = readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .filter((text) => text.includes("as _reason"))
    .flatMap((text) => [...text.slice(0, text.indexOf("end as _reason")).matchAll(/\bthen '([a-z0-9_]+)'/g)])
    .map(([, code]) => code!);
  if (codes.length === 0) throw new Error(`The rules of ${dataset} have no reasons.`);
  return [...new Set(codes)].sort();
}
