/** Health of the devices, and what is odd about their readings. */
import { badge } from "../badge.ts";
import { chart, figures } from "../picture.ts";
import { heat } from "../shapes/groups.ts";
import { overTime } from "../shapes/over.ts";
import { ranking } from "../shapes/ranking.ts";
import type { BusinessPage } from "./business.ts";

const KIND: Record<string, string> = { healthy: "good", degraded: "busy", failing: "bad", "battery low": "busy" };

export const DEVICES: BusinessPage = {
  title: "Devices",
  about:
    "Sensors in the theatres. Health is the share of an hour's readings without anomaly, 0 to 100; the tables follow within six minutes.",
  panels: [
    {
      title: "All devices",
      about: "Since the first reading.",
      query: "devices-figures",
      width: "full",
      picture: figures([
        { column: "devices", name: "devices" },
        { column: "readings", name: "readings" },
        { column: "anomalies", name: "anomalies" },
        { column: "anomaly_pct", name: "anomalies, % of readings" },
        { column: "least_battery_pct", name: "weakest battery, %" },
      ]),
    },
    {
      title: "Health, device by device",
      about: "Each field is an hour of a device, by its worst sensor; the last 48 hours, UTC.",
      query: "devices-map",
      picture: chart(
        (rows) => heat(rows, { x: "hour_start", group: "device_id", value: "health_score", unit: "health" }, 50, 100),
        "tall",
      ),
    },
    {
      title: "Health by hour",
      about: "Mean and worst of all devices, and the anomalies found.",
      query: "devices-health",
      picture: chart(
        (rows) =>
          overTime(rows, {
            column: "hour_start",
            left: "health, 0 to 100",
            right: "anomalies",
            measures: [
              { column: "anomalies", name: "anomalies (right)", right: true },
              { column: "mean_health", name: "mean health", kind: "line" },
              { column: "worst_health", name: "worst health", kind: "line" },
            ],
          }),
        "tall",
      ),
    },
    {
      title: "What is odd",
      about: "Anomalies by kind of sensor: outside what can be measured, far from what came before, or stuck.",
      query: "devices-anomalies",
      picture: chart((rows) =>
        ranking(
          rows,
          "sensor_type",
          [
            { column: "out_of_range", name: "out of range", stack: "odd" },
            { column: "jumps", name: "jumps", stack: "odd" },
            { column: "stuck", name: "stuck", stack: "odd" },
          ],
          "readings",
        ),
      ),
    },
    {
      title: "Devices now",
      about: "The last hour of each device, the worst first.",
      query: "devices-latest",
      width: "wide",
      cells: { status: (value) => badge(String(value), KIND[String(value)] ?? "") },
    },
  ],
};
