/** Drops for the tests of the chain: a good one, and ten broken in one way each, named by the code that they must get. */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import AdmZip from "adm-zip";
import { packFolder } from "../../cli/pack/pack-folder.ts";

export type Files = Record<string, string>;

export const MOVIES = 120;
export const RATINGS = 3000;

/** A small MovieLens: `seed` makes its content, and so its drop, a different one. */
export function movielens(seed: number): Files {
  const movies = Array.from(
    { length: MOVIES },
    (_, index) => `${index + 1},"Film ${seed}, part ${index} (19${50 + (index % 50)})",Drama|War`,
  );
  const ratings = Array.from({ length: RATINGS }, (_, index) => {
    const user = 1 + Math.floor(index / 60);
    return `${user},${1 + (index % 60) * 2},${0.5 + (index % 10) / 2},${1_000_000_000 + seed * 1000 + index}`;
  });
  return {
    "movies.csv": `movieId,title,genres\n${movies.join("\n")}\n`,
    "ratings.csv": `userId,movieId,rating,timestamp\n${ratings.join("\n")}\n`,
    "tags.csv": 'userId,movieId,tag,timestamp\n1,1,great,1000000000\n2,3,"funny, too",1000000001\n',
    "links.csv": "movieId,imdbId,tmdbId\n1,0114709,862\n2,0113497,\n",
  };
}

export function writeFiles(folder: string, files: Files): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** Packs as a user does. Gives the path of the ZIP. */
export async function pack(folder: string, name: string, files: Files): Promise<{ zip: string; drop: string }> {
  return packFolder(writeFiles(join(folder, name), files), { dataset: "movielens", out: join(folder, `${name}.zip`) });
}

/** Packs `files`, then lets `change` break what was packed. */
async function broken(
  folder: string,
  name: string,
  files: Files,
  change: (zip: AdmZip, manifest: Manifest) => void,
): Promise<string> {
  const { zip } = await pack(folder, name, files);
  const archive = new AdmZip(zip);
  const manifest: Manifest = JSON.parse(archive.readAsText("manifest.json"));
  change(archive, manifest);
  archive.writeZip(zip);
  return zip;
}

interface Manifest {
  name: string;
  resources: { path: string; hash: string; rowCount: number; bytes: number }[];
}

const put = (zip: AdmZip, manifest: Manifest) => zip.updateFile("manifest.json", Buffer.from(JSON.stringify(manifest)));
const resource = (manifest: Manifest, path: string) => manifest.resources.find((each) => each.path === path)!;
const sha256 = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;

/** Code → ZIP. */
export async function brokenDrops(folder: string): Promise<Record<string, string>> {
  const zips: Record<string, string> = {};
  let seed = 900;
  const make = async (
    code: string,
    change: (zip: AdmZip, manifest: Manifest) => void,
    files: Files = movielens(++seed),
  ) => {
    zips[code] = await broken(folder, code, files, change);
  };
  await make("MANIFEST_MEMBER_MISSING", (zip) => zip.deleteFile("tags.csv"));
  await make("MANIFEST_MEMBER_EXTRA", (zip, manifest) => {
    manifest.resources = manifest.resources.filter(({ path }) => path !== "tags.csv");
    put(zip, manifest);
  });
  await make("MANIFEST_HASH_MISMATCH", (zip, manifest) => {
    resource(manifest, "links.csv").hash = sha256("something else");
    put(zip, manifest);
  });
  await make("MANIFEST_ROWS_MISMATCH", (zip, manifest) => {
    resource(manifest, "ratings.csv").rowCount += 1;
    put(zip, manifest);
  });
  await make("CSV_HEADER_MISMATCH", (zip, manifest) => {
    const text = "movieId,imdb,tmdbId\n1,0114709,862\n2,0113497,\n";
    Object.assign(resource(manifest, "links.csv"), { hash: sha256(text), bytes: text.length });
    zip.updateFile("links.csv", Buffer.from(text));
    put(zip, manifest);
  });
  await make("MANIFEST_DATASET_UNKNOWN", (zip, manifest) => {
    manifest.name = "weather";
    put(zip, manifest);
  });
  await make("MANIFEST_NOT_JSON", (zip) => zip.updateFile("manifest.json", Buffer.from("{ not json")));
  await make("MANIFEST_ABSENT", (zip) => zip.deleteFile("manifest.json"));
  const files = movielens(++seed);
  const ratings = files["ratings.csv"]!.split("\n").map((line, index) =>
    index % 3 === 1 ? line.replace(/,[\d.]+,/, ",eleven,") : line,
  );
  await make("REJECT_THRESHOLD_EXCEEDED", () => {}, { ...files, "ratings.csv": ratings.join("\n") });
  zips.ARCHIVE_NOT_ZIP = join(folder, "not-a-zip.zip");
  writeFileSync(zips.ARCHIVE_NOT_ZIP, "These are no bytes of an archive.\n".repeat(100));
  return zips;
}
