/** What every service of the local AWS is to the gateway, and the request as the gateway hands it on. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";

export interface AwsRequest {
  /** As in `x-amz-request-id`. */
  id: string;
  method: string;
  /** Raw: still percent-encoded, never normalised, since `a/../b` is a key of its own. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  region: string;
  sourceAddress: string;
  incoming: IncomingMessage;
}

export interface Service {
  handle(request: AwsRequest, response: ServerResponse): Promise<void>;
  close?(): Promise<void>;
}

export const ACCOUNT_ID = "000000000000";
export const DEFAULT_REGION = "eu-west-1";

/** Reads the chunks of a request without destroying its socket when the reader stops early: the refusal must still be sent. */
export const chunksOf = (incoming: IncomingMessage): AsyncIterable<Buffer> => ({
  [Symbol.asyncIterator]: () => incoming.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>,
});

export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";
}

/** A whole body in memory, for the small ones. Throws `BodyTooLarge`. */
export async function collectBody(chunks: AsyncIterable<Buffer>, maxBytes = 8 * 1024 * 1024): Promise<Buffer> {
  const collected: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new BodyTooLarge(`the body has more than ${maxBytes} bytes`);
    collected.push(chunk);
  }
  return Buffer.concat(collected);
}
