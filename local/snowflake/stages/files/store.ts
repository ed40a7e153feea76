/** What stages ask of the place where their files lie: a folder of the twin, or a bucket. */
import type { Readable } from "node:stream";

export interface StagedFile {
  /** Under the store's root, with forward slashes: the key in a bucket, the path in a folder. */
  key: string;
  bytes: number;
  /** ETag without quotes, or MD5: what tells a changed file from the same. */
  contentKey: string;
  /** Milliseconds since 1970 UTC. */
  modifiedAt: number;
}

export interface FileStore {
  /** Files whose key starts with the prefix, in order of keys. */
  list(prefix: string): AsyncIterable<StagedFile>;
  /** Undefined when there is none. */
  stat(key: string): Promise<StagedFile | undefined>;
  open(key: string): Promise<Readable>;
  /** A file on this machine with the contents, when there is one: it need not be copied to be read. */
  localPath(key: string): string | undefined;
  /** Takes the file at a path of this machine. */
  write(key: string, sourcePath: string): Promise<void>;
  remove(key: string): Promise<void>;
}
