import { expect, it } from "vitest";
import { isComplete, loadedFiles, loadProblems } from "../../functions/snowpipe-refresh/load-report.ts";
import type { DoneTable } from "../../shared/done.ts";
import { packDrop, startChain } from "./chain.ts";

const key = "movielens/ratings/0123456789abcdef/part-00000.csv.gz";
const table: DoneTable = {
  table: "ratings",
  target: "RAW.RATINGS",
  rows: 5,
  accepted: 4,
  rejected: 1,
  reasons: { x: 1 },
  rejectFiles: [],
  samples: [],
  files: [{ key, rows: 4, bytes: 9 }],
};
const row = (change: object = {}) => ({
  FILE_NAME: "0123456789abcdef/part-00000.csv.gz",
  STATUS: "Loaded",
  ROW_COUNT: 4,
  ROW_PARSED: 4,
  ...change,
});

it.each<[string, object[], number, string[]]>([
  ["every row is there", [row()], 4, []],
  ["the file's name is given from the bucket's root", [row({ FILE_NAME: `/${key}` })], 4, []],
  ["it failed first and was loaded then", [row({ STATUS: "Load failed", ROW_COUNT: 0 }), row()], 4, []],
  ["rows are missing", [row({ ROW_COUNT: 3 })], 3, [`${key}: 3 rows loaded, 4 in the archive`]],
  [
    "it failed",
    [
      row({
        STATUS: "Load failed",
        ROW_COUNT: 0,
        FIRST_ERROR_MESSAGE: "bad number",
        FIRST_ERROR_LINE_NUM: 3,
        FIRST_ERROR_COLUMN_NAME: "RATING",
      }),
    ],
    0,
    [`${key}: Load failed: bad number (line 3, column RATING)`],
  ],
  ["it was loaded twice", [row(), row()], 8, [`${key}: loaded 2 times`]],
  ["it was loaded by another way too", [row()], 8, ["RAW.RATINGS: 8 rows of the drop in the table, 4 in the archive"]],
])("says what is wrong with a load, if anything, when %s", (_, history, rows, problems) => {
  const files = loadedFiles(table, history as never);
  expect(isComplete(table, files)).toBe(true);
  expect(loadProblems(table, files, rows, false)).toEqual(problems);
});

it.each<[string, object[], number, string[]]>([
  ["all rows are still there", [row()], 4, []],
  ["some rows were applied already", [row()], 1, []],
  ["all rows were applied already", [row()], 0, []],
  ["the file failed first", [row({ STATUS: "Load failed", ROW_COUNT: 0 }), row()], 0, []],
  ["rows are missing in the load", [row({ ROW_COUNT: 3 })], 0, [`${key}: 3 rows loaded, 4 in the archive`]],
  ["it was loaded twice, and applied", [row(), row()], 0, [`${key}: loaded 2 times`]],
  ["it has more rows than it may", [row()], 5, ["RAW.RATINGS: 5 rows of the drop in the table, 4 in the archive"]],
])("does not need the rows of a staging table to stay, when %s", (_, history, rows, problems) => {
  expect(loadProblems(table, loadedFiles(table, history as never), rows, true)).toEqual(problems);
});

it.each<[string, object[]]>([
  ["Snowflake does not know the file yet", []],
  ["it is being loaded", [row({ STATUS: "Load in progress" })]],
])("waits while %s", (_, history) => {
  expect(isComplete(table, loadedFiles(table, history as never))).toBe(false);
});

it("refreshes only the pipes of the drop's tables, for this drop alone, and only once", async () => {
  const chain = startChain();
  await chain.upload("a.zip", packDrop());
  await chain.drain();
  const [drop] = chain.drops();
  const refreshes = () => chain.warehouse.statements.filter((sql) => sql.startsWith("alter pipe"));
  expect(refreshes()).toEqual(
    ["MOVIES", "RATINGS"].map((name) => `alter pipe REELHOUSE.RAW.${name}_PIPE refresh prefix = '${drop!.drop}/'`),
  );
  const { causeOf } = await import("../../shared/causes.ts");
  const cause = causeOf({ ...drop!, state: "ARCHIVED" }, { processed: "processed", archive: "archive" });
  await chain.deliver(cause!);
  expect(chain.failures).toEqual([]);
  expect(refreshes()).toHaveLength(2);
});

it("does not count a drop as loaded when a file failed, and says which and why", async () => {
  const chain = startChain();
  chain.warehouse.spoil.next = "Load failed";
  await chain.upload("a.zip", packDrop());
  await chain.drain();
  expect(chain.drops()).toMatchObject([{ state: "ARCHIVED" }]);
  expect(chain.failures.map(({ error }) => `${error.name}: ${error.message}`)).toEqual([
    expect.stringMatching(/^LoadFailed: .*movies.*part-00000.csv.gz: Load failed/),
  ]);
  chain.warehouse.spoil.next = undefined;
  await chain.reconcile();
  expect(chain.drops()).toMatchObject([{ state: "LOADED" }]);
});
