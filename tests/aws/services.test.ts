/** SNS, Secrets Manager, DynamoDB and Glue through their real SDK clients. */
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ResourceInUseException,
} from "@aws-sdk/client-dynamodb";
import {
  AlreadyExistsException,
  BatchStopJobRunCommand,
  ConcurrentRunsExceededException,
  CreateJobCommand,
  EntityNotFoundException,
  GetJobRunCommand,
  GetJobRunsCommand,
  GlueClient,
  StartJobRunCommand,
} from "@aws-sdk/client-glue";
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import {
  CreateTopicCommand,
  InvalidParameterException,
  ListSubscriptionsByTopicCommand,
  NotFoundException,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import type { GlueRun } from "../../local/aws/glue/job-runs.ts";
import { ledgerTable } from "../../shared/ledger/dynamodb.ts";
import { runLocalAws } from "./local-aws.ts";

describe("SNS", () => {
  it("delivers what is published to each subscriber's mailbox, in any language", async () => {
    await using running = await runLocalAws();
    const sns = new SNSClient(running.options);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "failures" }));
    expect((await sns.send(new CreateTopicCommand({ Name: "failures" }))).TopicArn).toBe(TopicArn);
    for (const Endpoint of ["a@example.com", "b@example.com", "a@example.com"])
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: "email", Endpoint }));
    expect((await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions).toHaveLength(2);
    const Message = `Zeile 1 – ünïcödé 日本語 🎬\n${"long ".repeat(100)}\n.\n`;
    await sns.send(
      new PublishCommand({
        TopicArn,
        Subject: "A drop was refused",
        Message,
        MessageAttributes: {
          other: { DataType: "String", StringValue: "x" },
          drop: { DataType: "String", StringValue: "0123456789abcdef" },
        },
      }),
    );
    const mails = await running.aws.mailbox.list();
    expect(mails.map(({ to }) => to).sort()).toEqual(["a@example.com", "b@example.com"]);
    expect(mails[0]).toMatchObject({ subject: "A drop was refused", text: Message, drop: "0123456789abcdef" });
    const source = readFileSync(mails[0]!.file, "utf8");
    expect(source).toMatch(/^Content-Type: text\/plain; charset=utf-8\r$/m);
    expect(source.split("\r\n").every((line) => line.length <= 78 && !line.includes("\n"))).toBe(true);
    await running.restart();
    expect(await running.aws.mailbox.list()).toEqual(mails);
    sns.destroy();
  });

  it.each(["x".repeat(101), "zwölf", "two\nlines", " leading"])("refuses the subject %j", async (Subject) => {
    await using running = await runLocalAws();
    const sns = new SNSClient(running.options);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "t" }));
    await expect(sns.send(new PublishCommand({ TopicArn, Subject, Message: "m" }))).rejects.toThrow(
      InvalidParameterException,
    );
    await expect(sns.send(new PublishCommand({ TopicArn: `${TopicArn}2`, Message: "m" }))).rejects.toThrow(
      NotFoundException,
    );
    sns.destroy();
  });
});

it("Secrets Manager gives the current and the previous value", async () => {
  await using running = await runLocalAws({ secrets: { preset: "given" } });
  const client = new SecretsManagerClient(running.options);
  const get = async (SecretId: string, more = {}) =>
    (await client.send(new GetSecretValueCommand({ SecretId, ...more }))).SecretString;
  expect(await get("preset")).toBe("given");
  const { ARN } = await client.send(new CreateSecretCommand({ Name: "key", SecretString: "one" }));
  await client.send(new PutSecretValueCommand({ SecretId: ARN, SecretString: "two" }));
  await running.restart();
  const after = new SecretsManagerClient(running.options);
  const read = async (more = {}) =>
    (await after.send(new GetSecretValueCommand({ SecretId: ARN, ...more }))).SecretString;
  expect([await read(), await read({ VersionStage: "AWSPREVIOUS" })]).toEqual(["two", "one"]);
  await expect(after.send(new GetSecretValueCommand({ SecretId: "nothing" }))).rejects.toThrow(
    ResourceNotFoundException,
  );
  client.destroy();
  after.destroy();
});

