/** Wrong use ends with 2, in commands within commands as well; 1 says that data was refused or a check failed. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const main = join(import.meta.dirname, "..", "..", "cli", "main.ts");

it.each([["nope"], ["monitor --bad"], ["sql plan --bad"], ["sql deploy extra"], ["contract init --bad"]])(
  "%s",
  (words) => {
    const { status, stderr } = spawnSync(process.execPath, [
      "--disable-warning=ExperimentalWarning",
      main,
      ...words.split(" "),
    ]);
    expect([status, String(stderr).split(":")[0]]).toEqual([2, "error"]);
  },
);
