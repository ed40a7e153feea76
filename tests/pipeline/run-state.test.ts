import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { chooseRun, saveRun } from "../../cli/pipeline/run-state.ts";

const root = mkdtempSync(join(tmpdir(), "reelhouse-pipeline-"));
afterAll(() => rmSync(root, { recursive: true }));

it("begins with 500 rows and seed 1, goes on with what was chosen, and keeps the runs of other seeds", () => {
  const folder = join(root, "a");
  expect(chooseRun(folder, "sensors", {})).toEqual({ options: { seed: 1, rows: 500 }, batches: 0, rows: 0 });
  saveRun(folder, { ...chooseRun(folder, "sensors", { rows: 50, late: 0.2 }), batches: 3, rows: 150 });
  expect(chooseRun(folder, "sensors", {})).toEqual({
    options: { seed: 1, rows: 50, late: 0.2 },
    batches: 3,
    rows: 150,
  });
  saveRun(folder, { ...chooseRun(folder, "sensors", { seed: 2 }), batches: 1, rows: 500 });
  expect(chooseRun(folder, "sensors", {}).options).toEqual({ seed: 2, rows: 500 });
  expect(chooseRun(folder, "sensors", { seed: 1, rows: 50 }).batches).toBe(3);
});

it("refuses other options for a run that has begun, since its batches would not continue each other", () => {
  const folder = join(root, "b");
  saveRun(folder, { ...chooseRun(folder, "sensors", { rows: 50 }), batches: 1, rows: 50 });
  expect(() => chooseRun(folder, "sensors", { rows: 60 })).toThrow(
    "The run of sensors with seed 1 has --batch-size 50, not 60. Leave the option out, or begin another run with another --seed.",
  );
  expect(() => chooseRun(folder, "sensors", { late: 0.1 })).toThrow("has --late as by default, not 0.1");
});
