/** Where messages for people go: an SNS topic with e-mail subscriptions. */
import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";

export interface Message {
  /** At most 100 characters of ASCII, no line ends (SNS: Publish). Longer ones are cut. */
  subject: string;
  text: string;
  /** The drop, or what stands for it, for filters of subscriptions. */
  drop: string | undefined;
}

export interface FailureTopic {
  publish(message: Message): Promise<void>;
}

/** SNS takes at most 256 KB. */
const MAX_BYTES = 250_000;

export const snsTopic = (client: SNSClient, topicArn: string): FailureTopic => ({
  async publish({ subject, text, drop }) {
    await client.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: asciiSubject(subject),
        Message: cut(text),
        ...(drop !== undefined && { MessageAttributes: { drop: { DataType: "String", StringValue: drop } } }),
      }),
    );
  },
});

/** What SNS accepts: printable ASCII, 100 characters, beginning with a letter, digit or punctuation. */
export function asciiSubject(subject: string): string {
  const ascii = subject
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\x20-\x7e]+/g, "?")
    .trim();
  return ascii.length <= 100 ? ascii : `${ascii.slice(0, 97)}...`;
}

function cut(text: string): string {
  if (Buffer.byteLength(text) <= MAX_BYTES) return text;
  return `${Buffer.from(text)
    .subarray(0, MAX_BYTES)
    .toString("utf8")
    .replace(/\ufffd$/, "")}\n… cut here`;
}
