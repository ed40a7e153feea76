/** Alarms: errors, throttles and duration of each function, drops that are stuck, notifications that could not be sent. */
const { functions } = require("./functions.cjs");

module.exports = async ({ resolveVariable }) => {
  const namePrefix = await resolveVariable("param:namePrefix");
  const stage = await resolveVariable("sls:stage");
  const Resources = {};
  const alarm = (name, description, metric, { threshold = 0, periods = 1, notifyDirectly = false }) => {
    Resources[`Alarm${pascal(name)}`] = {
      Type: "AWS::CloudWatch::Alarm",
      Properties: {
        // `chain-` alarms reach failure-notify by EventBridge, which writes a readable message; the others go to the topic directly.
        AlarmName: `${namePrefix}-${notifyDirectly ? "last-resort" : "chain"}-${name}`,
        AlarmDescription: description,
        Statistic: "Sum",
        Period: 300,
        EvaluationPeriods: periods,
        Threshold: threshold,
        ComparisonOperator: "GreaterThanThreshold",
        TreatMissingData: "notBreaching",
        ...(notifyDirectly && { AlarmActions: [{ Ref: "FailureTopic" }] }),
        ...metric,
      },
    };
  };

  for (const { key, timeoutSeconds } of functions()) {
    const dimensions = [{ Name: "FunctionName", Value: `${namePrefix}-${key}` }];
    const lambda = (MetricName) => ({ Namespace: "AWS/Lambda", MetricName, Dimensions: dimensions });
    const notifyDirectly = key === "failure-notify";
    alarm(`${key}-errors`, `${key} raised an error; its log says which`, lambda("Errors"), { notifyDirectly });
    alarm(`${key}-throttles`, `${key} was throttled: raise the account's concurrency`, lambda("Throttles"), {
      notifyDirectly,
    });
    alarm(
      `${key}-duration`,
      `${key} came within a tenth of its time limit`,
      { ...lambda("Duration"), Statistic: "Maximum" },
      {
        threshold: Math.round(timeoutSeconds * 900),
        notifyDirectly,
      },
    );
  }
  // reconcile writes the count as a metric of its log (embedded metric format).
  alarm(
    "drops-stuck",
    "Drops were started again several times without getting further; `reelhouse ls --state open` lists them",
    {
      Namespace: "Reelhouse",
      MetricName: "DropsStuck",
      Dimensions: [{ Name: "Stage", Value: stage }],
      Statistic: "Maximum",
    },
    {},
  );
  alarm(
    "notifications-lost",
    "A failure could not be told by e-mail; the queue holds its event",
    {
      Namespace: "AWS/SQS",
      MetricName: "ApproximateNumberOfMessagesVisible",
      Dimensions: [{ Name: "QueueName", Value: `${namePrefix}-lost-notifications` }],
      Statistic: "Maximum",
    },
    { notifyDirectly: true },
  );
  return { Resources };
};

const pascal = (name) => name.replace(/(^|-)([a-z])/g, (_, __, first) => first.toUpperCase());
