/** Makes what the template describes, again and again without harm: buckets, the ledger's table, the topic with its subscriptions, the Glue jobs. */
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  ResourceInUseException,
} from "@aws-sdk/client-dynamodb";
import { CreateJobCommand, DeleteJobCommand, GlueClient } from "@aws-sdk/client-glue";
import {
  BucketAlreadyOwnedByYou,
  CreateBucketCommand,
  type Event,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { glueBundle } from "../infra/glue-bundle.cjs";
import type { Wiring } from "./aws/dispatcher/wiring.ts";
import { parseS3Url } from "./aws/s3-url.ts";
import { LOCAL_CREDENTIALS, LOCAL_REGION } from "./environment.ts";

/** What DynamoDB's CreateTable takes of a table in CloudFormation; the rest (backups, tags) has no meaning here. */
const TABLE_PROPERTIES = ["TableName", "BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes"];

/** `codeRoot`: the checkout, whose Glue job is put where the job's definition says that it is. */
export async function provision(endpoint: string, wiring: Wiring, codeRoot: string): Promise<void> {
  const options = { endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS };
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const dynamodb = new DynamoDBClient(options);
  const sns = new SNSClient(options);
  const glue = new GlueClient(options);
  for (const { name, versioned } of wiring.buckets) {
    await unless(BucketAlreadyOwnedByYou, s3.send(new CreateBucketCommand({ Bucket: name })));
    if (versioned)
      await s3.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status: "Enabled" } }));
  }
  for (const [bucket, notifications] of Map.groupBy(wiring.notifications, ({ bucket }) => bucket)) {
    // The dispatcher reads the template; this is for whoever asks the bucket, as `reelhouse doctor` does.
    const LambdaFunctionConfigurations = notifications.map(({ event, prefix, suffix, functionArn }) => ({
      LambdaFunctionArn: functionArn,
      Events: [event as Event],
      Filter: {
        Key: {
          FilterRules: [
            ...(prefix ? [{ Name: "prefix" as const, Value: prefix }] : []),
            ...(suffix ? [{ Name: "suffix" as const, Value: suffix }] : []),
          ],
        },
      },
    }));
    const NotificationConfiguration = { LambdaFunctionConfigurations };
    await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: bucket, NotificationConfiguration }));
  }
  for (const table of wiring.tables) {
    const input = Object.fromEntries(
      TABLE_PROPERTIES.map((name) => [name, table[name]]),
    ) as unknown as CreateTableCommandInput;
    await unless(ResourceInUseException, dynamodb.send(new CreateTableCommand(input)));
  }
  for (const { name, emails } of wiring.topics) {
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name })); // idempotent, and so is Subscribe
    for (const email of emails) await sns.send(new SubscribeCommand({ TopicArn, Protocol: "email", Endpoint: email }));
  }
  for (const { name, scriptLocation, maxConcurrentRuns, timeoutMinutes, defaultArguments } of wiring.glueJobs) {
    const job = {
      Name: name,
      Role: "arn:aws:iam::000000000000:role/local",
      Command: { Name: "glueetl", ScriptLocation: scriptLocation },
      ExecutionProperty: { MaxConcurrentRuns: maxConcurrentRuns },
      Timeout: timeoutMinutes,
      DefaultArguments: defaultArguments,
    };
    // Made anew: a job of an earlier checkout may have other arguments.
    await glue.send(new DeleteJobCommand({ JobName: name }));
    await glue.send(new CreateJobCommand(job));
    const { bucket } = parseS3Url(scriptLocation);
    for (const { key, body } of await glueBundle(codeRoot))
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  }
  for (const client of [s3, dynamodb, sns, glue]) client.destroy();
}

/** Waits for `request`, and takes this one kind of refusal for "it is there already". */
async function unless(alreadyThere: new (...args: never[]) => Error, request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof alreadyThere)) throw error;
  }
}
