/** Sensor readings by hand. */
import { decimal, divide, grouped, lines, type Model, once, plain, quotient, scaled } from "./deliver.ts";
import type { Row } from "./warehouse.ts";

export const kinds = [
  { type: "temperature", unit: "C", base: 21, limits: [-60, 85], noise: 1 },
  { type: "humidity", unit: "%", base: 45, limits: [0, 100], noise: 3 },
  { type: "pressure", unit: "hPa", base: 1010, limits: [300, 1100], noise: 2 },
  { type: "vibration", unit: "mm/s", base: 4, limits: [0, 200], noise: 1 },
] as const;

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

export const sensorsModel: Model = {
  target: "bronze.raw_sensor_readings",
  async expected(rows) {
    const readings = judge(rows);
    return { silver: plain(readings.map(({ line }) => line)), gold: plain(hours(readings)) };
  },
  found: async (client) => ({
    silver: await lines(
      client,
      "select reading_id, device_id, value, previous_value, is_out_of_range, is_jump, is_stuck from reelhouse.silver.sensor_readings_cleaned",
    ),
    gold: await lines(
      client,
      `select device_id, sensor_type, to_varchar(hour_start, 'YYYY-MM-DD HH24:MI:SS'), readings, out_of_range, jumps, stuck, anomalies, least_value, least_battery_pct, health_score, status
         from reelhouse.gold.device_health_hourly`,
    ),
  }),
};