it("DynamoDB keeps the ledger's table over a restart, and of racing conditional puts one wins", async () => {
  await using running = await runLocalAws();
  const before = new DynamoDBClient(running.options);
  await before.send(new CreateTableCommand(ledgerTable("ledger")));
  await expect(before.send(new CreateTableCommand(ledgerTable("ledger")))).rejects.toThrow(ResourceInUseException);
  const put = (owner: number) =>
    before.send(
      new PutItemCommand({
        TableName: "ledger",
        Item: { pk: { S: "drop" }, owner: { N: String(owner) } },
        ConditionExpression: "attribute_not_exists(pk)",
      }),
    );
  const puts = await Promise.allSettled(Array.from({ length: 20 }, (_, owner) => put(owner)));
  expect(puts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(
    puts.every((result) => result.status === "fulfilled" || result.reason instanceof ConditionalCheckFailedException),
  ).toBe(true);
  before.destroy();
  await running.restart();
  const after = new DynamoDBClient(running.options);
  const { Item } = await after.send(new GetItemCommand({ TableName: "ledger", Key: { pk: { S: "drop" } } }));
  expect(Item?.owner?.N).toBe(String(puts.findIndex(({ status }) => status === "fulfilled")));
  after.destroy();
});

describe("Glue", () => {
  const JOB = {
    Name: "transform",
    Role: "role",
    Command: { Name: "glueetl" },
    ExecutionProperty: { MaxConcurrentRuns: 1 },
    DefaultArguments: { "--a": "default", "--b": "default" },
  };
  const stateOf = async (glue: GlueClient, RunId: string | undefined) =>
    (await glue.send(new GetJobRunCommand({ JobName: "transform", RunId }))).JobRun;
  async function ended(glue: GlueClient, RunId: string | undefined) {
    for (let attempt = 0; attempt < 200; attempt++) {
      const run = await stateOf(glue, RunId);
      if (run?.CompletedOn) return run;
      await wait(10);
    }
    throw new Error("the run did not end");
  }

  it("runs a job with its arguments, tells how it ended, and allows as many at once as the job says", async () => {
    const seen: GlueRun[] = [];
    let release: (outcome: Error | undefined) => void = () => {};
    const runJob = (run: GlueRun) => {
      seen.push(run);
      return new Promise<void>((resolve, reject) => {
        release = (error) => (error ? reject(error) : resolve());
      });
    };
    await using running = await runLocalAws({ runJob });
    const glue = new GlueClient(running.options);
    await glue.send(new CreateJobCommand(JOB));
    await expect(glue.send(new CreateJobCommand(JOB))).rejects.toThrow(AlreadyExistsException);
    await expect(glue.send(new StartJobRunCommand({ JobName: "nothing" }))).rejects.toThrow(EntityNotFoundException);
    const start = async () =>
      (await glue.send(new StartJobRunCommand({ JobName: "transform", Arguments: { "--b": "given" } }))).JobRunId;
    const first = await start();
    await expect(start()).rejects.toThrow(ConcurrentRunsExceededException);
    expect(seen[0]).toMatchObject({
      jobName: "transform",
      runId: first,
      arguments: { "--a": "default", "--b": "given" },
    });
    expect((await stateOf(glue, first))?.JobRunState).toBe("RUNNING");
    release(undefined);
    expect(await ended(glue, first)).toMatchObject({ JobRunState: "SUCCEEDED", Arguments: { "--b": "given" } });
    const second = await start();
    await wait(20);
    release(new Error("no such rule"));
    expect(await ended(glue, second)).toMatchObject({ JobRunState: "FAILED", ErrorMessage: "Error: no such rule" });
    const third = await start();
    await wait(20);
    const stopped = await glue.send(new BatchStopJobRunCommand({ JobName: "transform", JobRunIds: [third!, first!] }));
    expect([stopped.SuccessfulSubmissions?.length, stopped.Errors?.length]).toEqual([1, 1]);
    expect(seen[2]!.signal.aborted).toBe(true);
    expect(await ended(glue, third)).toMatchObject({ JobRunState: "STOPPED" });
    const page = await glue.send(new GetJobRunsCommand({ JobName: "transform", MaxResults: 2 }));
    const rest = await glue.send(
      new GetJobRunsCommand({ JobName: "transform", MaxResults: 2, NextToken: page.NextToken }),
    );
    expect([...page.JobRuns!, ...rest.JobRuns!].map(({ Id }) => Id)).toEqual([third, second, first]);
    const details = running.aws.outbox
      .pending()
      .map((event) => event.kind === "eventbridge" && [event.event["detail-type"], event.event.detail]);
    expect(details).toMatchObject([
      ["Glue Job State Change", { state: "SUCCEEDED", jobRunId: first, jobName: "transform" }],
      [
        "Glue Job State Change",
        { state: "FAILED", jobRunId: second, message: "Error: no such rule", severity: "ERROR" },
      ],
      ["Glue Job State Change", { state: "STOPPED", jobRunId: third }],
    ]);
    glue.destroy();
  });

  it("tells a run that a restart cut short as failed", async () => {
    await using running = await runLocalAws({ runJob: () => new Promise(() => {}) });
    const before = new GlueClient(running.options);
    await before.send(new CreateJobCommand(JOB));
    const { JobRunId } = await before.send(new StartJobRunCommand({ JobName: "transform" }));
    before.destroy();
    await running.restart();
    const glue = new GlueClient(running.options);
    expect(await stateOf(glue, JobRunId)).toMatchObject({ JobRunState: "FAILED" });
    expect(running.aws.outbox.pending()).toMatchObject([
      { kind: "eventbridge", event: { detail: { state: "FAILED", jobRunId: JobRunId } } },
    ]);
    glue.destroy();
  });
});
