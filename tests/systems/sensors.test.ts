/** Sensor readings to flags and hours, against a few lines of TypeScript. SENSORS_SEEDS and SENSORS_DAYS make it longer. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { decimal, deliver, divide, feed, grouped, lines, once, plain, quotient, scale, scaled } from "./deliver.ts";
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

const kinds = [
  { type: "temperature", unit: "C", base: 21, limits: [-60, 85], noise: 1 },
  { type: "humidity", unit: "%", base: 45, limits: [0, 100], noise: 3 },
  { type: "pressure", unit: "hPa", base: 1010, limits: [300, 1100], noise: 2 },
  { type: "vibration", unit: "mm/s", base: 4, limits: [0, 200], noise: 1 },
] as const;

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

interface Reading {
  line: string;
  hour: string;
  device: string;
  type: string;
  battery: number | null;
  value: bigint;
  out: boolean;
  jump: boolean;
  stuck: boolean;
}

const inUnit = ({ value, unit }: Row) =>
  String(unit).toUpperCase() === "F" ? divide((scaled(value, 6) - 32_000_000n) * 5n, 9n) : scaled(value, 6);

function judge(rows: readonly Row[]): Reading[] {
  const days = grouped(
    once(rows, "reading_id"),
    (row) => `${row.device_id} ${row.sensor_type} ${String(row.reading_at).slice(0, 10)}`,
  );
  return days.flatMap(([, day]) => {
    const sorted = day.toSorted((a, b) =>
      `${a.reading_at} ${a.reading_id}` < `${b.reading_at} ${b.reading_id}` ? -1 : 1,
    );
    const values = sorted.map(inUnit);
    const outside = sorted.map(({ sensor_type }, at) => {
      const [least, most] = kinds.find(({ type }) => type === sensor_type)?.limits ?? [0, 0];
      const value = values[at] as bigint;
      return value < BigInt(least) * 1_000_000n || value > BigInt(most) * 1_000_000n;
    });
    return sorted.map((row, at): Reading => {
      const value = values[at] as bigint;
      const recent = values
        .slice(Math.max(0, at - 12), at)
        .filter((_, index) => !outside[Math.max(0, at - 12) + index])
        .map((each) => Number(each) / 1e6);
      const mean = recent.reduce((sum, each) => sum + each, 0) / recent.length;
      const deviation = Math.sqrt(recent.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (recent.length - 1));
      const noise = kinds.find(({ type }) => type === row.sensor_type)?.noise ?? 0;
      const out = outside[at] as boolean;
      const jump = recent.length >= 5 && Math.abs(Number(value) / 1e6 - mean) > Math.max(4 * deviation, noise);
      const stuck = at >= 5 && values.slice(at - 5, at + 1).every((each) => each === value);
      const device = String(row.device_id).trim();
      return {
        line: [
          row.reading_id,
          device,
          decimal(value, 6),
          at === 0 ? "" : decimal(values[at - 1] as bigint, 6),
          out,
          jump,
          stuck,
        ].join("|"),
        hour: `${String(row.reading_at).slice(0, 13)}:00:00`,
        device,
        type: String(row.sensor_type),
        battery: row.battery_pct === null ? null : Number(row.battery_pct),
        value,
        out,
        jump,
        stuck,
      };
    });
  });
}

function hours(readings: readonly Reading[]): string[] {
  return grouped(readings, ({ device, type, hour }) => `${device}|${type}|${hour}`).map(([key, hour]) => {
    const count = (is: (reading: Reading) => boolean) => hour.filter(is).length;
    const odd = count(({ out, jump, stuck }) => out || jump || stuck);
    const good = hour.filter(({ out }) => !out).map(({ value }) => value);
    const batteries = hour.map(({ battery }) => battery).filter((each) => each !== null);
    const battery = batteries.length > 0 ? Math.min(...batteries) : "";
    const least = good.reduce<bigint | undefined>((a, b) => (a === undefined || b < a ? b : a), undefined);
    const status =
      battery !== "" && battery < 10
        ? "battery low"
        : odd * 2 >= hour.length
          ? "failing"
          : odd * 10 >= hour.length
            ? "degraded"
            : "healthy";
    return [
      key,
      hour.length,
      count(({ out }) => out),
      count(({ jump }) => jump),
      count(({ stuck }) => stuck),
      odd,
      least === undefined ? "" : decimal(least, 6),
      battery,
      quotient(BigInt(100 * (hour.length - odd)), 0, hour.length, 1),
      status,
    ].join("|");
  });
}

it("have the flags and hours of a computation by hand, with late and repeated readings", async () => {
  const { seeds, days } = scale("SENSORS", 2, 2);
  for (let seed = 1; seed <= seeds; seed += 1) {
    await warehouse.client.run(`truncate table reelhouse.${RAW}`);
    const drops = deliver(makeReadings(seed, days), seed, 120);
    let flags = "";
    await feed(warehouse, RAW, drops, async (rows, label) => {
      const readings = judge(rows);
      const silver = await lines(
        warehouse.client,
        "select reading_id, device_id, value, previous_value, is_out_of_range, is_jump, is_stuck from reelhouse.silver.sensor_readings_cleaned",
      );
      expect(silver, label).toEqual(plain(readings.map(({ line }) => line)));
      const gold = await lines(
        warehouse.client,
        `select device_id, sensor_type, to_varchar(hour_start, 'YYYY-MM-DD HH24:MI:SS'), readings, out_of_range, jumps, stuck, anomalies, least_value, least_battery_pct, health_score, status
         from reelhouse.gold.device_health_hourly`,
      );
      expect(gold, label).toEqual(plain(hours(readings)));
      flags = silver.join();
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
