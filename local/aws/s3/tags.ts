/** Tags of objects and buckets: the header form, the XML form, and what is allowed. */
import { childrenOf, textOf, type XmlElement, xmlDocument } from "../xml.ts";
import { S3Error } from "./errors.ts";

export const S3_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
const MAX_OBJECT_TAGS = 10;

type TagPairs = [key: string, value: string][];

/** `a=1&b=2`, form-encoded, as in `x-amz-tagging`. */
export const parseTagging = (text: string): TagPairs => (text === "" ? [] : [...new URLSearchParams(text)]);

/** The `<Tagging><TagSet>` of a request. */
export function tagsOf(element: XmlElement): TagPairs {
  const [set] = childrenOf(element, "TagSet");
  if (!set) throw new S3Error("MalformedXML");
  return childrenOf(set, "Tag").map((tag) => [textOf(tag, "Key") ?? "", textOf(tag, "Value") ?? ""]);
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
export function validateTags(pairs: TagPairs, max = MAX_OBJECT_TAGS): Record<string, string> {
  if (pairs.length > max) throw new S3Error("InvalidTag", `Object tags cannot be greater than ${max}`);
  const tags: Record<string, string> = {};
  for (const [key, value] of pairs) {
    if (key === "" || key.length > 128)
      throw new S3Error("InvalidTag", "The TagKey you have provided is invalid", { TagKey: key });
    if (value.length > 256)
      throw new S3Error("InvalidTag", "The TagValue you have provided is invalid", { TagValue: value });
    if (Object.hasOwn(tags, key))
      throw new S3Error("InvalidTag", "Cannot provide multiple Tags with the same key", { TagKey: key });
    tags[key] = value;
  }
  return tags;
}

export const taggingXml = (tags: Record<string, string>) =>
  xmlDocument(
    "Tagging",
    { TagSet: { Tag: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) } },
    S3_NAMESPACE,
  );
