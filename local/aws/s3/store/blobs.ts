/** Immutable files that hold the bytes of objects and parts, under names of our own: a key is never a path. */
import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readdirSync, renameSync, rmSync, unlinkSync } from "node:fs";
import { join } from "node:path";

export interface Blob {
  id: string;
  bytes: number;
}

/**
 * A body is written under `incoming/`, moved to `blobs/` right after the index names it, and unlinked only after the index no longer
 * does and nobody reads it. So a crash leaves at most files in `incoming/`, and the next start looks at nothing else.
 */
export interface BlobStore {
  newId(): string;
  /** Where to write a new blob's bytes. */
  incomingPath(id: string): string;
  path(id: string): string;
  /** A new incoming blob with the bytes of a published one, without copying them. */
  link(id: string): string;
  publish(ids: readonly string[]): void;
  discardIncoming(id: string): void;
  /** Keeps the files on disk until the returned function is called, whatever is overwritten or deleted meanwhile. */
  pin(ids: readonly string[]): () => void;
  /** Unlinks what the index dropped; what is pinned, when it is released. */
  remove(ids: readonly string[]): void;
}

/** `isLive` says whether the index names a blob: asked at start for what a crash left in `incoming/`. */
export function openBlobStore(folder: string, isLive: (id: string) => boolean): BlobStore {
  const incoming = join(folder, "incoming");
  const blobs = join(folder, "blobs");
  mkdirSync(incoming, { recursive: true });
  for (let shelf = 0; shelf < 256; shelf++) mkdirSync(join(blobs, hexByte(shelf)), { recursive: true });
  const incomingPath = (id: string) => join(incoming, id);
  const path = (id: string) => join(blobs, id.slice(0, 2), id);
  for (const id of readdirSync(incoming)) {
    if (isLive(id)) renameSync(incomingPath(id), path(id));
    else unlinkSync(incomingPath(id));
  }
  const pins = new Map<string, number>();
  const doomed = new Set<string>();
  const newId = () => randomUUID().replaceAll("-", "");
  return {
    newId,
    incomingPath,
    path,
    link(id) {
      const copy = newId();
      linkSync(path(id), incomingPath(copy));
      return copy;
    },
    publish(ids) {
      for (const id of ids) renameSync(incomingPath(id), path(id));
    },
    discardIncoming: (id) => rmSync(incomingPath(id), { force: true }),
    pin(ids) {
      for (const id of ids) pins.set(id, (pins.get(id) ?? 0) + 1);
      return () => {
        for (const id of ids) {
          const left = pins.get(id)! - 1;
          if (left > 0) pins.set(id, left);
          else {
            pins.delete(id);
            if (doomed.delete(id)) rmSync(path(id), { force: true });
          }
        }
      };
    },
    remove(ids) {
      for (const id of ids) {
        if (pins.has(id)) doomed.add(id);
        else rmSync(path(id), { force: true });
      }
    },
  };
}

const hexByte = (value: number) => value.toString(16).padStart(2, "0");
