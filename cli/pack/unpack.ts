/** Unpacks a ZIP's files into a folder through the strict reader: what it refuses, the chain would refuse too. */
import { createWriteStream } from "node:fs";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { openArchive } from "../../shared/zip/archive.ts";
import { fileSource } from "../../shared/zip/source.ts";
import { wrongUse } from "../exit-codes.ts";

/** Folders inside the archive are left away; two files of one name are refused. Throws `InputError` for a broken archive. */
export async function unpackMembers(zip: string, folder: string): Promise<void> {
  await using source = await fileSource(zip);
  const archive = await openArchive(source);
  const names = archive.entries.map(({ name }) => basename(name));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw wrongUse(`${zip} has two files named ${twice} in different folders: pack them from a folder.`);
  for await (const member of archive.members()) {
    await pipeline(Readable.from(member.chunks()), createWriteStream(join(folder, basename(member.entry.name))));
  }
}
