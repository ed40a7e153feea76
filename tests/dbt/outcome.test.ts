import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readOutcome } from "../../cli/dbt/run.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outcome-"));
  mkdirSync(join(folder, "target"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const outcomeOf = (...results: { status: string; unique_id?: string; message?: string | null }[]) => {
  const text = JSON.stringify({
    elapsed_time: 1.26,
    results: results.map((result) => ({ unique_id: "x", message: null, ...result })),
  });
  writeFileSync(join(folder, "target", "run_results.json"), text);
  return readOutcome(folder);
};

it("counts what passed, failed, warned and was skipped; exposures are none of these", () => {
  const states = ["success", "pass", "error", "fail", "runtime error", "warn", "skipped", "partial success", "no-op"];
  expect(outcomeOf(...states.map((status) => ({ status })))).toMatchObject({
    passed: 2,
    failed: 3,
    warned: 1,
    skipped: 2,
    seconds: 1.3,
  });
});

it("tells a fault in one line: the file, the place and the reason", () => {
  const message =
    "Database Error in model tops (models/tops.sql)\n  000904 (42000): SQL compilation error: error line 6 at position 9\n  invalid identifier 'MOVIE_IDD'";
  expect(outcomeOf({ status: "error", unique_id: "model.reelhouse.tops", message })?.failures).toEqual([
    "model.reelhouse.tops: Database Error in model tops (models/tops.sql) 000904 (42000): SQL compilation error: error line 6 at position 9 invalid identifier 'MOVIE_IDD'",
  ]);
});

it("leaves the trace of dbt's macros out", () => {
  const message =
    "Compilation Error in model tops (models/tops.sql)\n  This model has an enforced contract, and its 'columns' specification is missing\n  \n  > in macro assert_columns_equivalent (macros/relations/column/columns_spec_ddl.sql)\n  > called by model tops (models/tops.sql)";
  expect(outcomeOf({ status: "error", unique_id: "m", message })?.failures).toEqual([
    "m: Compilation Error in model tops (models/tops.sql) This model has an enforced contract, and its 'columns' specification is missing",
  ]);
});

it("is nothing where dbt did not begin", () => {
  expect(readOutcome(folder)).toBeUndefined();
});
