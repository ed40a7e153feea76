/** CopyObject: new attributes or the source's, the same bytes. */
import { xmlDocument } from "../../xml.ts";
import { readAttributes } from "../attributes.ts";
import { receiveBody } from "../body/receive.ts";
import { type ChecksumAlgorithm, checksumElement, isChecksumAlgorithm } from "../checksums/algorithms.ts";
import { writeCondition } from "../conditions.ts";
import { findCopySource } from "../copy-source.ts";
import { S3Error } from "../errors.ts";
import { versionHeaders } from "../object-headers.ts";
import { readContent } from "../read-content.ts";
import { header, type S3Action, type S3Request } from "../request.ts";
import type { ObjectAttributes, ObjectRecord, Version } from "../store/records.ts";
import type { S3Store } from "../store/store.ts";
import { S3_NAMESPACE } from "../tags.ts";

const MAX_COPY_BYTES = 5 * 1024 ** 3;

export const copyObject: S3Action = async (request, store) => {
  const { bucket, key, facts } = request;
  const home = store.buckets.get(bucket);
  const condition = writeCondition(request);
  const source = findCopySource(request, store);
  const attributes = copiedAttributes(request, source);
  if (source.bytes > MAX_COPY_BYTES) {
    throw new S3Error(
      "InvalidRequest",
      "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120",
    );
  }
  store.objects.check(bucket, key, condition);
  const content = await copyContent(request, store, source);
  const record: ObjectRecord = { ...attributes, ...content, modifiedMs: Date.now() };
  try {
    const version = store.objects.put({ bucket, key, record, condition, eventName: "Copy", facts });
    const checksum = record.checksum && {
      [checksumElement(record.checksum.algorithm)]: record.checksum.value,
      ChecksumType: record.checksum.type,
    };
    return {
      headers: {
        ...versionHeaders(version, home),
        ...(source.versionId !== "null" && { "x-amz-copy-source-version-id": source.versionId }),
      },
      body: xmlDocument(
        "CopyObjectResult",
        { ETag: `"${record.etag}"`, LastModified: new Date(record.modifiedMs).toISOString(), ...checksum },
        S3_NAMESPACE,
      ),
    };
  } catch (error) {
    for (const { id } of record.blobs) store.blobs.discardIncoming(id);
    throw error;
  }
};

/** Throws `InvalidRequest` for a copy onto itself that changes nothing, as S3 does. */
function copiedAttributes(request: S3Request, source: Version): ObjectAttributes {
  const directive = (name: string) => {
    const value = header(request, name)?.toUpperCase() ?? "COPY";
    if (value !== "COPY" && value !== "REPLACE")
      throw new S3Error("InvalidArgument", `Unknown ${name}.`, { ArgumentName: name, ArgumentValue: value });
    return value;
  };
  const replacesMetadata = directive("x-amz-metadata-directive") === "REPLACE";
  const replacesTags = directive("x-amz-tagging-directive") === "REPLACE";
  const given = readAttributes(request);
  const isSame = source.isLatest && source.bucket === request.bucket && source.key === request.key;
  if (isSame && !replacesMetadata && request.headers["x-amz-storage-class"] === undefined) {
    throw new S3Error(
      "InvalidRequest",
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const { headers, metadata } = replacesMetadata ? given : source;
  return { headers, metadata, tags: replacesTags ? given.tags : source.tags, storageClass: given.storageClass };
}

/** One file is shared by a link; a multipart object is read once, since its copy has the plain MD5 as its ETag. */
async function copyContent(
  request: S3Request,
  store: S3Store,
  source: Version,
): Promise<Pick<ObjectRecord, "blobs" | "bytes" | "etag" | "checksum">> {
  const algorithm = askedAlgorithm(request) ?? source.checksum?.algorithm;
  const [only, ...others] = source.blobs;
  if (only && others.length === 0 && !source.parts && algorithm === source.checksum?.algorithm) {
    const blob = { id: store.blobs.link(only.id), bytes: only.bytes };
    return {
      blobs: [blob],
      bytes: source.bytes,
      etag: source.etag,
      ...(source.checksum && { checksum: source.checksum }),
    };
  }
  const content = readContent(store, { blobs: source.blobs, start: 0, bytes: source.bytes });
  const { blob, bytes, md5, checksum } = await receiveBody(store, content, {
    isChunked: false,
    checksumInTrailer: false,
    bytes: source.bytes,
    ...(algorithm && { algorithm }),
  });
  return { blobs: [blob], bytes, etag: md5, ...(checksum && { checksum }) };
}

function askedAlgorithm(request: S3Request): ChecksumAlgorithm | undefined {
  const name = header(request, "x-amz-checksum-algorithm")?.toUpperCase();
  if (name !== undefined && !isChecksumAlgorithm(name))
    throw new S3Error("InvalidRequest", "Checksum algorithm provided is unsupported.");
  return name as ChecksumAlgorithm | undefined;
}
