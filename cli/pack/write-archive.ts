/** Writes a drop's ZIP as a stream, with the same bytes for the same content: fixed times, fixed order, fixed attributes. */
import { createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import yazl from "yazl";
import { InputError } from "../../shared/errors.ts";
import { openArchive } from "../../shared/zip/archive.ts";
import { fileSource } from "../../shared/zip/source.ts";

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
  const partial = `${target}.partial`;
  await write(partial, manifest, files, new Set());
  const dense = await tooDense(partial);
  if (dense.size > 0) await write(partial, manifest, files, dense);
  await rename(partial, target);
}

/** `stored`: names of the entries that are not compressed. */
async function write(partial: string, manifest: string, files: readonly ArchiveFile[], stored: ReadonlySet<string>) {
  const zip = new yazl.ZipFile();
  zip.addBuffer(Buffer.from(manifest), "manifest.json", ATTRIBUTES);
  for (const { path, file } of files) zip.addFile(file, path, { ...ATTRIBUTES, compress: !stored.has(path) });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(partial));
}

/** The front door takes what is compressed too well for a bomb: columns of one value, say. Such an entry is stored as it is. */
async function tooDense(partial: string): Promise<ReadonlySet<string>> {
  await using source = await fileSource(partial);
  try {
    await openArchive(source);
    return new Set();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const dense = error.faults.filter(({ code }) => code === "ARCHIVE_RATIO");
    return new Set(dense.flatMap(({ entry }) => entry ?? []));
  }
}
