/** Compiles `shared/csv/scan.wat` into `shared/csv/scan-bytes.ts`, so that neither a build nor a bundle needs a compiler or a file beside it. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import wabt from "wabt";

const SOURCE = fileURLToPath(new URL("../shared/csv/scan.wat", import.meta.url));
const TARGET = fileURLToPath(new URL("../shared/csv/scan-bytes.ts", import.meta.url));

/** The bytes of the module that `shared/csv/scan.wat` says. */
export async function compileScan(): Promise<Uint8Array> {
  const module = (await wabt()).parseWat("scan.wat", readFileSync(SOURCE, "utf8"), { simd: true });
  return module.toBinary({}).buffer;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lines =
    Buffer.from(await compileScan())
      .toString("base64")
      .match(/.{1,110}/g) ?? [];
  writeFileSync(
    TARGET,
    [
      "/** The compiled `scan.wat`: made by scripts/build-scan.ts, never by hand. */",
      "export const SCAN_BYTES = [",
      ...lines.map((line) => `  "${line}",`),
      '].join("");',
      "",
    ].join("\n"),
  );
}
