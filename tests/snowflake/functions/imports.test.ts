/** Binder and function table load in any order: the functions do not lead back to the file that gives them to the binder. */
import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const sql = new URL("../../../local/snowflake/sql/", import.meta.url);

/** Every file that a file loads, itself included. */
function loadedFrom(start: URL, seen = new Set<string>()): Set<string> {
  if (seen.has(start.href) || !existsSync(start)) return seen;
  seen.add(start.href);
  const imports = readFileSync(start, "utf8").matchAll(/^(?:import|export) (?!type )[^;]*?from "(\.[^"]+)";/gms);
  for (const [, path] of imports) loadedFrom(new URL(path!, start), seen);
  return seen;
}

it("the function table does not load what loads it", () => {
  const loaded = loadedFrom(new URL("functions/index.ts", sql));
  expect(loaded.size).toBeGreaterThan(30);
  expect([...loaded]).not.toContain(new URL("binder/index.ts", sql).href);
  const binder = loadedFrom(new URL("binder/expressions.ts", sql));
  expect(binder.size).toBeGreaterThan(20);
  expect([...binder]).not.toContain(new URL("functions/index.ts", sql).href);
});
