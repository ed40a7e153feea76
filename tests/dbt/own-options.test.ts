import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { refuseOwnOptions } from "../../cli/dbt/own-options.ts";
import { dbtVerb } from "../../cli/dbt/verb.ts";

const main = join(import.meta.dirname, "../../cli/main.ts");
const own = dbtVerb().options;

it.each([
  [["build", "--data-dir", "x"], "--data-dir", "dbt --data-dir x build`"],
  [["build", "--data-dir=x", "--threads", "2"], "--data-dir", "dbt --data-dir=x build …`"],
  [["build", "--select", "dim_movies", "--connection", "prod"], "--connection", "dbt --connection prod build …`"],
  [["--no-use-colors", "build", "--account"], "--account", "dbt --account --no-use-colors …`"],
  [["build", "--json"], "--json", "dbt --json build`"],
])("%j: %s is refused with the right order", (args, name, order) => {
  expect(() => refuseOwnOptions(args, own)).toThrow(`${name} is an option of reelhouse and comes before dbt's command`);
  expect(() => refuseOwnOptions(args, own)).toThrow(order);
});

it.each([
  [["build", "--threads", "8", "--full-refresh"]],
  [["ls", "--output", "json"]],
  [["debug", "--connection"]],
  [["build", "--help"]],
])("%j goes to dbt", (args) => {
  expect(() => refuseOwnOptions(args, own)).not.toThrow();
});

it("is wrong use, whether a twin runs or not", () => {
  const flags = ["--disable-warning=ExperimentalWarning", main];
  const { status, stderr } = spawnSync(process.execPath, [...flags, "dbt", "build", "--data-dir", "none"]);
  expect([status, String(stderr)]).toEqual([
    2,
    "--data-dir is an option of reelhouse and comes before dbt's command: `npx reelhouse dbt --data-dir none build`.\n",
  ]);
});
