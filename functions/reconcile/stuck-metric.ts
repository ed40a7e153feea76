/** The count of stuck drops as a metric inside a log line: CloudWatch takes it out by itself, so no call and no permission is needed. */

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
export const stuckMetric = (stage: string, stuck: number, now: number) => ({
  _aws: {
    Timestamp: now,
    CloudWatchMetrics: [
      { Namespace: "Reelhouse", Dimensions: [["Stage"]], Metrics: [{ Name: "DropsStuck", Unit: "Count" }] },
    ],
  },
  Stage: stage,
  DropsStuck: stuck,
});
