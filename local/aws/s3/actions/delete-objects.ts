/** DeleteObjects: up to 1,000 in one request, each with its own answer. */
import { childrenOf, textOf, type XmlValue, xmlDocument } from "../../xml.ts";
import { S3Error } from "../errors.ts";
import { readXml, type S3Action } from "../request.ts";
import { S3_NAMESPACE } from "../tags.ts";

const MAX_OBJECTS = 1000;

export const deleteObjects: S3Action = async (request, { buckets, objects }) => {
  const { bucket, facts } = request;
  buckets.get(bucket);
  const { element } = await readXml(request, "Delete");
  const targets = childrenOf(element, "Object");
  if (targets.length === 0 || targets.length > MAX_OBJECTS) throw new S3Error("MalformedXML");
  const isQuiet = textOf(element, "Quiet")?.trim() === "true";
  const Deleted: XmlValue[] = [];
  const Errors: XmlValue[] = [];
  for (const target of targets) {
    const key = textOf(target, "Key");
    if (!key) throw new S3Error("MalformedXML");
    const versionId = textOf(target, "VersionId");
    try {
      const removal = objects.delete({ bucket, key, versionId, ifMatch: textOf(target, "ETag"), facts });
      if (isQuiet) continue;
      Deleted.push({
        Key: key,
        VersionId: versionId,
        DeleteMarker: removal.isMarker || undefined,
        DeleteMarkerVersionId: removal.isMarker ? removal.versionId : undefined,
      });
    } catch (error) {
      if (!(error instanceof S3Error)) throw error;
      Errors.push({ Key: key, VersionId: versionId, Code: error.code, Message: error.message });
    }
  }
  return { body: xmlDocument("DeleteResult", { Deleted, Error: Errors }, S3_NAMESPACE) };
};
