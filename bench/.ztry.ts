import { openArchive } from "/work/main/shared/zip/archive.ts";
import { fileSource } from "/work/main/shared/zip/source.ts";

for (const p of process.argv.slice(2)) {
  await using s = await fileSource(p);
  try {
    const a = await openArchive(s);
    const out = [];
    for await (const m of a.members()) {
      for await (const _ of m.chunks());
      out.push(`${m.entry.name}:${m.digest().bytes}`);
    }
    console.log(p, out.join(" "), a.directories, a.systemEntries.length);
  } catch (e: any) {
    console.log(p, "REFUSED", e.faults?.map((f: any) => f.code + " " + f.message).join("\n   ") ?? e.stack);
  }
}
