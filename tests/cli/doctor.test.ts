/** The doctor: each thing that can be wrong is found by its name, and comes with a remedy. */
import { GetBucketNotificationConfigurationCommand, S3Client } from "@aws-sdk/client-s3";
import { ListSubscriptionsByTopicCommand, ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkAws } from "../../cli/doctor/aws.ts";
import { checkJava } from "../../cli/doctor/java.ts";
import { checkWarehouse } from "../../cli/doctor/warehouse.ts";
import { codeRoot } from "../../cli/home.ts";
import { connectSnowflake, type SqlConnection } from "../../cli/sql/connection.ts";
import { deploySql } from "../../cli/sql/deploy.ts";
import type { SqlVariables } from "../../cli/sql/variables.ts";
import { type SnowflakeTwin, startSnowflakeTwin } from "../../local/snowflake/server.ts";
import { s3Access } from "../snowflake/stages/session.ts";
import { startTinyS3, type TinyS3 } from "../snowflake/stages/tiny-s3.ts";

const variables = { archive_url: "s3://archive/", integration_role_arn: "arn:aws:iam::000000000000:role/r" };

describe("the warehouse", () => {
  let s3: TinyS3;
  let twin: SnowflakeTwin;
  let connection: SqlConnection;
  const findings = async (wanted: SqlVariables = variables) =>
    (await checkWarehouse(connection, { variables: wanted, isAccount: false, now: Date.now() })).filter(
      ({ status }) => status === "error" || status === "warning",
    );

  beforeAll(async () => {
    s3 = await startTinyS3();
    twin = await startSnowflakeTwin({ port: 0, s3: s3Access(s3) });
    connection = await connectSnowflake({ accessUrl: twin.url, account: "a", username: "u", password: "p" });
  });
  afterAll(async () => {
    await connection.close();
    await twin.close();
    await s3.close();
  });

  it("was never deployed", async () => {
    expect((await findings()).map(({ name, remedy }) => [name, remedy])).toEqual([
      ["deployment", "npx reelhouse sql deploy"],
    ]);
  });

  it("is in order once it is deployed", async () => {
    await deploySql(connection, codeRoot, variables);
    expect(await findings()).toEqual([]);
  }, 60_000);

  it.each([
    [
      "a task that was suspended",
      "alter task reelhouse.monitoring.checks_task suspend",
      "alter task reelhouse.monitoring.checks_task resume",
      "task MONITORING.CHECKS_TASK",
    ],
    [
      "a pipe that is paused",
      "alter pipe reelhouse.raw.bookings_pipe set pipe_execution_paused = true",
      "alter pipe reelhouse.raw.bookings_pipe set pipe_execution_paused = false",
      "pipe RAW.BOOKINGS_PIPE",
    ],
    [
      "a grant that was revoked",
      "revoke operate on pipe reelhouse.raw.bookings_pipe from role reelhouse_loader",
      "grant operate on pipe reelhouse.raw.bookings_pipe to role reelhouse_loader",
      "role REELHOUSE_LOADER",
    ],
    [
      "an integration that is disabled",
      "alter storage integration reelhouse_archive set enabled = false",
      "alter storage integration reelhouse_archive set enabled = true",
      "integration REELHOUSE_ARCHIVE",
    ],
  ])("finds %s", async (_, breaks, mends, name) => {
    await connection.run(breaks);
    const found = await findings();
    await connection.run(mends);
    expect(found.map((check) => check.name)).toContain(name);
    expect(found.every(({ remedy }) => remedy)).toBe(true);
    expect(await findings()).toEqual([]);
  });

  it("finds an object that was dropped, and a bucket that is another", async () => {
    await connection.run("drop table reelhouse.raw.links");
    expect((await findings()).map(({ name }) => name)).toEqual(["deployment"]);
    await deploySql(connection, codeRoot, variables, { all: true });
    const other = await findings({ ...variables, archive_url: "s3://elsewhere/" });
    expect(other.map(({ name }) => name)).toContain("integration REELHOUSE_ARCHIVE");
  }, 60_000);
});

describe("AWS", () => {
  const arn = (step: string) => `arn:aws:lambda:eu-west-1:000000000000:function:reelhouse-dev-${step}`;
  const steps = [
    "unzip-and-validate",
    "manifest-check",
    "glue-kickoff",
    "transform",
    "failure-notify",
    "snowpipe-refresh",
  ];
  const configured = (names: string[]) => ({
    LambdaFunctionConfigurations: names.map((name) => ({ LambdaFunctionArn: arn(name), Events: [] })),
  });
  const topic = "arn:aws:sns:eu-west-1:000000000000:reelhouse-dev-failures";

  async function look(
    started: string[],
    topics: string[],
    subscriptions: { Endpoint: string; SubscriptionArn: string }[],
  ) {
    const s3 = mockClient(S3Client);
    const sns = mockClient(SNSClient);
    s3.on(GetBucketNotificationConfigurationCommand).resolves(configured(started));
    sns.on(ListTopicsCommand, { NextToken: undefined }).resolves({ Topics: [], NextToken: "more" });
    sns.on(ListTopicsCommand, { NextToken: "more" }).resolves({ Topics: topics.map((TopicArn) => ({ TopicArn })) });
    sns.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions: subscriptions });
    const checks = await checkAws({
      s3: new S3Client({}),
      sns: new SNSClient({}),
      buckets: { landing: "l", processed: "p", archive: "a" },
      namePrefix: "reelhouse-dev",
    });
    s3.restore();
    sns.restore();
    return checks.map(({ status }) => status).join(" ");
  }
  const confirmed = { Endpoint: "a@b.c", SubscriptionArn: `${topic}:1` };

  it.each<[string, string[], string[], { Endpoint: string; SubscriptionArn: string }[], string]>([
    ["is in order", steps, [topic], [confirmed], "ok ok ok ok"],
    ["starts no function", [], [topic], [confirmed], "error error error ok"],
    [
      "lost one notification",
      steps.filter((step) => step !== "snowpipe-refresh"),
      [topic],
      [confirmed],
      "ok ok error ok",
    ],
    ["has no topic", steps, [], [], "ok ok ok error"],
    ["tells nobody", steps, [topic], [], "ok ok ok error"],
    [
      "waits for a confirmation",
      steps,
      [topic],
      [{ Endpoint: "a@b.c", SubscriptionArn: "PendingConfirmation" }],
      "ok ok ok warning",
    ],
  ])("%s", async (_, started, topics, subscriptions, statuses) => {
    expect(await look(started, topics, subscriptions)).toBe(statuses);
  });
});

it("notes that Java 17 is missing, with the way to get it, and calls nothing wrong for that", async () => {
  expect(await checkJava({ PATH: "/nowhere" })).toEqual({
    name: "Java for large drops",
    status: "skipped",
    found: expect.stringMatching(/only drops that outgrow a function need it.*needs Java 17.*apt-get install/),
    remedy: null,
  });
});
