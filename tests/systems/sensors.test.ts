/** Sensor readings to flags and hours, against a few lines of TypeScript. SENSORS_SEEDS and SENSORS_DAYS make it longer. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { deliver, feed, lines, scale } from "./deliver.ts";
import { kinds, sensorsModel } from "./sensors.model.ts";
import {
  DAY,
  loadRows,
  MINUTE,
  openWarehouse,
  type Row,
  START,
  seeded,
  timeText,
  type Warehouse,
} from "./warehouse.ts";

const RAW = "bronze.raw_sensor_readings";
let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse(["sensors"]);
});
afterAll(() => warehouse.close());

/** Each device around its mean; spikes, values that no sensor gives, devices that stick for a while, other units. */
function makeReadings(seed: number, days: number): Row[] {
  const random = seeded(seed);
  const rows: Row[] = [];
  for (let device = 0; device < 5; device += 1) {
    const kind = kinds[device % kinds.length] as (typeof kinds)[number];
    let stuck = 0;
    let value: number = kind.base;
    for (let at = START; at < START + days * DAY; at += (6 + random(12)) * MINUTE) {
      if (stuck > 0) stuck -= 1;
      else {
        value = kind.base + (kind.noise * (random(2000) - 1000)) / 1600;
        const fault = random(50);
        // Around what counts as a jump.
        if (random(8) === 0) value += (kind.noise * random(100)) / 40;
        if (fault === 1) value = 9999;
        if (fault === 2) stuck = 3 + random(9);
      }
      const isFahrenheit = kind.type === "temperature" && random(4) === 0;
      rows.push({
        reading_id: `r${seed}-${rows.length}`,
        device_id: ` dev-${device}`,
        sensor_type: kind.type,
        reading_at: timeText(at),
        value: Math.round((isFahrenheit ? value * 1.8 + 32 : value) * 1e5) / 1e5,
        unit: isFahrenheit ? "f" : kind.unit,
        battery_pct: random(10) === 0 ? null : random(10_000) / 100,
        location: `room ${device}`,
      });
    }
  }
  return rows.sort((a, b) => (String(a.reading_at) < String(b.reading_at) ? -1 : 1));
}

it("have the flags and hours of a computation by hand, with late and repeated readings", async () => {
  const { seeds, days } = scale("SENSORS", 2, 2);
  for (let seed = 1; seed <= seeds; seed += 1) {
    await warehouse.client.run(`truncate table reelhouse.${RAW}`);
    let flags = "";
    await feed(warehouse, RAW, deliver(makeReadings(seed, days), seed, 120), async (rows, label) => {
      const found = await sensorsModel.found(warehouse.client);
      expect(found, label).toEqual(await sensorsModel.expected(rows));
      flags = String(found.silver);
    });
    // The maker plants each kind.
    for (const flag of [/true\|(true|false)\|(true|false)/, /(true|false)\|true\|(true|false)/])
      expect(flags).toMatch(flag);
  }
}, 600_000);

it("say nothing of the first readings of a day, and call the sixth of the same value stuck", async () => {
  const { client } = warehouse;
  await client.run(`truncate table reelhouse.${RAW}`);
  const rows = Array.from(
    { length: 9 },
    (_, at): Row => ({
      reading_id: `s${at}`,
      device_id: "d",
      sensor_type: "pressure",
      reading_at: timeText(START + at * MINUTE),
      value: at === 8 ? 102 : 101,
      unit: "kPa",
    }),
  );
  await loadRows(client, RAW, { drop: "stuck", rows });
  await warehouse.advance(2 * MINUTE);
  expect(
    await lines(
      client,
      "select reading_id, value, is_stuck, is_jump from reelhouse.silver.sensor_readings_cleaned where is_anomaly",
    ),
  ).toEqual(["s5|1010|true|false", "s6|1010|true|false", "s7|1010|true|false", "s8|1020|false|true"]);
});
