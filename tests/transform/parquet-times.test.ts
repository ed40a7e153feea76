import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, expect, it } from "vitest";
import { transformFolder } from "../generate/transform-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "reelhouse-times-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function writeReadings(time: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`copy (
    select 'r1' as reading_id, 'd1' as device_id, 'temperature' as sensor_type, ${time} as reading_at,
      21.5::double as value, 'C' as unit, 80::double as battery_pct, 'Lux' as location
  ) to '${join(folder, "sensor_readings.parquet")}' (format parquet)`);
  connection.closeSync();
  instance.closeSync();
}

it.each([
  ["a timestamp", "timestamp '2026-01-05 10:00:00.5'", "2026-01-05 10:00:00.5"],
  ["a timestamp with a time zone, in UTC", "timestamptz '2026-01-05 12:00:00+02'", "2026-01-05 10:00:00"],
  ["a timestamp of milliseconds", "timestamp_ms '2026-01-05 10:00:00.123'", "2026-01-05 10:00:00.123"],
  ["a text", "'2026-01-05T10:00:00Z'", "2026-01-05 10:00:00"],
])("reads %s of a Parquet member as a time of the contract", async (_, time, expected) => {
  const zone = process.env.TZ;
  process.env.TZ = "Asia/Tokyo";
  try {
    await writeReadings(time);
    const { done, rows } = await transformFolder(folder, "sensors");
    expect(done.tables[0]).toMatchObject({ rows: 1, accepted: 1, reasons: {} });
    expect((await rows("raw_sensor_readings"))[1]).toContain(`temperature,${expected},21.500000,C,80.00,Lux,`);
  } finally {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
});
