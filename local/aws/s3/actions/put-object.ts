/** PutObject. */
import { readAttributes } from "../attributes.ts";
import { readExpectations } from "../body/expectations.ts";
import { receiveBody } from "../body/receive.ts";
import { writeCondition } from "../conditions.ts";
import { S3Error } from "../errors.ts";
import { checksumHeaders, versionHeaders } from "../object-headers.ts";
import type { S3Action } from "../request.ts";

export const putObject: S3Action = async (request, store) => {
  const { bucket, key, facts } = request;
  store.buckets.get(bucket);
  const condition = writeCondition(request);
  const attributes = readAttributes(request);
  const expected = readExpectations(request.headers);
  // AWS wants a length too: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
  if (expected.bytes === undefined) throw new S3Error("MissingContentLength");
  store.objects.check(bucket, key, condition); // before the bytes are taken; once more when they are published
  const { blob, bytes, md5, checksum } = await receiveBody(store, request.chunks, expected);
  const record = {
    ...attributes,
    bytes,
    etag: md5,
    modifiedMs: Date.now(),
    blobs: [blob],
    ...(checksum && { checksum }),
  };
  try {
    const version = store.objects.put({ bucket, key, record, condition, eventName: "Put", facts });
    return {
      headers: {
        etag: `"${md5}"`,
        ...versionHeaders(version, store.buckets.get(bucket)),
        ...checksumHeaders(checksum),
      },
    };
  } catch (error) {
    store.blobs.discardIncoming(blob.id);
    throw error;
  }
};
