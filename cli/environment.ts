/** Clients of the running twin, and its addresses as a shell wants them. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import type { TwinEnvironment } from "../local/environment.ts";

export type { TwinEnvironment };

export const awsOptionsOf = ({ awsEndpoint, region, accessKeyId, secretAccessKey }: TwinEnvironment) => ({
  endpoint: awsEndpoint,
  region,
  credentials: { accessKeyId, secretAccessKey },
});

export const s3Of = (environment: TwinEnvironment) =>
  new S3Client({ ...awsOptionsOf(environment), forcePathStyle: true });
export const dynamodbOf = (environment: TwinEnvironment) => new DynamoDBClient(awsOptionsOf(environment));

/** The same as variables for a shell. `AWS_ENDPOINT_URL` is all that AWS's own tools need. */
export function shellVariables(environment: TwinEnvironment): Record<string, string> {
  const { awsEndpoint, region, accessKeyId, secretAccessKey, buckets, snowflake } = environment;
  return {
    AWS_ENDPOINT_URL: awsEndpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    REELHOUSE_LANDING_BUCKET: buckets.landing,
    REELHOUSE_PROCESSED_BUCKET: buckets.processed,
    REELHOUSE_ARCHIVE_BUCKET: buckets.archive,
    SNOWFLAKE_ACCESS_URL: snowflake.accessUrl,
    SNOWFLAKE_ACCOUNT: snowflake.account,
    SNOWFLAKE_USERNAME: snowflake.username,
    SNOWFLAKE_PASSWORD: snowflake.password,
    SNOWFLAKE_DATABASE: snowflake.database,
    SNOWFLAKE_WAREHOUSE: snowflake.warehouse,
    REELHOUSE_AWS_ENDPOINT: awsEndpoint,
    REELHOUSE_SNOWFLAKE_URL: snowflake.accessUrl,
  };
}
