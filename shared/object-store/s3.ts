/** The object store on S3: AWS's and the local one. */
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
  S3ServiceException,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { ObjectRef } from "../events.ts";
import { inParts } from "./parts.ts";
import { ObjectExists, type ObjectInfo, ObjectMissing, type ObjectStore, type PutOptions } from "./port.ts";

const PART_BYTES = 8 * 1024 * 1024;
const PARTS_IN_FLIGHT = 4;
const CONFLICT_ATTEMPTS = 5;

/** ETags are given without quotes, as S3's events have them. */
export function s3ObjectStore(client: S3Client): ObjectStore {
  const target = ({ bucket, key }: ObjectRef) => ({ Bucket: bucket, Key: key });
  const version = ({ versionId }: ObjectRef) => (versionId === undefined ? {} : { VersionId: versionId });

  async function get(ref: ObjectRef, range?: string) {
    const request = { ...target(ref), ...version(ref), ...(range !== undefined && { Range: range }) };
    const { Body } = await orMissing(ref, client.send(new GetObjectCommand(request)));
    if (!Body) throw new Error(`s3://${ref.bucket}/${ref.key}: an answer without a body`);
    return Body;
  }

  async function put(ref: ObjectRef, body: string | Uint8Array, options: PutOptions = {}): Promise<string | undefined> {
    const request = { ...target(ref), Body: body, ...contentOf(options), ...conditionOf(options) };
    return unlessThere(options, async () => (await client.send(new PutObjectCommand(request))).ETag);
  }

  async function uploadParts(
    ref: ObjectRef,
    UploadId: string | undefined,
    parts: AsyncIterable<Uint8Array>,
  ): Promise<{ bytes: number; Parts: CompletedPart[] }> {
    const Parts: CompletedPart[] = [];
    const inFlight = new Set<Promise<void>>();
    let bytes = 0;
    let failure: { error: unknown } | undefined;
    for await (const Body of parts) {
      const PartNumber = Parts.push({}) as number;
      bytes += Body.length;
      const upload = client
        .send(new UploadPartCommand({ ...target(ref), UploadId, PartNumber, Body }))
        .then(({ $metadata: _, ...sums }) => void (Parts[PartNumber - 1] = { PartNumber, ...sums }))
        .catch((error: unknown) => void (failure ??= { error }))
        .finally(() => inFlight.delete(upload));
      inFlight.add(upload);
      if (inFlight.size >= PARTS_IN_FLIGHT) await Promise.race(inFlight);
      if (failure) break;
    }
    await Promise.all(inFlight); // an abort while a part is on its way would leave that part behind
    if (failure) throw failure.error;
    return { bytes, Parts };
  }

  return {
    async head(ref) {
      try {
        const found = await client.send(new HeadObjectCommand({ ...target(ref), ...version(ref) }));
        return {
          ...info(ref.key, found.ContentLength, found.ETag, found.LastModified, found.VersionId),
          metadata: found.Metadata ?? {},
        };
      } catch (error) {
        if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined;
        throw error;
      }
    },
    getText: async (ref) => (await get(ref)).transformToString("utf-8"),
    async *stream(ref, range) {
      if (range?.length === 0) return;
      yield* (await get(
        ref,
        range && `bytes=${range.offset}-${range.offset + range.length - 1}`,
      )) as unknown as AsyncIterable<Uint8Array>;
    },
    async *list({ bucket, prefix, startAfter }) {
      const request = { Bucket: bucket, Prefix: prefix, ...(startAfter !== undefined && { StartAfter: startAfter }) };
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, request)) {
        for (const { Key = "", Size, ETag, LastModified } of Contents) yield info(Key, Size, ETag, LastModified);
      }
    },
    async *listVersions({ bucket, prefix, startAfter }) {
      let page: ListObjectVersionsCommandOutput | undefined; // the SDK has no paginator for versions
      do {
        const { NextKeyMarker: KeyMarker = startAfter, NextVersionIdMarker: VersionIdMarker } = page ?? {};
        const request = { Bucket: bucket, Prefix: prefix, KeyMarker, VersionIdMarker };
        page = await client.send(new ListObjectVersionsCommand(request));
        for (const { Key = "", Size, ETag, LastModified, VersionId } of page.Versions ?? [])
          yield info(Key, Size, ETag, LastModified, VersionId);
      } while (page.IsTruncated);
    },
    put: async (ref, body, options) => (await put(ref, body, options)) !== undefined,
    async putStream(ref, body, options = {}) {
      const parts = inParts(body, PART_BYTES);
      const { value: first = new Uint8Array() } = await parts.next();
      if (first.length < PART_BYTES) {
        return { bytes: first.length, etag: unquote(written(ref, await put(ref, first, options))) };
      }
      const { UploadId } = await client.send(
        new CreateMultipartUploadCommand({ ...target(ref), ...contentOf(options) }),
      );
      try {
        const { bytes, Parts } = await uploadParts(ref, UploadId, startingWith(first, parts));
        const request = { ...target(ref), UploadId, MultipartUpload: { Parts }, ...conditionOf(options) };
        const etag = await unlessThere(
          options,
          async () => (await client.send(new CompleteMultipartUploadCommand(request))).ETag,
        );
        return { bytes, etag: unquote(written(ref, etag)) };
      } catch (error) {
        await client
          .send(new AbortMultipartUploadCommand({ ...target(ref), UploadId }))
          .catch((abortError: unknown) => {
            throw new AggregateError([error, abortError], `${error}; and the upload ${UploadId} could not be aborted`);
          });
        throw error;
      }
    },
    async delete(ref) {
      await client.send(new DeleteObjectCommand({ ...target(ref), ...version(ref) }));
    },
  };
}

const unquote = (etag = "") => etag.replaceAll('"', "");

const info = (key: string, bytes = 0, etag?: string, lastModified = new Date(0), versionId?: string): ObjectInfo => ({
  key,
  bytes,
  etag: unquote(etag),
  lastModified,
  ...(versionId !== undefined && versionId !== "null" && { versionId }),
});

const contentOf = ({ contentType, metadata }: PutOptions) => ({
  ...(contentType !== undefined && { ContentType: contentType }),
  ...(metadata && { Metadata: metadata }),
});
const conditionOf = ({ ifAbsent }: PutOptions) => (ifAbsent ? { IfNoneMatch: "*" } : {});

async function* startingWith<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

async function orMissing<T>({ bucket, key }: ObjectRef, request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    const isMissing =
      error instanceof S3ServiceException && (error.name === "NoSuchKey" || error.name === "NoSuchVersion");
    throw isMissing ? new ObjectMissing(`s3://${bucket}/${key} is not there`, { cause: error }) : error;
  }
}

/** The ETag, or `undefined` when `ifAbsent` found the key there. While another writer is at it, S3 says 409 and wants to be asked again. */
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html#conditional-error-response
async function unlessThere(
  { ifAbsent }: PutOptions,
  write: () => Promise<string | undefined>,
): Promise<string | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await write()) ?? "";
    } catch (error) {
      const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
      if (ifAbsent && status === 412) return undefined;
      if (!(ifAbsent && status === 409 && attempt < CONFLICT_ATTEMPTS)) throw error;
    }
  }
}

function written({ bucket, key }: ObjectRef, etag: string | undefined): string {
  if (etag === undefined) throw new ObjectExists(`s3://${bucket}/${key} is there already`);
  return etag;
}
