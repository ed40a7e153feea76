/** What triggers what, read from the packaged CloudFormation template: the only description of it. Pure. */
import { type Resource, resolveText, type Template } from "./intrinsics.ts";

export interface FunctionWiring {
  name: string;
  arn: string;
  /** Source file without extension and export, as deployed: `functions/transform/handler.handler`. */
  handler: string;
  timeoutSeconds: number;
  memoryMb: number;
  environment: Record<string, string>;
  /** ARN of a function or queue that gets the event of an asynchronous invocation that failed for good. */
  onFailure?: string;
  retries: number;
  maxEventAgeSeconds: number;
}

export interface BucketNotification {
  bucket: string;
  /** For example `s3:ObjectCreated:*`. */
  event: string;
  prefix: string;
  suffix: string;
  functionArn: string;
}

export interface Rule {
  name: string;
  pattern?: Record<string, unknown>;
  /** Milliseconds between two runs. */
  everyMs?: number;
  functionArns: string[];
}

export interface GlueJobWiring {
  name: string;
  /** As `s3://bucket/key`. */
  scriptLocation: string;
  maxConcurrentRuns: number;
  timeoutMinutes: number;
  defaultArguments: Record<string, string>;
}

export interface Wiring {
  functions: FunctionWiring[];
  notifications: BucketNotification[];
  rules: Rule[];
  buckets: { name: string; versioned: boolean }[];
  // biome-ignore lint/suspicious/noExplicitAny: passed on to DynamoDB's CreateTable as it stands
  tables: Record<string, any>[];
  topics: { name: string; emails: string[] }[];
  queues: string[];
  glueJobs: GlueJobWiring[];
}

export function readWiring(template: Template, region: string): Wiring {
  const text = (value: unknown) => resolveText(template, value, region);
  const all = (type: string) => Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
  const properties = (resource: Resource) => resource.Properties ?? {};
  const invokeConfigs = new Map(
    all("AWS::Lambda::EventInvokeConfig").map(([, resource]) => [
      text(properties(resource).FunctionName),
      properties(resource),
    ]),
  );
  return {
    functions: all("AWS::Lambda::Function").map(([id, resource]) => {
      const p = properties(resource);
      const config = invokeConfigs.get(p.FunctionName);
      const onFailure = config?.DestinationConfig?.OnFailure?.Destination;
      return {
        name: p.FunctionName,
        arn: text({ "Fn::GetAtt": [id, "Arn"] }),
        handler: p.Handler,
        timeoutSeconds: p.Timeout ?? 3, // Lambda's default
        memoryMb: p.MemorySize ?? 128, // Lambda's default
        environment: p.Environment?.Variables ?? {},
        ...(onFailure !== undefined && { onFailure: text(onFailure) }),
        // Lambda: asynchronous invocation, defaults of two retries and six hours.
        retries: config?.MaximumRetryAttempts ?? 2,
        maxEventAgeSeconds: config?.MaximumEventAgeInSeconds ?? 21600,
      };
    }),
    notifications: all("AWS::S3::Bucket").flatMap(([, resource]) => notificationsOf(resource, text)),
    rules: all("AWS::Events::Rule").map(([id, resource]) => {
      const p = properties(resource);
      return {
        name: p.Name ?? id,
        ...(p.EventPattern && { pattern: p.EventPattern }),
        ...(p.ScheduleExpression && { everyMs: rateToMs(p.ScheduleExpression) }),
        functionArns: p.Targets.map((target: { Arn: unknown }) => text(target.Arn)),
      };
    }),
    buckets: all("AWS::S3::Bucket")
      .filter(([, resource]) => typeof properties(resource).BucketName === "string")
      .map(([, resource]) => ({
        name: properties(resource).BucketName,
        versioned: properties(resource).VersioningConfiguration?.Status === "Enabled",
      })),
    tables: all("AWS::DynamoDB::Table").map(([, resource]) => properties(resource)),
    topics: all("AWS::SNS::Topic").map(([, resource]) => ({
      name: properties(resource).TopicName,
      emails: (properties(resource).Subscription ?? [])
        .filter((subscription: { Protocol: string }) => subscription.Protocol === "email")
        .map((subscription: { Endpoint: string }) => subscription.Endpoint),
    })),
    queues: all("AWS::SQS::Queue").map(([, resource]) => properties(resource).QueueName),
    glueJobs: all("AWS::Glue::Job").map(([, resource]) => ({
      name: properties(resource).Name,
      scriptLocation: properties(resource).Command.ScriptLocation,
      maxConcurrentRuns: Number(properties(resource).ExecutionProperty?.MaxConcurrentRuns ?? 1),
      timeoutMinutes: properties(resource).Timeout ?? 2880,
      defaultArguments: properties(resource).DefaultArguments ?? {},
    })),
  };
}

function notificationsOf(resource: Resource, text: (value: unknown) => string): BucketNotification[] {
  const { BucketName, NotificationConfiguration } = resource.Properties ?? {};
  return (NotificationConfiguration?.LambdaConfigurations ?? []).map(
    (configuration: {
      Event: string;
      Function: unknown;
      Filter?: { S3Key: { Rules: { Name: string; Value: string }[] } };
    }) => {
      const rule = (name: string) =>
        configuration.Filter?.S3Key.Rules.find(({ Name }) => Name.toLowerCase() === name)?.Value ?? "";
      return {
        bucket: BucketName,
        event: configuration.Event,
        prefix: rule("prefix"),
        suffix: rule("suffix"),
        functionArn: text(configuration.Function),
      };
    },
  );
}

const UNIT_MS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** EventBridge: `rate(5 minutes)`. Cron expressions are refused by name: the chain has none. */
export function rateToMs(expression: string): number {
  const [, value, unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (!value) throw new Error(`The twin runs schedules of the form rate(n minutes|hours|days), not ${expression}`);
  return Number(value) * (UNIT_MS[unit] ?? 0);
}
