/** Conformance: buckets and their configurations. */
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { newBucket, refusal, type Target } from "./target.ts";

export function buckets(target: Target): void {
  const { client } = target;
  describe("a bucket", () => {
    it("is made, listed, found, and deleted when empty", async () => {
      const Bucket = await newBucket(target);
      await client.send(new HeadBucketCommand({ Bucket }));
      expect((await client.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toContain(Bucket);
      expect((await client.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe("eu-west-1");
      expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
      await client.send(new PutObjectCommand({ Bucket, Key: "x", Body: "x" }));
      expect(await refusal(client.send(new DeleteBucketCommand({ Bucket })))).toEqual(["BucketNotEmpty", 409]);
      expect(await refusal(client.send(new CreateBucketCommand({ Bucket })))).toEqual(["BucketAlreadyOwnedByYou", 409]);
    });

    it("that is not there is refused by every action", async () => {
      const Bucket = "conformance-never-made";
      expect((await refusal(client.send(new HeadBucketCommand({ Bucket }))))[1]).toBe(404);
      expect(await refusal(client.send(new ListObjectsV2Command({ Bucket })))).toEqual(["NoSuchBucket", 404]);
      expect(await refusal(client.send(new PutObjectCommand({ Bucket, Key: "x", Body: "x".repeat(100_000) })))).toEqual(
        ["NoSuchBucket", 404],
      );
    });

    it.each(["ab", "Upper-Case", "dots..twice", "-begins", "192.168.5.4"])("may not be named %s", async (Bucket) => {
      expect(await refusal(client.send(new CreateBucketCommand({ Bucket })))).toEqual(["InvalidBucketName", 400]);
    });

    it("keeps its configurations", async () => {
      const Bucket = await newBucket(target);
      expect(await refusal(client.send(new GetBucketLifecycleConfigurationCommand({ Bucket })))).toEqual([
        "NoSuchLifecycleConfiguration",
        404,
      ]);
      const Rules = [{ ID: "r", Status: "Enabled" as const, Filter: { Prefix: "a/" }, Expiration: { Days: 3 } }];
      await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
      expect((await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules).toEqual(Rules);
      const PublicAccessBlockConfiguration = {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      };
      await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
      expect(await client.send(new GetPublicAccessBlockCommand({ Bucket }))).toMatchObject({
        PublicAccessBlockConfiguration,
      });
      await client.send(new DeletePublicAccessBlockCommand({ Bucket }));
      expect((await refusal(client.send(new GetPublicAccessBlockCommand({ Bucket }))))[0]).toBe(
        "NoSuchPublicAccessBlockConfiguration",
      );
      const encryption = await client.send(new GetBucketEncryptionCommand({ Bucket }));
      expect(
        encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
      ).toBe("AES256");
    });
  });
}
