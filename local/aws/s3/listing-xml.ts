/** The pieces that all listings are written with. */
import type { XmlValue } from "../xml.ts";
import { S3Error } from "./errors.ts";
import { OWNER_ID } from "./events.ts";
import type { S3Request } from "./request.ts";
import type { Position } from "./store/listing.ts";
import type { Version } from "./store/records.ts";

export const OWNER = { ID: OWNER_ID, DisplayName: "reelhouse" };

/** `encoding-type=url`: names are written percent-encoded, since XML cannot hold all that a key can. */
export function nameEncoder({ query }: S3Request): {
  encode: (name: string) => string;
  EncodingType: string | undefined;
} {
  const asked = query.get("encoding-type");
  if (asked === null) return { encode: (name) => name, EncodingType: undefined };
  if (asked !== "url")
    throw new S3Error("InvalidArgument", "Invalid Encoding Method specified in Request", {
      ArgumentName: "encoding-type",
      ArgumentValue: asked,
    });
  return { encode: encodeName, EncodingType: "url" };
}

/** As S3 writes it: form encoding with the slash left alone. Clients read `+` as a space. */
const encodeName = (name: string) =>
  encodeURIComponent(name)
    .replaceAll("%2F", "/")
    .replaceAll("%20", "+")
    .replace(/[!'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

export const objectEntry = (version: Version, encode: (name: string) => string, withOwner: boolean): XmlValue => ({
  Key: encode(version.key),
  LastModified: new Date(version.modifiedMs).toISOString(),
  ETag: `"${version.etag}"`,
  ChecksumAlgorithm: version.checksum?.algorithm,
  ChecksumType: version.checksum?.type,
  Size: version.bytes,
  StorageClass: version.storageClass,
  Owner: withOwner ? OWNER : undefined,
});

/** A continuation token: opaque to clients, a position to us. */
export const toToken = (position: Position) => Buffer.from(JSON.stringify(position)).toString("base64url");

/** Throws `InvalidArgument` for what `toToken` did not make. */
export function fromToken(token: string): Position {
  try {
    const position = JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as Position;
    if ("afterKey" in position || "afterPrefix" in position) return position;
  } catch {}
  throw new S3Error("InvalidArgument", "The continuation token provided is incorrect", {
    ArgumentName: "continuation-token",
  });
}
