/** GetBucketLocation: us-east-1 is written as nothing. */
import { xmlDocument } from "../../xml.ts";
import type { S3Action } from "../request.ts";
import { S3_NAMESPACE } from "../tags.ts";

export const getBucketLocation: S3Action = ({ bucket }, { buckets }) => {
  const { region } = buckets.get(bucket);
  return { body: xmlDocument("LocationConstraint", region === "us-east-1" ? "" : region, S3_NAMESPACE) };
};
