/** Which functions an event goes to: bucket notifications with their filters, EventBridge rules with their patterns. Pure. */
import type { EventBridgeEvent, S3EventRecord } from "aws-lambda";
import type { Wiring } from "./wiring.ts";

/** ARNs of the functions that this object's event is delivered to. Filters match the decoded key (S3: filtering by object key names). */
export function functionsForObject({ notifications }: Wiring, record: S3EventRecord): string[] {
  const key = decodeURIComponent(record.s3.object.key.replaceAll("+", " "));
  return notifications
    .filter(
      ({ bucket, event, prefix, suffix }) =>
        bucket === record.s3.bucket.name &&
        matchesEventName(event, record.eventName) &&
        key.startsWith(prefix) &&
        key.endsWith(suffix),
    )
    .map(({ functionArn }) => functionArn);
}

/** `s3:ObjectCreated:*` against `ObjectCreated:Put`: records carry the name without `s3:`. */
function matchesEventName(wanted: string, name: string): boolean {
  const pattern = wanted.replace(/^s3:/, "");
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

export function functionsForBusEvent({ rules }: Wiring, event: EventBridgeEvent<string, unknown>): string[] {
  return rules
    .filter(({ pattern }) => pattern && matchesPattern(pattern, event))
    .flatMap(({ functionArns }) => functionArns);
}

/** EventBridge event patterns: nested objects of arrays of literals or `{prefix}`; anything else is refused by name. */
export function matchesPattern(pattern: Record<string, unknown>, event: unknown): boolean {
  return Object.entries(pattern).every(([key, wanted]) => {
    const value = typeof event === "object" && event !== null ? (event as Record<string, unknown>)[key] : undefined;
    if (!Array.isArray(wanted)) return matchesPattern(wanted as Record<string, unknown>, value);
    const values = Array.isArray(value) ? value : [value];
    return wanted.some((candidate) => values.some((item) => matchesLeaf(candidate, item)));
  });
}

function matchesLeaf(candidate: unknown, value: unknown): boolean {
  if (typeof candidate !== "object" || candidate === null) return candidate === value;
  const [operator, operand] = Object.entries(candidate)[0] ?? [];
  if (operator === "prefix") return typeof value === "string" && value.startsWith(String(operand));
  throw new Error(`The twin does not know the operator "${operator}" of an EventBridge pattern`);
}
