import { expect, it } from "vitest";
import { stuckMetric } from "../../functions/reconcile/stuck-metric.ts";

it("names the metric that the alarm and the dashboard read", () => {
  const line = stuckMetric("dev", 2, 1_769_839_200_000);
  const [metric] = line._aws.CloudWatchMetrics;
  expect(metric).toEqual({
    Namespace: "Reelhouse",
    Dimensions: [["Stage"]],
    Metrics: [{ Name: "DropsStuck", Unit: "Count" }],
  });
  expect([line.Stage, line.DropsStuck]).toEqual(["dev", 2]);
});
