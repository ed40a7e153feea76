/** What no engine may take for data: refused at the front door, or by both engines alike. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../shared/errors.ts";
import { makeAssets, publishFolder, runDuckdb, runSpark } from "./drops.ts";
import { writeBroken } from "./parquet-samples.ts";
import { attempt, type Suite } from "./suite.ts";

/** In the title of a film; the code of the refusal. */
const NO_TEXT: readonly [string, number[], string][] = [
  ["a surrogate by itself, as UTF-8 would write it", [0xed, 0xa0, 0x80], "CSV_ENCODING"],
  ["a pair of surrogates, as CESU-8 writes it", [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80], "CSV_ENCODING"],
  ["a NUL in two bytes, as Java writes it", [0xc0, 0x80], "CSV_ENCODING"],
  ["half a character", [0xe2, 0x82], "CSV_ENCODING"],
  ["a NUL", [0], "CSV_NUL"],
];

export async function checkRefusals({ store, spark, folder, report, wants }: Suite): Promise<void> {
  const members = () => mkdtempSync(join(folder, "refused-"));
  for (const [name, bytes, code] of NO_TEXT) {
    const title = `${name} is refused at the front door, before any engine`;
    if (!wants(title)) continue;
    await attempt(report, title, async () => {
      const at = members();
      const line = Buffer.concat([Buffer.from("1,a"), Buffer.from(bytes), Buffer.from("b,Drama\n")]);
      writeFileSync(join(at, "movies.csv"), Buffer.concat([Buffer.from("movieId,title,genres\n"), line]));
      const found = await publishFolder(store, at, "movielens").then(String, (error: unknown) => error);
      return found instanceof InputError && found.code === code ? undefined : `it is ${found}`;
    });
  }
  const assets = makeAssets(join(folder, "assets-refusals"));
  for (const broken of ["pages", "text"] as const) {
    const title = `a Parquet member with broken ${broken} is refused by both engines, as the sender's to mend`;
    if (!wants(title)) continue;
    await attempt(report, title, async () => {
      const at = members();
      await writeBroken(at, broken);
      const ref = await publishFolder(store, at, "movielens");
      const reasons = [
        (await runDuckdb(store, ref, false)).reason,
        (await runSpark(store, spark, ref, { acceptsRejects: false, assets })).reason,
      ];
      const told = reasons.map((reason) => JSON.stringify(withoutWords(reason)));
      return told[0] === told[1] && told[0]?.includes("PARQUET_UNREADABLE")
        ? undefined
        : told.join(" in DuckDB, in Spark ");
    });
  }
}

/** Each engine says in its own words what is wrong with the bytes. */
const withoutWords = (reason: unknown): unknown =>
  JSON.parse(
    JSON.stringify(reason, (key, value) => (["message", "found", "noticeId"].includes(key) ? undefined : value)) ??
      "null",
  );
