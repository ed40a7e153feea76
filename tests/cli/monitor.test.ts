/** The monitor: what it finds wrong, and how it looks on terminals of different width. */
import { expect, it } from "vitest";
import { ago, dashboardLines } from "../../cli/monitor/dashboard.ts";
import { readHistory } from "../../cli/monitor/history.ts";
import { connectSnowflake } from "../../cli/sql/connection.ts";
import type { PipelineState } from "../../shared/monitor/collect.ts";
import { collect } from "../../shared/monitor/collect.ts";
import { judgeHealth } from "../../shared/monitor/health.ts";
import { load, MINUTE, openWarehouse } from "../systems/warehouse.ts";

const healthy: PipelineState = {
  at: "2026-01-05T09:00:00Z",
  pipes: [{ name: "RAW.P", state: "RUNNING", pendingFiles: 0, lastIngestedAt: null }],
  streams: [{ name: "RAW.S", source: "RAW.T", isStale: false, staleAfter: "2026-01-19T09:00:00Z", hasData: true }],
  tasks: [
    { name: "SILVER.K", state: "started", schedule: "1 minute", lastRunAt: null, lastRun: null, lastError: null },
  ],
  dynamicTables: [{ name: "GOLD.D", status: "FRESH", lagSeconds: 30, targetLagSeconds: 60 }],
  datasets: [{ dataset: "bookings", lastLoadedAt: "x", ageSeconds: 61, drops: 2, rowsLoaded: 1000, rowsRejected: 3 }],
  rowsPerMinute: [...Array(29).fill(0), 1000],
  failures: [],
  unbalanced: 0,
  rowsByLayer: { RAW: 1000 },
  alerts: [],
};

it.each<[string, Partial<PipelineState>, string, boolean]>([
  ["a pipe that stands still", { pipes: [{ ...healthy.pipes[0]!, state: "PAUSED" }] }, "pipe RAW.P", false],
  ["a stale stream", { streams: [{ ...healthy.streams[0]!, isStale: true }] }, "stream RAW.S", false],
  ["a suspended task", { tasks: [{ ...healthy.tasks[0]!, state: "suspended" }] }, "task SILVER.K", false],
  [
    "a failed task",
    { tasks: [{ ...healthy.tasks[0]!, lastRun: "FAILED_AND_AUTO_SUSPENDED" }] },
    "task SILVER.K",
    false,
  ],
  [
    "a table that fails",
    { dynamicTables: [{ ...healthy.dynamicTables[0]!, status: "FAILING" }] },
    "dynamic table GOLD.D",
    false,
  ],
  [
    "a table that is late",
    { dynamicTables: [{ ...healthy.dynamicTables[0]!, status: "LATE" }] },
    "dynamic table GOLD.D",
    true,
  ],
  ["rows that are unaccounted for", { unbalanced: 1 }, "loads", false],
])("finds %s", (_, change, subject, isHealthy) => {
  expect(judgeHealth(healthy)).toEqual({ healthy: true, at: healthy.at, findings: [] });
  const { healthy: is, findings } = judgeHealth({ ...healthy, ...change });
  expect([is, findings.map((finding) => finding.subject)]).toEqual([isHealthy, [subject]]);
  expect(findings[0]?.remedy).not.toBe("");
});

it.each([40, 80, 160])("keeps within %i columns, with nothing but ASCII where the terminal is dumb", (width) => {
  const long = "x".repeat(300);
  const state = {
    ...healthy,
    tasks: Array.from({ length: 3 }, (_, at) => ({
      ...healthy.tasks[0]!,
      name: `SILVER.A_TASK_WITH_A_LONG_NAME_${at}`,
      schedule: "after ANOTHER_TASK_WITH_A_LONG_NAME",
      lastRunAt: "2026-01-05T09:00:00Z",
      lastRun: "FAILED",
      lastError: "a message of many words that does not fit into a line of a terminal that is narrow",
    })),
    streams: [{ ...healthy.streams[0]!, name: "SILVER.CUSTOMER_CHANGES_STREAM", source: "RAW.CUSTOMER_CHANGES_DROPS" }],
    dynamicTables: [{ ...healthy.dynamicTables[0]!, name: "GOLD.CUSTOMER_BEHAVIOR_METRICS", lagSeconds: 7_300 }],
    rowsByLayer: { BRONZE: 218_484, GOLD: 9_815, RAW: 81_192, SILVER: 251_871 },
    failures: [{ kind: "TASK", name: long, at: "2026-01-05T09:00:00Z", message: long }],
    alerts: [{ at: "2026-01-05T09:00:00Z", severity: "error", title: long, told: false }],
  };
  const lines = dashboardLines(state, width, (_, text) => text, false);
  const tooLong = lines.filter((line) => line.length > width);
  expect(tooLong).toEqual([]);
  expect(lines.some((line) => line.includes("#"))).toBe(true);
  expect(dashboardLines(state, width, (_, text) => text, true).some((line) => line.includes("█"))).toBe(true);
});

it("tells times in the unit that fits", () => {
  expect([0, 119, 600, 7_200, 200_000].map(ago)).toEqual(["0 s", "119 s", "10 min", "2 h", "2 days"]);
});

it("reads a deployed warehouse", async () => {
  const warehouse = await openWarehouse(["movies", "monitoring"]);
  await load(warehouse.client, "raw.catalogue_films", { drop: "0123456789abcdef", rows: [{ title: "Alien" }] });
  await warehouse.advance(6 * MINUTE);
  const connection = await connectSnowflake({
    accessUrl: warehouse.twin.url,
    account: "a",
    username: "u",
    password: "p",
  });
  const state = await collect(connection);
  expect(state.datasets).toMatchObject([{ dataset: "test", rowsLoaded: 1, drops: 1, ageSeconds: 360 }]);
  expect(state.rowsPerMinute.at(-7)).toBe(1);
  expect(state.tasks.find(({ name }) => name === "MONITORING.CHECKS_TASK")).toMatchObject({
    state: "started",
    lastRun: "SUCCEEDED",
  });
  expect(state.tasks.find(({ name }) => name === "MONITORING.SEND_ALERTS_TASK")?.schedule).toBe("after CHECKS_TASK");
  expect(state.rowsByLayer).toMatchObject({ RAW: 2 });
  expect(judgeHealth(state).findings).toEqual([]);
  const history = await readHistory(connection, 5);
  expect(history.tasks.rows.length).toBe(5);
  await connection.close();
  await warehouse.close();
}, 30_000);
