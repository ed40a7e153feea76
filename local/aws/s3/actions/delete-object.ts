/** DeleteObject: of nothing, too, it says that it is gone. */
import { header, type S3Action, versionParameter } from "../request.ts";

export const deleteObject: S3Action = (request, { buckets, objects }) => {
  const { bucket, key, facts } = request;
  buckets.get(bucket);
  const removal = objects.delete({
    bucket,
    key,
    versionId: versionParameter(request),
    ifMatch: header(request, "if-match"),
    facts,
  });
  return {
    status: 204,
    headers: {
      ...(removal.versionId !== undefined && { "x-amz-version-id": removal.versionId }),
      ...(removal.isMarker && { "x-amz-delete-marker": "true" }),
    },
  };
};
