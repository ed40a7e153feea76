/** The twin is killed with `kill -9` while a drop is on its way, and started again: the drop ends LOADED, each row once. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { mulberry32 } from "../../cli/demo/sample.ts";
import { MOVIES, movielens, pack, RATINGS } from "./drops.ts";
import { TwinProcess } from "./twin-process.ts";

/** CHAIN_CRASH_ROUNDS=10 for the whole proof; the suite runs fewer. */
const ROUNDS = Number(process.env.CHAIN_CRASH_ROUNDS ?? 3);
const SEED = Number(process.env.CHAIN_CRASH_SEED ?? 42);
/** A warm drop takes about this long: moments are drawn from before its first step to behind its last. */
const SPAN_MS = Number(process.env.CHAIN_CRASH_SPAN_MS ?? 2000);

const twin = new TwinProcess();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "reelhouse-crash-"));
});
afterAll(async () => {
  await twin.remove();
  rmSync(folder, { recursive: true, force: true });
});

it(`comes through ${ROUNDS} kills at random moments (seed ${SEED})`, async () => {
  const random = mulberry32(SEED);
  await twin.start();
  for (let round = 0; round < ROUNDS; round += 1) {
    const { zip, drop } = await pack(folder, `round-${round}`, movielens(100 + round));
    await twin.json("drop", zip);
    const afterMs = Math.floor(random() * SPAN_MS);
    await pause(afterMs);
    await twin.kill();
    await twin.start();
    const label = `round ${round}, killed after ${afterMs} ms`;
    await expect
      .poll(
        async () =>
          (await twin.json<{ object: string; state: string }[]>("ls")).find(
            ({ object }) => object === `round-${round}.zip`,
          )?.state,
        {
          timeout: 90_000,
          interval: 500,
          message: label,
        },
      )
      .toBe("LOADED");
    const { rows } = await twin.json<{ rows: number[][] }>(
      "query",
      `select (select count(*) from raw.movies where _drop_id = '${drop}'), (select count(*) from raw.ratings where _drop_id = '${drop}'),
                (select count(distinct _source_row) from raw.ratings where _drop_id = '${drop}')`,
    );
    expect(rows, label).toEqual([[MOVIES, RATINGS, RATINGS]]);
  }
}, 600_000);
