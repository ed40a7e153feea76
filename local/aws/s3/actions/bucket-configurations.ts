/** Put…, Get… and DeleteBucket{LifecycleConfiguration, Encryption, PublicAccessBlock, OwnershipControls, NotificationConfiguration, Tagging, Policy}. */
import { collectBody } from "../../service.ts";
import { xmlDocument } from "../../xml.ts";
import { CONFIGURATIONS } from "../configurations.ts";
import { S3Error } from "../errors.ts";
import { readXml, type S3Action, type S3Request } from "../request.ts";
import { S3_NAMESPACE } from "../tags.ts";

const MAX_POLICY_BYTES = 20 * 1024;

function kindOf({ query }: S3Request) {
  const kind = [...CONFIGURATIONS.keys()].find((name) => query.has(name))!;
  return { kind, ...CONFIGURATIONS.get(kind)! };
}

export const getConfiguration: S3Action = (request, { buckets }) => {
  const { kind, root, missing } = kindOf(request);
  buckets.get(request.bucket);
  const body = buckets.configuration(request.bucket, kind);
  if (body !== undefined) return { body, headers: { "content-type": root ? "application/xml" : "application/json" } };
  if (missing === "empty") return { body: xmlDocument(root!, {}, S3_NAMESPACE) };
  if (missing !== "AES256") throw new S3Error(missing, undefined, { BucketName: request.bucket });
  const Rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false };
  return { body: xmlDocument(root!, { Rule }, S3_NAMESPACE) };
};

export const putConfiguration: S3Action = async (request, { buckets }) => {
  const { kind, root } = kindOf(request);
  buckets.get(request.bucket);
  const text = root ? (await readXml(request, root)).text : await readPolicy(request);
  buckets.setConfiguration(request.bucket, kind, text);
  return { status: kind === "policy" || kind === "tagging" ? 204 : 200 };
};

export const deleteConfiguration: S3Action = (request, { buckets }) => {
  const { kind } = kindOf(request);
  buckets.get(request.bucket);
  buckets.setConfiguration(request.bucket, kind, undefined);
  return { status: 204 };
};

async function readPolicy(request: S3Request): Promise<string> {
  const text = (await collectBody(request.chunks, MAX_POLICY_BYTES)).toString("utf8");
  try {
    JSON.parse(text);
  } catch {
    throw new S3Error("InvalidArgument", "This policy contains invalid Json");
  }
  return text;
}
