/** CreateBucket. */
import { DEFAULT_REGION } from "../../service.ts";
import { childrenOf, textOf } from "../../xml.ts";
import { S3Error } from "../errors.ts";
import { header, readXml, type S3Action } from "../request.ts";

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const NAME =
  /^(?=.{3,63}$)(?!xn--|sthree-|amzn-s3-demo-)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9-]|\.(?!\.))*[a-z0-9]$(?<!-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)/;

export const createBucket: S3Action = async (request, { buckets }) => {
  const { bucket } = request;
  if (!NAME.test(bucket)) throw new S3Error("InvalidBucketName", undefined, { BucketName: bucket });
  if (header(request, "x-amz-bucket-object-lock-enabled") === "true") {
    throw new S3Error("NotImplemented", "Object Lock is not implemented by the local S3", {
      Header: "x-amz-bucket-object-lock-enabled",
    });
  }
  const hasBody = request.headers["content-length"] !== undefined && request.headers["content-length"] !== "0";
  const configuration = hasBody ? (await readXml(request, "CreateBucketConfiguration")).element : undefined;
  if (configuration && childrenOf(configuration, "Bucket").length > 0) {
    throw new S3Error("NotImplemented", "Directory buckets are not implemented by the local S3");
  }
  const region = (configuration && textOf(configuration, "LocationConstraint")) || request.region || DEFAULT_REGION;
  if (buckets.find(bucket)) throw new S3Error("BucketAlreadyOwnedByYou", undefined, { BucketName: bucket });
  buckets.create({ name: bucket, createdMs: Date.now(), region });
  return { headers: { location: `/${bucket}` } };
};
