/** PutBucketVersioning. */
import { textOf } from "../../xml.ts";
import { S3Error } from "../errors.ts";
import { readXml, type S3Action } from "../request.ts";

export const putBucketVersioning: S3Action = async (request, { buckets }) => {
  buckets.get(request.bucket);
  const { element } = await readXml(request, "VersioningConfiguration");
  if (textOf(element, "MfaDelete") === "Enabled")
    throw new S3Error("NotImplemented", "MFA delete is not implemented by the local S3");
  const status = textOf(element, "Status");
  if (status !== "Enabled" && status !== "Suspended") throw new S3Error("MalformedXML");
  buckets.setVersioning(request.bucket, status);
  return {};
};
