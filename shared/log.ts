/** Structured log lines: one JSON object each, so that CloudWatch Logs Insights finds a drop by its id. */
import type { Context } from "aws-lambda";
import type { Worker } from "./ledger/item.ts";

export interface Log {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
  /** The same log, with these fields in every line. */
  with(fields: Record<string, unknown>): Log;
}

export type WriteLine = (line: string) => void;

const toStandardOutput: WriteLine = (line) => void process.stdout.write(`${line}\n`);

export function createLog(fields: Record<string, unknown>, write: WriteLine = toStandardOutput): Log {
  const line =
    (level: string) =>
    (message: string, more: Record<string, unknown> = {}) =>
      write(JSON.stringify({ time: new Date().toISOString(), level, message, ...fields, ...more }));
  return {
    info: line("INFO"),
    warn: line("WARN"),
    error: line("ERROR"),
    with: (more) => createLog({ ...fields, ...more }, write),
  };
}

/** What an invocation is called in the ledger. */
export const workerOf = ({ awsRequestId, logGroupName, logStreamName }: Context): Worker => ({
  requestId: awsRequestId,
  logGroup: logGroupName,
  logStream: logStreamName,
});

/** The log of an invocation. */
export const invocationLog = (name: string, { awsRequestId }: Context, write?: WriteLine) =>
  createLog({ function: name, requestId: awsRequestId }, write);
