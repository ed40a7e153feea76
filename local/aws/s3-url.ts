/** `s3://bucket/key`, as Glue names scripts and libraries. Throws an Error for anything else. */
export function parseS3Url(url: string): { bucket: string; key: string } {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(url) ?? [];
  if (bucket === undefined || key === undefined)
    throw new Error(`"${url}" is not an S3 address of the form s3://bucket/key`);
  return { bucket, key };
}
