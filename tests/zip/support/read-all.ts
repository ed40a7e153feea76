/** Reads an archive to its end: what each member holds. */
import { openArchive } from "../../../shared/zip/archive.ts";
import type { ArchiveLimits } from "../../../shared/zip/limits.ts";
import { bufferSource, type RangeSource } from "../../../shared/zip/source.ts";

/** Throws what reading throws. */
export async function readAll(
  from: Uint8Array | RangeSource,
  limits: Partial<ArchiveLimits> = {},
): Promise<Map<string, Buffer>> {
  const archive = await openArchive(from instanceof Uint8Array ? bufferSource(from) : from, limits);
  const members = new Map<string, Buffer>();
  for await (const member of archive.members()) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of member.chunks()) chunks.push(chunk);
    members.set(member.entry.name, Buffer.concat(chunks));
  }
  return members;
}
