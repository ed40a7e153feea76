/** Drafts a contract from the files of a folder: what they prove goes into it, what a person must decide is said in notes. */
import { readdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { parseContract } from "../../shared/contract/parse.ts";
import type { Dialect } from "../../shared/csv/dialect.ts";
import { wrongUse } from "../exit-codes.ts";
import { findReferences, type KeyedFile, type Reference } from "./find-references.ts";
import type { ColumnProfile } from "./profile-column.ts";
import { findKeyPair, profileFile } from "./profile-file.ts";

export interface DraftedContract {
  /** A Data Package v2 descriptor that Reelhouse reads as a contract. */
  contract: object;
  notes: string[];
}

/** Throws `CommandError` (wrong use) for a folder without data, `InputError` for a file that cannot be read. */
export async function draftContract(folder: string, name = datasetName(folder)): Promise<DraftedContract> {
  if (!/^[a-z][a-z0-9_-]*$/.test(name))
    throw wrongUse(`A dataset is named with a-z, 0-9, _ and -, from a letter on; "${name}" is not. Say --name.`);
  const notes: string[] = [];
  const files: KeyedFile[] = [];
  for (const file of await dataFilesOf(folder)) {
    const profile = await profileFile(file);
    const twin = files.find(({ stem }) => stem.toLowerCase() === profile.stem.toLowerCase());
    if (twin) notes.push(`${basename(file)} is a twin of ${basename(twin.file)}: one table stands for both.`);
    else files.push({ ...profile, key: await keyOf(profile, notes) });
  }
  const references = await findReferences(files);
  const contract = {
    $schema: "https://datapackage.org/profiles/2.0/datapackage.json",
    name,
    title: titleOf(name),
    reelhouse: {
      version: 1,
      documents: ["README.txt", "README.md", "LICENSE", "LICENSE.txt"],
      ignoreSystemFiles: true,
    },
    resources: files.map((file) => resourceOf(file, references)),
  };
  parseContract(contract); // what is drafted is a contract, or it is a defect
  return { contract, notes };
}

async function dataFilesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => {
    throw wrongUse(`${folder} is not a folder that can be read.`);
  });
  // CSV before Parquet: its values are looked at.
  const data = names
    .filter((name) => /\.(csv|tsv|txt|parquet)$/i.test(name) && !/^(readme|license)/i.test(name))
    .sort();
  if (data.length === 0) throw wrongUse(`${folder} has no CSV or Parquet files.`);
  return data.map((name) => join(folder, name));
}

async function keyOf(profile: Awaited<ReturnType<typeof profileFile>>, notes: string[]): Promise<string[]> {
  const { file, columns, rows } = profile;
  const unique = rows === 0 ? [] : columns.filter(({ isUnique, type }) => isUnique === true && type !== "number");
  const single =
    unique.find(({ name }) => /id$|key$|code$/i.test(name)) ??
    unique.find(({ type }) => type !== "string") ??
    unique[0];
  if (single) return [single.name];
  const pair = await findKeyPair(profile);
  if (pair) return pair.map((index) => columns[index]!.name);
  notes.push(`${basename(file)}: no key could be proved; set primaryKey if rows have one.`);
  return [];
}

function resourceOf(file: KeyedFile, references: readonly Reference[]) {
  const name =
    file.stem
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, "_")
      .replace(/^[^a-z]+/, "") || "table";
  const own = references.filter(({ from }) => from === file.stem);
  const table = snake(name).toUpperCase();
  return {
    name,
    title: titleOf(name),
    path: `${name}.${file.format}`,
    ...(file.dialect && { dialect: dialectJson(file.dialect), encoding: file.dialect.encoding }),
    format: file.format,
    schema: {
      fieldsMatch: ["exact"],
      missingValues: [""],
      ...(file.key.length > 0 && { primaryKey: file.key }),
      ...(own.length > 0 && {
        foreignKeys: own.map(({ column, to, key }) => ({
          fields: [column],
          reference: { resource: to.toLowerCase().replace(/[^a-z0-9._-]+/g, "_"), fields: [key] },
        })),
      }),
      fields: file.columns.map((column) => fieldOf(column, file.key)),
    },
    reelhouse: {
      table: `RAW.${table}`,
      required: false,
      rejectThreshold: 0.01,
      columns: file.columns.map((column, index) => ({
        name: snake(column.name) || `column_${index + 1}`,
        from: column.name,
        type: snowflakeType(column),
        nullable: column.missing > 0,
        description: titleOf(column.name),
      })),
    },
  };
}

function fieldOf(column: ColumnProfile, key: readonly string[]) {
  const { name, type, missing, longest, range, examples } = column;
  const seen = range ? `${range.minimum} to ${range.maximum}` : examples.map((text) => text.slice(0, 40)).join(", ");
  const constraints = {
    ...(missing === 0 && { required: true }),
    ...(key.length === 1 && key[0] === name && { unique: true }),
    ...(range && range.minimum >= 0 && { minimum: 0 }),
    ...(type === "string" && longest > 0 && { maxLength: roomFor(longest) }),
  };
  return { name, type, title: titleOf(name), ...(seen && { description: `Seen: ${seen}.` }), constraints };
}

/** Twice the longest, rounded up to a power of two: what was seen once is not the most that may come. */
const roomFor = (longest: number) => 2 ** Math.ceil(Math.log2(longest * 2));

/** https://docs.snowflake.com/en/sql-reference/intro-summary-data-types */
function snowflakeType({ type, longest }: ColumnProfile): string {
  const types: Record<string, string> = {
    integer: "number(38,0)",
    number: "float",
    boolean: "boolean",
    date: "date",
    datetime: "timestamp_ntz(9)",
    time: "time(9)",
  };
  return types[type] ?? (longest > 0 ? `varchar(${roomFor(longest)})` : "varchar");
}

const dialectJson = ({ delimiter, quoteChar, doubleQuote, header }: Dialect) => ({
  header,
  delimiter,
  quoteChar: quoteChar ?? null,
  doubleQuote,
});

const datasetName = (folder: string) => snake(basename(resolve(folder)));

/** `userId`, `User ID` and `user_id` become `user_id`. */
const snake = (name: string) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "");

const titleOf = (name: string) => {
  const words = snake(name).replaceAll("_", " ") || name;
  return words.charAt(0).toUpperCase() + words.slice(1);
};
