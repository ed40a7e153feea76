/** The CloudWatch dashboard: invocations, errors and duration of the chain, the Glue job, and what waits to be told. */
const { functions } = require("./functions.cjs");

module.exports = async ({ resolveVariable }) => {
  const [namePrefix, region, stage] = await Promise.all(
    ["param:namePrefix", "aws:region", "sls:stage"].map((variable) => resolveVariable(variable)),
  );
  const perFunction = (metric) =>
    functions().map(({ key }) => ["AWS/Lambda", metric, "FunctionName", `${namePrefix}-${key}`, { label: key }]);
  const widgets = [
    ["Drops through the chain (invocations)", perFunction("Invocations"), "Sum"],
    ["Errors", perFunction("Errors"), "Sum"],
    ["Duration, p95 (ms)", perFunction("Duration"), "p95"],
    ["Throttles", perFunction("Throttles"), "Sum"],
    ["Drops stuck", [["Reelhouse", "DropsStuck", "Stage", stage]], "Maximum"],
    [
      "Notifications lost",
      [["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", `${namePrefix}-lost-notifications`]],
      "Maximum",
    ],
    ["Glue: failed and completed tasks", ["numFailedTasks", "numCompletedTasks"].map(glueMetric), "Sum"],
  ].map(([title, metrics, stat], index) => ({
    type: "metric",
    x: (index % 2) * 12,
    y: Math.floor(index / 2) * 6,
    width: 12,
    height: 6,
    properties: { title, region, stat, period: 300, metrics },
  }));
  return {
    Resources: {
      Dashboard: {
        Type: "AWS::CloudWatch::Dashboard",
        Properties: { DashboardName: namePrefix, DashboardBody: JSON.stringify({ widgets }) },
      },
    },
  };

  function glueMetric(name) {
    return [
      "Glue",
      `glue.driver.aggregate.${name}`,
      "JobName",
      `${namePrefix}-transform`,
      "JobRunId",
      "ALL",
      "Type",
      "count",
    ];
  }
};
