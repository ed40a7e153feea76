import { createWriteStream, writeFileSync } from "node:fs";
import { Readable } from "node:stream";
import AdmZip from "adm-zip";
import { strToU8, zipSync } from "fflate";
import { ZipFile } from "yazl";

const a = new AdmZip();
a.addLocalFolder("/tmp/z/in");
a.writeZip("/tmp/z/adm.zip");
writeFileSync(
  "/tmp/z/fflate.zip",
  zipSync({ "a.csv": strToU8("a,b\n1,2\n"), d: { "b.csv": strToU8("x\n".repeat(5000)) } }, { level: 6 }),
);
for (const z64 of [false, true]) {
  const y = new ZipFile();
  y.addFile("/tmp/z/in/movies.csv", "movies.csv", { forceZip64Format: z64 });
  y.addBuffer(Buffer.from("hi"), "é.csv", { forceZip64Format: z64 });
  y.addReadStream(Readable.from([Buffer.from("abc")]), "s.csv", { forceZip64Format: z64 });
  y.addEmptyDirectory("dir");
  y.end({ forceZip64Format: z64 });
  y.outputStream.pipe(createWriteStream(`/tmp/z/yazl${z64}.zip`));
}
