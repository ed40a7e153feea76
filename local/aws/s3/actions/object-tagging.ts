/** GetObjectTagging, PutObjectTagging, DeleteObjectTagging. */
import { findObject } from "../find-object.ts";
import { versionHeaders } from "../object-headers.ts";
import { readXml, type S3Action } from "../request.ts";
import { taggingXml, tagsOf, validateTags } from "../tags.ts";

export const getObjectTagging: S3Action = (request, store) => {
  const version = findObject(request, store);
  return { headers: versionHeaders(version, store.buckets.get(request.bucket)), body: taggingXml(version.tags) };
};

export const putObjectTagging: S3Action = async (request, store) => {
  const tags = validateTags(tagsOf((await readXml(request, "Tagging")).element));
  const version = findObject(request, store);
  store.objects.setTags(version, tags);
  return { headers: versionHeaders(version, store.buckets.get(request.bucket)) };
};

export const deleteObjectTagging: S3Action = (request, store) => {
  const version = findObject(request, store);
  store.objects.setTags(version, {});
  return { status: 204, headers: versionHeaders(version, store.buckets.get(request.bucket)) };
};
