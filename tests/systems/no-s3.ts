/** Of stages that are made and never read: tests put drops where Snowpipe would put them. */
import type { S3Access } from "../../local/snowflake/engine/context.ts";

export const noS3: S3Access = {
  endpoint: "http://127.0.0.1:9",
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
};
