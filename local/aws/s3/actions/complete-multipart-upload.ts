/** CompleteMultipartUpload: joins the named parts without copying a byte. */
import { createHash } from "node:crypto";
import { childrenOf, textOf, type XmlElement, xmlDocument } from "../../xml.ts";
import {
  CHECKSUM_ALGORITHMS,
  type Checksum,
  checksumElement,
  checksumHeader,
  wholeChecksum,
} from "../checksums/algorithms.ts";
import { writeCondition } from "../conditions.ts";
import { S3Error } from "../errors.ts";
import { versionHeaders } from "../object-headers.ts";
import { findUpload, MAX_PART_NUMBER } from "../part-number.ts";
import { header, readXml, type S3Action, type S3Request } from "../request.ts";
import type { ObjectRecord, Part, Upload } from "../store/records.ts";
import { S3_NAMESPACE } from "../tags.ts";

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
const MIN_PART_BYTES = 5 * 1024 * 1024;

export const completeMultipartUpload: S3Action = async (request, store) => {
  const upload = findUpload(request, store);
  const condition = writeCondition(request);
  const { element } = await readXml(request, "CompleteMultipartUpload");
  const { bucket, key, id, startedMs, checksumAlgorithm, checksumType, ...attributes } = upload;
  const parts = chooseParts(childrenOf(element, "Part"), store.uploads.parts(upload), id);
  const bytes = parts.reduce((sum, { blob }) => sum + blob.bytes, 0);
  const promisedBytes = header(request, "x-amz-mp-object-size");
  if (promisedBytes !== undefined && Number(promisedBytes) !== bytes) {
    throw new S3Error(
      "InvalidRequest",
      `The provided 'x-amz-mp-object-size' header value ${promisedBytes} does not match what was computed: ${bytes}`,
    );
  }
  const checksum = joinChecksums(request, upload, parts);
  const record: ObjectRecord = {
    ...attributes,
    bytes,
    etag: joinEtags(parts),
    modifiedMs: Date.now(),
    blobs: parts.map(({ blob }) => blob),
    parts: parts.map(({ number, blob, checksum: own }) => ({
      number,
      bytes: blob.bytes,
      ...(own && { checksum: own.value }),
    })),
    ...(checksum && { checksum }),
  };
  const version = store.objects.put({
    bucket,
    key,
    record,
    condition,
    eventName: "CompleteMultipartUpload",
    facts: request.facts,
    closeUpload: () => store.uploads.close(upload, new Set(record.blobs.map((blob) => blob.id))),
  });
  return {
    headers: versionHeaders(version, store.buckets.get(bucket)),
    body: xmlDocument(
      "CompleteMultipartUploadResult",
      {
        Location: `http://${request.headers.host}${request.path}`,
        Bucket: bucket,
        Key: key,
        ETag: `"${record.etag}"`,
        ...(checksum && { [checksumElement(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type }),
      },
      S3_NAMESPACE,
    ),
  };
};

/** Throws `MalformedXML`, `InvalidPartOrder`, `InvalidPart`, `EntityTooSmall`. */
function chooseParts(asked: XmlElement[], uploaded: Part[], uploadId: string): Part[] {
  if (asked.length === 0 || asked.length > MAX_PART_NUMBER) throw new S3Error("MalformedXML");
  const byNumber = new Map(uploaded.map((part) => [part.number, part]));
  let previous = 0;
  const chosen = asked.map((element) => {
    const number = Number(textOf(element, "PartNumber"));
    if (!Number.isInteger(number) || number < 1) throw new S3Error("MalformedXML");
    if (number <= previous) throw new S3Error("InvalidPartOrder", undefined, { UploadId: uploadId });
    previous = number;
    const etag = (textOf(element, "ETag") ?? "").trim().replaceAll('"', "");
    const part = byNumber.get(number);
    const refused = new S3Error("InvalidPart", undefined, { UploadId: uploadId, PartNumber: number, ETag: etag });
    if (part?.etag !== etag) throw refused;
    for (const algorithm of CHECKSUM_ALGORITHMS) {
      const promised = textOf(element, checksumElement(algorithm));
      if (promised !== undefined && part.checksum?.algorithm === algorithm && part.checksum.value !== promised)
        throw refused;
    }
    return part;
  });
  for (const { number, blob, etag } of chosen.slice(0, -1)) {
    if (blob.bytes < MIN_PART_BYTES) {
      throw new S3Error("EntityTooSmall", undefined, {
        ProposedSize: blob.bytes,
        MinSizeAllowed: MIN_PART_BYTES,
        PartNumber: number,
        ETag: etag,
      });
    }
  }
  return chosen;
}

/** MD5 of the parts' MD5s, with their number behind it. */
function joinEtags(parts: Part[]): string {
  const hash = createHash("md5");
  for (const { etag } of parts) hash.update(Buffer.from(etag, "hex"));
  return `${hash.digest("hex")}-${parts.length}`;
}

/** The object's checksum, when the upload was begun with an algorithm. Throws `BadDigest` when the request promises another. */
function joinChecksums(
  request: S3Request,
  { checksumAlgorithm, checksumType }: Upload,
  parts: Part[],
): Checksum | undefined {
  if (!checksumAlgorithm || !checksumType) return undefined;
  const values = parts.map(({ number, blob, checksum }) => {
    if (checksum?.algorithm === checksumAlgorithm) return { value: checksum.value, bytes: blob.bytes };
    throw new S3Error(
      "InvalidRequest",
      `The upload was created using a ${checksumAlgorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
    );
  });
  const whole = wholeChecksum(checksumAlgorithm, checksumType, values);
  const promised = header(request, checksumHeader(checksumAlgorithm));
  if (promised !== undefined && promised !== whole.value) {
    throw new S3Error(
      "BadDigest",
      `The ${checksumAlgorithm.toLowerCase()} you specified did not match the calculated checksum.`,
    );
  }
  return whole;
}
