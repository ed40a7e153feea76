/** Where drops stand in the picture of their flow, and where an axis has its marks. */
import { describe, expect, it } from "vitest";
import { type Drop, medianStay } from "../../dashboard/web/drops.ts";
import { layFlow } from "../../dashboard/web/operations/flow-layout.ts";
import { markEvery } from "../../dashboard/web/operations/marks.ts";

const drop = (object: string, state: string, dataset = "movielens", entered: Record<string, number> = {}): Drop => ({
  object,
  dataset,
  state,
  bytes: 1,
  startedAt: 1,
  updatedAt: 2,
  entered,
});
const UNIT = 15;

describe("the flow of drops", () => {
  it("puts a drop into the column of its state and the lane of its dataset", () => {
    const { columns, lanes, dots } = layFlow([drop("a", "READY"), drop("b", "LOADED", "bookings")], 1_200, UNIT);
    for (const { drop: of, x, y } of dots) {
      const column = columns.find(({ state }) => state === of.state);
      const lane = lanes.find(({ name }) => name === of.dataset);
      expect(x).toBeGreaterThan(column!.x);
      expect(x).toBeLessThan(column!.x + column!.width);
      expect(y).toBeGreaterThan(lane!.y);
      expect(y).toBeLessThan(lane!.y + lane!.height);
    }
    expect(columns.map(({ count }) => count)).toEqual([0, 0, 1, 0, 0, 1, 0, 0]);
  });

  it.each([1_200, 320])("shows every drop or counts it, and none outside its picture, at a width of %i", (width) => {
    const drops = Array.from({ length: 100 }, (_, at) => drop(`d${at}`, "LOADED"));
    const { dots, more, height } = layFlow(drops, width, UNIT);
    const counted = more.reduce((sum, { text }) => sum + Number(text), 0);
    expect(dots.length + counted).toBe(100);
    expect(counted).toBeGreaterThan(0);
    for (const { x, y } of [...dots, ...more]) {
      expect(x).toBeLessThan(width);
      expect(y).toBeLessThan(height);
    }
  });

  it("has a lane for drops of which nothing is known yet, before and after there are any", () => {
    const { dataset: _, ...unknown } = drop("new", "RECEIVED");
    const lanes = (drops: Drop[]) => layFlow(drops, 1_200, UNIT).lanes.map(({ name }) => name);
    expect(lanes([drop("a", "READY"), unknown])).toEqual(lanes([drop("a", "READY")]));
    expect(layFlow([unknown], 1_200, UNIT).dots).toHaveLength(1);
  });

  it("keeps the key of a drop that moves on", () => {
    const key = (state: string) => layFlow([drop("a", state)], 1_200, UNIT).dots[0]?.key;
    expect(key("READY")).toBe(key("LOADED"));
  });

  it("says for how long drops stay in a state: the median of those that left it", () => {
    const stays = [100, 300, 20_000].map((ms, at) =>
      drop(`d${at}`, "READY", "movielens", { RECEIVED: 0, EXTRACTED: ms }),
    );
    expect(medianStay([...stays, drop("new", "RECEIVED", "movielens", { RECEIVED: 5 })], 0)).toBe(300);
    expect(medianStay(stays, 1)).toBeNull();
    // Judged again by a replay, it came into the earlier state later.
    expect(medianStay([drop("a", "RECEIVED", "movielens", { RECEIVED: 9, EXTRACTED: 5 })], 0)).toBeNull();
  });
});

it.each([
  [7, 6, 2],
  [1_843, 6, 500],
  [1_843, 3, 1_000],
  [0, 6, 1],
])("marks an axis of %i with at most %i spaces of %i", (total, most, every) =>
  expect(markEvery(total, most)).toBe(every),
);
