/** Who may import whom: the arrows of the design, checked on every run. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const mayImport: Record<string, readonly string[]> = {
  functions: ["shared", "transform/rules"],
  shared: ["contracts"],
  // infra: what serverless packs beside the functions, local Glue runs.
  local: ["functions", "shared", "sql", "contracts", "transform", "infra"],
  cli: ["shared", "local", "contracts", "sql", "package.json"],
};
const PATTERN = /(?:from\s+|import\s*\(\s*|import\s+)["'](\.[^"']+)["']/g;

const sources = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));

describe("imports", () => {
  it.each(Object.entries(mayImport))("of %s stay in its own folder and %j", (folder, allowed) => {
    for (const file of sources(folder)) {
      for (const [, path = ""] of readFileSync(join(root, file), "utf8").matchAll(PATTERN)) {
        const target = join(dirname(file), path);
        const own = folder === "functions" ? file.split("/").slice(0, 2).join("/") : folder; // one function never imports another
        const isLegal = [own, ...allowed].some((place) => target === place || target.startsWith(`${place}/`));
        expect(isLegal, `${file} must not import ${target}`).toBe(true);
      }
    }
  });
});
