/** What S3 promises, asked through the real SDK with its default settings; S3_CONFORMANCE_ENDPOINT asks another server the same. */
import { S3Client } from "@aws-sdk/client-s3";
import { afterAll } from "vitest";
import { buckets } from "./conformance/buckets.ts";
import { checksums } from "./conformance/checksums.ts";
import { listing } from "./conformance/listing.ts";
import { multipart } from "./conformance/multipart.ts";
import { objects } from "./conformance/objects.ts";
import { versions } from "./conformance/versions.ts";
import { CREDENTIALS, runLocalAws } from "./local-aws.ts";

const other = process.env.S3_CONFORMANCE_ENDPOINT;
const own = other === undefined ? await runLocalAws() : undefined;
const endpoint = other ?? own!.aws.url;
const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = process.env;
const credentials =
  other !== undefined && accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : CREDENTIALS;
const client = new S3Client({ endpoint, region: "eu-west-1", credentials, forcePathStyle: true });

afterAll(async () => {
  client.destroy();
  await own?.[Symbol.asyncDispose]();
});

for (const suite of [buckets, objects, listing, versions, multipart, checksums]) suite({ client, endpoint });
