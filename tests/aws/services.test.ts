/** SNS, Secrets Manager and DynamoDB through their real SDK clients. */
import { readFileSync } from "node:fs";
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ResourceInUseException,
} from "@aws-sdk/client-dynamodb";
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
