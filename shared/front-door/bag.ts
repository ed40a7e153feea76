/** A BagIt bag as packaging: its payload, held against its manifests, is the drop. https://www.rfc-editor.org/rfc/rfc8493 */
import { createHash, type Hash, hash } from "node:crypto";
import { type Fault, fault, InputError, refuse } from "../errors.ts";
import { printable } from "../printable.ts";
import {
  type Algorithm,
  checkTagFiles,
  invalidBag,
  type Listing,
  oxumFaults,
  readPayloadManifests,
} from "./bag-tags.ts";
import type { DropEntry, DropMember, DropSource } from "./drop-source.ts";

const DECLARATION = "bagit.txt";
const PAYLOAD = "data/";
/** RFC 8493, 2.1.1: exactly these two lines, in this order. */
const DECLARATION_TEXT = /^BagIt-Version: (?:0\.9[67]|1\.0)\r?\nTag-File-Character-Encoding: UTF-8\r?\n?$/;

/** The payload without `data/`; a source that is no bag comes back as it is. Throws `InputError` for a bag that is not complete or not supported. */
export async function unbag(packaged: DropSource): Promise<DropSource> {
  const source = withoutTopFolder(packaged);
  const declaration = await source.readEntry(DECLARATION);
  if (!declaration) return packaged;
  const text = Buffer.from(declaration).toString("utf8");
  if (!DECLARATION_TEXT.test(text))
    throw invalidBag(DECLARATION, printable(text), "BagIt-Version 0.96 to 1.0 and Tag-File-Character-Encoding: UTF-8");
  if (source.entries.some(({ name }) => name === "fetch.txt"))
    throw invalidBag("fetch.txt", "files that are to be fetched from elsewhere", "every file in the bag");
  const listings = await readPayloadManifests(source);
  await checkTagFiles(source);
  const payload = source.entries.filter(({ name }) => name.startsWith(PAYLOAD));
  const names = payload.map(({ name }) => name);
  const faults = [
    ...new Map(
      [...listings.values()]
        .flatMap((listing) => completenessFaults(listing, names))
        .map((each) => [`${each.code} ${each.entry}`, each]),
    ).values(),
    ...(await oxumFaults(source, payload)),
  ];
  if (faults.length > 0) throw new InputError(faults);
  return {
    ...below(source, PAYLOAD),
    async readEntry(name) {
      const bytes = await source.readEntry(PAYLOAD + name);
      for (const [algorithm, listing] of bytes ? listings : [])
        assertHash(name, algorithm, hash(algorithm, bytes!), listing.get(PAYLOAD + name)!);
      return bytes;
    },
    async *members(wanted = () => true) {
      const isWanted = ({ name, bytes }: DropEntry) =>
        name.startsWith(PAYLOAD) && wanted({ name: inside(name), bytes });
      for await (const member of source.members(isWanted))
        yield heldAgainst(member, inside(member.entry.name), listings);
    },
  };
}

const inside = (name: string) => name.slice(PAYLOAD.length);

/** A bag is serialized in a folder of its name (RFC 8493, 4): where everything lies in one folder with a declaration, that folder is the bag. */
function withoutTopFolder(source: DropSource): DropSource {
  const [first] = source.entries;
  const folder = first?.name.slice(0, first.name.indexOf("/") + 1) ?? "";
  const isBag = folder !== "" && source.entries.some(({ name }) => name === `${folder}${DECLARATION}`);
  return isBag && source.entries.every(({ name }) => name.startsWith(folder)) ? below(source, folder) : source;
}

/** What lies below a folder, without the folder. */
function below(source: DropSource, folder: string): DropSource {
  const shorten = ({ name, bytes }: DropEntry): DropEntry => ({ name: name.slice(folder.length), bytes });
  return {
    entries: source.entries.filter(({ name }) => name.startsWith(folder)).map(shorten),
    systemEntries: source.systemEntries,
    readEntry: (name) => source.readEntry(folder + name),
    async *members(wanted = () => true) {
      const isWanted = (entry: DropEntry) => entry.name.startsWith(folder) && wanted(shorten(entry));
      for await (const member of source.members(isWanted))
        yield { entry: shorten(member.entry), chunks: () => member.chunks(), digest: () => member.digest() };
    },
  };
}

function completenessFaults(hashes: Listing, names: readonly string[]): Fault[] {
  const there = new Set(names);
  return [
    ...[...hashes.keys()]
      .filter((name) => !there.has(name))
      .map((name) =>
        fault("MANIFEST_MEMBER_MISSING", {
          entry: printable(name),
          message: `${printable(name)} is in the bag's manifest but not there.`,
        }),
      ),
    ...names
      .filter((name) => !hashes.has(name))
      .map((name) =>
        fault("MANIFEST_MEMBER_EXTRA", { entry: name, message: `${name} is there but not in the bag's manifest.` }),
      ),
  ];
}

function heldAgainst(member: DropMember, name: string, listings: ReadonlyMap<Algorithm, Listing>): DropMember {
  // SHA-256 is known of every member anyway.
  const others = [...listings.keys()].filter((algorithm) => algorithm !== "sha256");
  const hashes = new Map<Algorithm, Hash>(others.map((algorithm) => [algorithm, createHash(algorithm)]));
  return {
    entry: { name, bytes: member.entry.bytes },
    digest: () => member.digest(),
    async *chunks() {
      for await (const chunk of member.chunks()) {
        for (const each of hashes.values()) each.update(chunk);
        yield chunk;
      }
      for (const [algorithm, listing] of listings) {
        const found = hashes.get(algorithm)?.digest("hex") ?? member.digest().sha256;
        assertHash(name, algorithm, found, listing.get(member.entry.name)!);
      }
    },
  };
}

function assertHash(entry: string, algorithm: Algorithm, found: string, expected: string): void {
  if (found === expected) return;
  const message = `${entry} has ${algorithm.toUpperCase()} ${found}, the bag's manifest says ${expected}.`;
  throw refuse("MANIFEST_HASH_MISMATCH", { entry, message, found, expected });
}
