/** The drop id: the same content is the same drop, whatever its name and however often it is uploaded. */
import { createHash } from "node:crypto";
import type { Manifest } from "./manifest.ts";

/**
 * The canonical manifest: `{"dataset", "members": [{"bytes", "path", "rowCount", "sha256"}], "mode", "sequence"}` with the keys in
 * this (alphabetical) order, members sorted by path in UTF-16 code units, hashes in lower case, `null` where there is no value, no
 * white space, numbers and strings as `JSON.stringify` writes them (the form of RFC 8785 for these values). What only describes
 * (`producedAt`, titles, schemas, licences) is not part of it: packing the same files again gives the same drop. `sequence` and
 * `mode` are: a producer who returns to older content under a new sequence makes a new statement.
 */
export function canonicalManifest({ dataset, members, mode, sequence }: Manifest): string {
  return JSON.stringify({
    dataset,
    members: members
      .map(({ path, bytes, sha256, rowCount }) => ({ bytes, path, rowCount: rowCount ?? null, sha256 }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
    mode,
    sequence: sequence ?? null,
  });
}

/** The first 16 hex digits of the SHA-256 of the canonical manifest (UTF-8). */
export const dropId = (manifest: Manifest): string => shortHash(canonicalManifest(manifest));

/** 16 hex digits of SHA-256: ids of what has no drop yet, too. */
export const shortHash = (text: string) => createHash("sha256").update(text, "utf8").digest("hex").slice(0, 16);
