/** What the doctor asks of AWS: do the buckets start the functions, does somebody get the e-mails. */
import { GetBucketNotificationConfigurationCommand, type S3Client } from "@aws-sdk/client-s3";
import { ListSubscriptionsByTopicCommand, ListTopicsCommand, type SNSClient } from "@aws-sdk/client-sns";
import { type Check, doubtful, failed, ok } from "./check.ts";

export interface AwsQuestions {
  s3: S3Client;
  sns: SNSClient;
  /** Names of buckets: landing, processed, archive. */
  buckets: Readonly<Record<"landing" | "processed" | "archive", string>>;
  /** `reelhouse-dev`: what the stack's names begin with. */
  namePrefix: string;
}

/** The functions that each bucket starts: see serverless.yml. */
const STARTED = {
  landing: ["unzip-and-validate"],
  processed: ["manifest-check", "glue-kickoff", "transform", "failure-notify"],
  archive: ["snowpipe-refresh", "failure-notify"],
} as const;

export async function checkAws(questions: AwsQuestions): Promise<Check[]> {
  const checks: Check[] = [];
  for (const kind of ["landing", "processed", "archive"] as const) checks.push(await checkBucket(questions, kind));
  return [...checks, await checkTopic(questions)];
}

async function checkBucket({ s3, buckets }: AwsQuestions, kind: keyof typeof STARTED): Promise<Check> {
  const name = `notifications of bucket ${buckets[kind]}`;
  try {
    const { LambdaFunctionConfigurations = [] } = await s3.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: buckets[kind] }),
    );
    const started = LambdaFunctionConfigurations.map(({ LambdaFunctionArn = "" }) => LambdaFunctionArn);
    const missing = STARTED[kind].filter((step) => !started.some((arn) => arn.endsWith(`-${step}`)));
    return missing.length === 0
      ? ok(name, `it starts ${STARTED[kind].join(", ")}`)
      : failed(
          name,
          `it does not start ${missing.join(", ")}`,
          "npm exec sls -- deploy --stage <stage> sets the notifications again",
        );
  } catch (error) {
    return failed(
      name,
      `${(error as Error).name}: ${(error as Error).message}`,
      "check the bucket's name and these credentials' rights",
    );
  }
}

async function checkTopic({ sns, namePrefix }: AwsQuestions): Promise<Check> {
  const name = `subscriptions of topic ${namePrefix}-failures`;
  const deploy = "set REELHOUSE_ALERT_EMAIL and deploy the stack";
  try {
    const arn = await findTopic(sns, `${namePrefix}-failures`);
    if (!arn) return failed(name, "there is no such topic", deploy);
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: arn }));
    const pending = Subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn === "PendingConfirmation");
    if (Subscriptions.length === 0) return failed(name, "nobody is told of failures", deploy);
    if (pending.length > 0)
      return doubtful(
        name,
        `${pending.map(({ Endpoint }) => Endpoint).join(", ")} did not confirm`,
        "open the e-mail that SNS sent and confirm; it is sent again when the subscription is made anew",
      );
    return ok(name, `${Subscriptions.map(({ Endpoint }) => Endpoint).join(", ")} gets the e-mails`);
  } catch (error) {
    return failed(
      name,
      `${(error as Error).name}: ${(error as Error).message}`,
      "check these credentials' rights (sns:ListTopics, sns:ListSubscriptionsByTopic)",
    );
  }
}

async function findTopic(sns: SNSClient, topic: string): Promise<string | undefined> {
  for (let token: string | undefined; ; ) {
    const { Topics = [], NextToken } = await sns.send(new ListTopicsCommand({ NextToken: token }));
    const found = Topics.find(({ TopicArn }) => TopicArn?.endsWith(`:${topic}`))?.TopicArn;
    if (found || !NextToken) return found;
    token = NextToken;
  }
}
