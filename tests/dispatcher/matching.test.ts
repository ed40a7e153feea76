import type { S3EventRecord } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { functionsForObject, matchesPattern } from "../../local/aws/dispatcher/matching.ts";
import { rateToMs, type Wiring } from "../../local/aws/dispatcher/wiring.ts";

const wiring = {
  notifications: [
    { bucket: "b", event: "s3:ObjectCreated:*", prefix: "drops/", suffix: "/manifest.json", functionArn: "arn:check" },
    { bucket: "b", event: "s3:ObjectCreated:Put", prefix: "", suffix: "", functionArn: "arn:puts" },
  ],
} as unknown as Wiring;

const record = (key: string, eventName: string, bucket = "b") =>
  ({ eventName, s3: { bucket: { name: bucket }, object: { key } } }) as S3EventRecord;

describe("bucket notifications", () => {
  it("match by bucket, event name, prefix and suffix of the decoded key", () => {
    expect(functionsForObject(wiring, record("drops/a+b/manifest.json", "ObjectCreated:Copy"))).toEqual(["arn:check"]);
    expect(functionsForObject(wiring, record("drops%2Fx%2Fmanifest.json", "ObjectCreated:Put"))).toEqual([
      "arn:check",
      "arn:puts",
    ]);
    expect(functionsForObject(wiring, record("drops/x/manifest.json", "ObjectRemoved:Delete"))).toEqual([]);
    expect(functionsForObject(wiring, record("drops/x/manifest.json", "ObjectCreated:Put", "other"))).toEqual([]);
  });
});

describe("event patterns", () => {
  const event = { source: "aws.glue", detail: { jobName: "j", state: "FAILED" } };
  it("match literals and prefixes in nested objects, and need every key", () => {
    expect(matchesPattern({ source: ["aws.glue"], detail: { state: ["FAILED", "TIMEOUT"] } }, event)).toBe(true);
    expect(matchesPattern({ detail: { jobName: [{ prefix: "j" }] } }, event)).toBe(true);
    expect(matchesPattern({ detail: { state: ["SUCCEEDED"] } }, event)).toBe(false);
    expect(matchesPattern({ detail: { missing: ["x"] } }, event)).toBe(false);
  });
  it("refuse an operator that the twin does not know, by name", () => {
    expect(() => matchesPattern({ source: [{ wildcard: "a*" }] }, event)).toThrow("wildcard");
  });
});

it("reads rates and refuses other schedules by name", () => {
  expect(rateToMs("rate(5 minutes)")).toBe(300_000);
  expect(() => rateToMs("cron(0 * * * ? *)")).toThrow("cron");
});
