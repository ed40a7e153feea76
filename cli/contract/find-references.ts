/** Finds columns whose every value is a key of another file: foreign keys that the files prove. */
import { normaliseName } from "../../shared/contract/contract.ts";
import { eachRecord, type FileProfile } from "./profile-file.ts";

export interface Reference {
  from: string;
  column: string;
  to: string;
  key: string;
}

export interface KeyedFile extends FileProfile {
  /** Names of the key's columns; empty where there is none. */
  key: string[];
}

/** A column refers to a key of one column when it has the key's name, or the table's and the key's (`movie_id` and `movies.id`). */
export async function findReferences(files: readonly KeyedFile[]): Promise<Reference[]> {
  const found: Reference[] = [];
  for (const target of files.filter((file) => isHome(file, files))) {
    const key = target.key[0]!;
    if (!target.dialect) continue;
    const sources = files.flatMap((file) =>
      file === target || !file.dialect
        ? []
        : file.columns.flatMap(({ name }, index) =>
            isNamedFor(name, target.stem, key) ? [{ file, name, index }] : [],
          ),
    );
    if (sources.length === 0) continue;
    const at = target.columns.findIndex(({ name }) => name === key);
    const keys = new Set<string>();
    await eachRecord(target.file, target.dialect, (texts) => void keys.add(texts[at]!));
    for (const { file, name, index } of sources) {
      let isProved = file.rows > 0;
      await eachRecord(file.file, file.dialect!, (texts) => {
        if (isProved && texts[index] !== "" && !keys.has(texts[index]!)) isProved = false;
      });
      if (isProved) found.push({ from: file.stem, column: name, to: target.stem, key });
    }
  }
  return found;
}

const singularOf = (table: string) => normaliseName(table).replace(/s$/, "");

/** Where several files have one key, as movies and links have movieId, it is at home in the one that is named for it, or in the first. */
function isHome({ stem, key }: KeyedFile, files: readonly KeyedFile[]): boolean {
  if (key.length !== 1) return false;
  const name = normaliseName(key[0]!);
  const sharing = files.filter((file) => file.key.length === 1 && normaliseName(file.key[0]!) === name);
  const home = sharing.find((file) => name.startsWith(singularOf(file.stem))) ?? sharing[0];
  return name === "id" || home?.stem === stem;
}

function isNamedFor(column: string, table: string, key: string): boolean {
  const name = normaliseName(column);
  return name === normaliseName(key) ? name !== "id" : name === `${singularOf(table)}${normaliseName(key)}`;
}
