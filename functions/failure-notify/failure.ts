/** The shapes in which failures come, told apart and read with care. Pure. */
import type { S3Event } from "aws-lambda";
import { createdObjects, type ObjectRef } from "../../shared/events.ts";
import { alertOfKey, ofQuarantineKey } from "../../shared/keys.ts";

export type Failure =
  | { kind: "refused"; reason: ObjectRef }
  /** What a check in the warehouse found. */
  | { kind: "check"; alert: ObjectRef }
  | {
      kind: "function";
      functionName: string;
      requestId: string;
      /** RetriesExhausted, EventAgeExceeded, … */
      condition: string;
      invocations: number;
      errorType: string;
      errorMessage: string;
      /** What the function was called with; cut by Lambda where it was large. */
      payload: unknown;
    }
  | { kind: "glue"; jobName: string; jobRunId: string; state: string; message: string }
  | { kind: "alarm"; name: string; state: string; reason: string; description: string; changedAt: string }
  | { kind: "unknown"; event: unknown };

type Json = Record<string, unknown>;

/** Every failure in an event: S3 notification, Lambda's invocation record, EventBridge event, or SNS around an alarm. */
export function failuresOf(event: unknown): Failure[] {
  if (!isObject(event)) return [{ kind: "unknown", event }];
  if (Array.isArray(event.Records)) return event.Records.flatMap((record) => recordFailures(record, event));
  if (event.Event === "s3:TestEvent") return [];
  if (isObject(event.requestContext) && "requestPayload" in event) return [invocationFailure(event)];
  if (event.source === "aws.glue" && isObject(event.detail)) return [glueFailure(event.detail)];
  if (event.source === "aws.cloudwatch" && isObject(event.detail)) return [alarmOfBridge(event.detail)];
  if (typeof event.AlarmName === "string") return [alarmOfSns(event)];
  return [{ kind: "unknown", event }];
}

function recordFailures(record: unknown, event: Json): Failure[] {
  if (!isObject(record)) return [{ kind: "unknown", event: record }];
  if (isObject(record.Sns)) return failuresOf(parsed(record.Sns.Message));
  if (!isObject(record.s3)) return [{ kind: "unknown", event }];
  const created = createdObjects({ Records: [record] } as unknown as S3Event);
  return created.flatMap(({ bucket, key }): Failure[] => {
    if (ofQuarantineKey(key)) return [{ kind: "refused", reason: { bucket, key } }];
    return alertOfKey(key) ? [{ kind: "check", alert: { bucket, key } }] : [];
  });
}

/** docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
function invocationFailure(event: Json): Failure {
  const context = event.requestContext as Json;
  const response = isObject(event.responsePayload) ? event.responsePayload : {};
  const functionArn = text(context.functionArn);
  return {
    kind: "function",
    functionName: functionArn.split(":")[6] ?? functionArn,
    requestId: text(context.requestId),
    condition: text(context.condition),
    invocations: Number(context.approximateInvokeCount ?? 0),
    errorType: text(response.errorType) || "Unknown",
    errorMessage:
      text(response.errorMessage) || "The function gave no message: it was ended from outside, or never began.",
    payload: event.requestPayload,
  };
}

/** docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html */
const glueFailure = (detail: Json): Failure => ({
  kind: "glue",
  jobName: text(detail.jobName),
  jobRunId: text(detail.jobRunId),
  state: text(detail.state),
  message: text(detail.message),
});

/** docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html */
function alarmOfBridge(detail: Json): Failure {
  const state = isObject(detail.state) ? detail.state : {};
  const configuration = isObject(detail.configuration) ? detail.configuration : {};
  return {
    kind: "alarm",
    name: text(detail.alarmName),
    state: text(state.value),
    reason: text(state.reason),
    description: text(configuration.description),
    changedAt: text(state.timestamp),
  };
}

const alarmOfSns = (message: Json): Failure => ({
  kind: "alarm",
  name: text(message.AlarmName),
  state: text(message.NewStateValue),
  reason: text(message.NewStateReason),
  description: text(message.AlarmDescription),
  changedAt: text(message.StateChangeTime),
});

function parsed(value: unknown): unknown {
  try {
    return JSON.parse(text(value));
  } catch {
    return { message: value }; // not JSON: told as it is, as a failure of unknown shape
  }
}

const text = (value: unknown) =>
  typeof value === "string" ? value : value === undefined || value === null ? "" : String(value);

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
