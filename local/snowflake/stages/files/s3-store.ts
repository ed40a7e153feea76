/** Files of external stages, in a bucket of the S3 that the twin was started with. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import type { S3Access } from "../../engine/context.ts";
import { SnowflakeError } from "../../errors.ts";
import type { FileStore, StagedFile } from "./store.ts";

/** One client per access: connections are kept for the next statement. */
const clients = new WeakMap<S3Access, S3Client>();

function clientOf(access: S3Access): S3Client {
  const known = clients.get(access);
  if (known !== undefined) return known;
  const client = new S3Client({ ...access, forcePathStyle: true });
  clients.set(access, client);
  return client;
}

const withoutQuotes = (etag: string | undefined) => (etag ?? "").replaceAll('"', "");

/** Throws a SnowflakeError that names bucket and key for what S3 refuses. */
export function s3Store(access: S3Access, bucket: string): FileStore {
  const client = clientOf(access);
  const named = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof S3ServiceException && (error.$metadata.httpStatusCode ?? 500) < 500) {
        throw refusal(bucket, key, error);
      }
      throw error;
    }
  };
  return {
    async *list(prefix) {
      let token: string | undefined;
      do {
        const page = await named(prefix, () =>
          client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token })),
        );
        for (const { Key, Size, ETag, LastModified } of page.Contents ?? []) {
          // A key that ends in a slash is a folder made by a console.
          if (Key === undefined || Key.endsWith("/")) continue;
          yield {
            key: Key,
            bytes: Size ?? 0,
            contentKey: withoutQuotes(ETag),
            modifiedAt: LastModified?.getTime() ?? 0,
          };
        }
        token = page.NextContinuationToken;
      } while (token !== undefined);
    },
    async stat(key): Promise<StagedFile | undefined> {
      try {
        const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
        return {
          key,
          bytes: head.ContentLength ?? 0,
          contentKey: withoutQuotes(head.ETag),
          modifiedAt: head.LastModified?.getTime() ?? 0,
        };
      } catch (error) {
        if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined;
        if (error instanceof S3ServiceException && (error.$metadata.httpStatusCode ?? 500) < 500)
          throw refusal(bucket, key, error);
        throw error;
      }
    },
    async open(key) {
      const { Body } = await named(key, () => client.send(new GetObjectCommand({ Bucket: bucket, Key: key })));
      return Body as Readable;
    },
    localPath: () => undefined,
    async write(key, sourcePath) {
      const { size } = await stat(sourcePath);
      await named(key, () =>
        client.send(
          new PutObjectCommand({ Bucket: bucket, Key: key, Body: createReadStream(sourcePath), ContentLength: size }),
        ),
      );
    },
    async remove(key) {
      await named(key, () => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })));
    },
  };
}

const refusal = (bucket: string, key: string, error: S3ServiceException) =>
  new SnowflakeError(
    "100183",
    "22000",
    `Failure using stage area. Cause: [${error.message} (Status Code: ${error.$metadata.httpStatusCode}; Error Code: ${error.name}; s3://${bucket}/${key})]`,
    undefined,
    { cause: error },
  );
