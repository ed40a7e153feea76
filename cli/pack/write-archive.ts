/** Writes a drop's ZIP as a stream, with the same bytes for the same content: fixed times, fixed order, fixed attributes. */
import { createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import yazl from "yazl";

/** The first moment that a ZIP's clock knows (APPNOTE 4.4.6), in local time as yazl writes it. */
const EPOCH = new Date(1980, 0, 1);
const ATTRIBUTES = { mtime: EPOCH, mode: 0o100644, forceDosTimestamp: true } as const;

export interface ArchiveFile {
  /** The name inside the archive. */
  path: string;
  /** Where it lies now. */
  file: string;
}

/** The archive appears under its name only when it is whole. */
export async function writeArchive(target: string, manifest: string, files: readonly ArchiveFile[]): Promise<void> {
  const zip = new yazl.ZipFile();
  zip.addBuffer(Buffer.from(manifest), "manifest.json", ATTRIBUTES);
  for (const { path, file } of files) zip.addFile(file, path, ATTRIBUTES);
  zip.end();
  const partial = `${target}.partial`;
  await pipeline(zip.outputStream, createWriteStream(partial));
  await rename(partial, target);
}
