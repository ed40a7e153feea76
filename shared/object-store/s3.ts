/** The object store on S3: AWS's, and the local one. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { ObjectRef } from "../events.ts";
import { inParts } from "./parts.ts";
import { ObjectMissing, type ObjectStore, type PutOptions } from "./port.ts";

/** Uploading costs more than inflating: parts of this size, as many in flight, take 136 to 159 MB in all. */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_IN_FLIGHT = 4;

export function s3ObjectStore(client = new S3Client({})): ObjectStore {
  return {
    async head(ref) {
      try {
        const {
          ContentLength = 0,
          ETag = "",
          LastModified,
          VersionId,
          Metadata,
        } = await client.send(new HeadObjectCommand(place(ref)));
        return {
          key: ref.key,
          bytes: ContentLength,
          etag: unquoted(ETag),
          lastModified: LastModified ?? new Date(0),
          ...(VersionId !== undefined && { versionId: VersionId }),
          ...(Metadata && { metadata: Metadata }),
        };
      } catch (error) {
        if (isStatus(error, 404)) return undefined;
        throw error;
      }
    },
    async getText(ref) {
      const { Body } = await orMissing(ref, client.send(new GetObjectCommand(place(ref))));
      return (await Body?.transformToString()) ?? "";
    },
    async *stream(ref, range) {
      if (range?.length === 0) return;
      const Range = range && `bytes=${range.offset}-${range.offset + range.length - 1}`;
      const { Body } = await orMissing(
        ref,
        client.send(new GetObjectCommand({ ...place(ref), ...(Range && { Range }) })),
      );
      yield* Body as unknown as AsyncIterable<Uint8Array>;
    },
    async *list({ bucket, prefix, startAfter }) {
      const input = { Bucket: bucket, Prefix: prefix, ...(startAfter !== undefined && { StartAfter: startAfter }) };
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, input))
        for (const { Key = "", Size = 0, ETag = "", LastModified } of Contents)
          yield { key: Key, bytes: Size, etag: unquoted(ETag), lastModified: LastModified ?? new Date(0) };
    },
    async put(ref, body, options = {}) {
      try {
        await client.send(
          new PutObjectCommand({
            ...place(ref),
            Body: body,
            ...settings(options),
            ...(options.ifAbsent && { IfNoneMatch: "*" }),
          }),
        );
        return true;
      } catch (error) {
        if (options.ifAbsent && isStatus(error, 412)) return false;
        throw error;
      }
    },
    putStream: (ref, body, options = {}) => putStream(client, ref, body, options),
    async delete(ref) {
      await client.send(new DeleteObjectCommand(place(ref)));
    },
  };
}

/** A small body is one request; a larger one is multipart, aborted when anything fails, so that nothing of it is ever seen. */
async function putStream(client: S3Client, ref: ObjectRef, body: AsyncIterable<Uint8Array>, options: PutOptions) {
  const parts = inParts(body, PART_BYTES)[Symbol.asyncIterator]();
  const first = await parts.next();
  const second = first.done ? first : await parts.next();
  if (second.done) {
    const whole = first.done ? new Uint8Array() : first.value;
    const { ETag = "" } = await client.send(new PutObjectCommand({ ...place(ref), Body: whole, ...settings(options) }));
    return { bytes: whole.length, etag: unquoted(ETag) };
  }
  const target = { Bucket: ref.bucket, Key: ref.key };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...target, ...settings(options) }));
  const upload = { ...target, UploadId };
  try {
    const done: { PartNumber: number; ETag: string | undefined }[] = [];
    const flying = new Set<Promise<void>>();
    let bytes = 0;
    const send = (part: Uint8Array) => {
      const PartNumber = done.push({ PartNumber: done.length + 1, ETag: undefined });
      bytes += part.length;
      const sent = client.send(new UploadPartCommand({ ...upload, PartNumber, Body: part })).then(({ ETag }) => {
        done[PartNumber - 1]!.ETag = ETag;
        flying.delete(sent);
      });
      sent.catch(() => {}); // told by the race or by Promise.all below; unhandled it would end the process first
      flying.add(sent);
    };
    send(first.value!);
    for (let part = second; !part.done; part = await parts.next()) {
      if (flying.size >= PARTS_IN_FLIGHT) await Promise.race(flying);
      send(part.value);
    }
    await Promise.all(flying);
    const { ETag = "" } = await client.send(
      new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: done } }),
    );
    return { bytes, etag: unquoted(ETag) };
  } catch (error) {
    await parts.return?.(undefined);
    await client.send(new AbortMultipartUploadCommand(upload));
    throw error;
  }
}

const place = ({ bucket, key, versionId }: ObjectRef) => ({
  Bucket: bucket,
  Key: key,
  ...(versionId !== undefined && { VersionId: versionId }),
});
const settings = ({ contentType, metadata }: PutOptions) => ({
  ...(contentType !== undefined && { ContentType: contentType }),
  ...(metadata && { Metadata: metadata }),
});
const unquoted = (etag: string) => etag.replaceAll('"', "");
const isStatus = (error: unknown, status: number) =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === status;

async function orMissing<T>(ref: ObjectRef, request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    if (!(error instanceof NoSuchKey) && !isStatus(error, 404)) throw error;
    throw new ObjectMissing(`s3://${ref.bucket}/${ref.key} is not there`, { cause: error });
  }
}
