/** What the generator says of a batch is what the rules find in it, to the row. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { datasetNames, type GenerateOptions, openRun } from "../../cli/generate/index.ts";
import { contractOf } from "../../shared/contract/registry.ts";
import { transformFolder } from "./transform-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "reelhouse-generate-"));
afterAll(() => rmSync(folder, { recursive: true }));

const SEEDS = Array.from({ length: 20 }, (_, index) => 1_000 + index * 37);

async function compare(dataset: string, batch: number, options: GenerateOptions) {
  const expected = await openRun(dataset, options).write(batch, folder);
  const { tables } = (await transformFolder(folder, dataset)).done;
  for (const { name, table } of contractOf(dataset).tables) {
    const { rows, accepted, rejected, reasons } = expected.members[`${name}.csv`] ?? { rows: undefined };
    const done = tables.find((each) => each.table === table);
    expect({ rows: done?.rows, accepted: done?.accepted, rejected: done?.rejected, reasons: done?.reasons }).toEqual({
      rows,
      accepted,
      rejected,
      reasons,
    });
  }
  for (const path of Object.keys(expected.members)) rmSync(join(folder, path));
  return expected;
}

describe.each(datasetNames())("the rules find in generated %s", (dataset) => {
  it("exactly the rows and faults that it tells of, for twenty seeds", async () => {
    const reasons = new Set<string>();
    for (const [index, seed] of SEEDS.entries()) {
      const { members } = await compare(dataset, 1 + (index % 3), { seed, rows: 300 + index * 20 });
      for (const member of Object.values(members))
        for (const reason of Object.keys(member.reasons)) reasons.add(reason);
    }
    expect(reasons.size).toBeGreaterThan(5);
  }, 120_000);

  it("nothing where no fault was asked for", async () => {
    const { members } = await compare(dataset, 2, { seed: 5, rows: 500, bad: 0, duplicates: 0 });
    for (const { rejected } of Object.values(members)) expect(rejected).toBe(0);
  }, 30_000);
});

it("tells when a drop has more rejects than its contract allows", async () => {
  const expected = await openRun("sensors", { rows: 500, bad: 0.3 }).write(1, folder);
  expect(expected.isRefused).toBe(true);
  await expect(transformFolder(folder, "sensors")).rejects.toThrow(/REJECT_THRESHOLD|rejected/);
  const fewer = await openRun("sensors", { rows: 500 }).write(1, folder);
  expect(fewer.isRefused).toBe(false);
});
