/** Readings of devices in cinemas: the day's course, noise, and now and then a device that lies. */
import { seedMark, theatres } from "../cinema.ts";
import { hundredths } from "../csv.ts";
import { faultsOf } from "../faults.ts";
import { Dice } from "../random.ts";
import { CHUNK_ROWS, type Row } from "../stream.ts";
import { streamDataset, type WorldOptions } from "../stream-dataset.ts";
import { dayCurve, isoTime } from "../weekly-clock.ts";

const DAY_MS = 24 * 3_600_000;
const DEVICES = 40;
/** In hundredths of the unit: at the coolest hour, what the warmest adds, what devices differ by, noise, and what cannot be. */
const KINDS = [
  { type: "temperature", unit: "C", base: 1900, day: 600, device: 200, noise: 25, absurd: [-8000, 18000] },
  { type: "humidity", unit: "%", base: 5500, day: -1500, device: 500, noise: 100, absurd: [-500, 16000] },
  { type: "pressure", unit: "hPa", base: 101300, day: -200, device: 300, noise: 20, absurd: [20000, 180000] },
  { type: "vibration", unit: "mm/s", base: 120, day: 80, device: 40, noise: 15, absurd: [-300, 30000] },
];
/** Chances per reading, and per device and chunk. */
const OUT_OF_RANGE = 0.002;
const JUMP = 0.003;
const STUCK = 0.004;

const COLUMNS = ["reading_id", "device_id", "sensor_type", "reading_at", "value", "unit", "battery_pct", "location"];

function createWorld({ seed, startMs, perDay }: WorldOptions) {
  const mark = seedMark(seed);
  const houses = theatres(seed);
  const devices = Array.from({ length: DEVICES }, (_, index) => {
    const dice = new Dice(seed, "device", index);
    const kind = KINDS[index % KINDS.length]!;
    const own = Math.round((dice.share() * 2 - 1) * kind.device);
    return {
      name: `dev-${String(index + 1).padStart(3, "0")}`,
      kind,
      own,
      location: houses.pick(dice),
      batteryDays: 30 + dice.below(60),
      charge: dice.share(),
    };
  });
  const timeOf = (index: number) => startMs + Math.floor((index / perDay) * DAY_MS);
  const usual = ({ kind, own }: (typeof devices)[number], at: number, dice: Dice) =>
    Math.round(kind.base + own + dayCurve(at) * kind.day + dice.normal() * kind.noise);

  function reading(chunk: number, index: number, count: number): Row {
    const deviceIndex = (chunk * CHUNK_ROWS + index) % DEVICES;
    const device = devices[deviceIndex]!;
    const { kind } = device;
    const dice = new Dice(seed, "reading", chunk, index);
    const at = timeOf(chunk * CHUNK_ROWS + ((index + dice.share()) / count) * CHUNK_ROWS);
    let value = usual(device, at, dice);
    // A device hangs for ten chunks, which is some 25 readings, and says the same all the time.
    const hanging = new Dice(seed, "stuck", Math.floor(chunk / 10), deviceIndex);
    if (hanging.isLucky(STUCK)) value = usual(device, timeOf(Math.floor(chunk / 10) * 10 * CHUNK_ROWS), hanging);
    else if (dice.isLucky(OUT_OF_RANGE)) value = dice.pick(kind.absurd);
    else if (dice.isLucky(JUMP)) value += kind.noise * (dice.isLucky(0.5) ? 25 : -25);
    const days = at / DAY_MS / device.batteryDays + device.charge;
    const battery = Math.round((1 - (days - Math.floor(days))) * 10_000);
    return {
      fields: [
        `${mark}-${chunk}-${index}`,
        device.name,
        kind.type,
        isoTime(at),
        hundredths(value),
        kind.unit,
        hundredths(battery),
        device.location,
      ],
      isChange: false,
    };
  }

  return {
    rows: (chunk: number, count: number) => Array.from({ length: count }, (_, index) => reading(chunk, index, count)),
  };
}

const faults = faultsOf(COLUMNS);

export const sensors = streamDataset({
  name: "sensors",
  resource: "sensor_readings",
  columns: COLUMNS,
  perDay: 11_520,
  hasChanges: false,
  repeatedReason: "reading_repeated",
  createWorld,
  faults: [
    faults.missing("device_id"),
    faults.missing("reading_at"),
    faults.missing("value"),
    faults.missing("unit"),
    faults.unknown("sensor_type"),
    faults.notATime("reading_at"),
    faults.outOfRange("reading_at", ["1970-01-01T00:00:00Z", "2199-01-01T00:00:00Z"]),
    faults.notANumber("value", "not_a_number_of_six_decimals"),
    faults.outOfRange("battery_pct", ["-1", "100.01", "255"]),
    faults.notANumber("battery_pct", "not_a_number_of_two_decimals"),
    faults.tooLong("unit", 20),
  ],
});
