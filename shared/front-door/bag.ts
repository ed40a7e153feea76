/** A BagIt bag as packaging: its payload, held against manifest-sha256.txt, is the drop. https://www.rfc-editor.org/rfc/rfc8493 */
import { type Fault, fault, InputError, refuse } from "../errors.ts";
import { printable } from "../printable.ts";
import type { DropMember, DropSource } from "./drop-source.ts";

const DECLARATION = "bagit.txt";
const PAYLOAD_MANIFEST = "manifest-sha256.txt";
const PAYLOAD = "data/";
/** RFC 8493, 2.1.1: exactly these two lines, in this order. */
const DECLARATION_TEXT = /^BagIt-Version: (?:0\.9[67]|1\.0)\r?\nTag-File-Character-Encoding: UTF-8\r?\n?$/;

/** The payload without `data/`; a source that is no bag comes back as it is. Throws `InputError` for a bag that is not complete or not supported. */
export async function unbag(source: DropSource): Promise<DropSource> {
  const declaration = await source.readEntry(DECLARATION);
  if (!declaration) return source;
  const text = Buffer.from(declaration).toString("utf8");
  if (!DECLARATION_TEXT.test(text))
    throw invalid(DECLARATION, printable(text), "BagIt-Version 0.96 to 1.0 and Tag-File-Character-Encoding: UTF-8");
  if (source.entries.some(({ name }) => name === "fetch.txt"))
    throw invalid("fetch.txt", "files that are to be fetched from elsewhere", "every file in the bag");
  const listing = await source.readEntry(PAYLOAD_MANIFEST);
  if (!listing) throw invalid(PAYLOAD_MANIFEST, "no such file", "SHA-256 of every file below data/");
  const hashes = parseListing(Buffer.from(listing).toString("utf8"));
  const payload = source.entries.filter(({ name }) => name.startsWith(PAYLOAD));
  const faults = completenessFaults(
    hashes,
    payload.map(({ name }) => name),
  );
  if (faults.length > 0) throw new InputError(faults);
  const inside = (name: string) => name.slice(PAYLOAD.length);
  async function* members(wanted: Parameters<DropSource["members"]>[0] = () => true) {
    const isWanted = (name: string, bytes: number) => name.startsWith(PAYLOAD) && wanted({ name: inside(name), bytes });
    for await (const member of source.members(({ name, bytes }) => isWanted(name, bytes)))
      yield heldAgainst(member, inside(member.entry.name), hashes.get(member.entry.name)!);
  }
  return {
    entries: payload.map(({ name, bytes }) => ({ name: inside(name), bytes })),
    systemEntries: source.systemEntries,
    members,
    readEntry: (name) => source.readEntry(PAYLOAD + name),
  };
}

/** By path. Each line: hex, white space, a path in which CR, LF and % are percent-encoded (RFC 8493, 2.1.3). */
function parseListing(text: string): Map<string, string> {
  const hashes = new Map<string, string>();
  for (const line of text.split(/\r\n|\n|\r/).filter((each) => each !== "")) {
    const [, hash, path] = /^([0-9a-fA-F]{64})[ \t]+\*?(.+)$/.exec(line) ?? [];
    if (!hash || !path) throw invalid(PAYLOAD_MANIFEST, printable(line), "64 hexadecimal digits and a path");
    const name = path.replace(/^\.\//, "").replace(/%(0[AaDd]|25)/g, (code) => decodeURIComponent(code));
    if (hashes.has(name)) throw invalid(PAYLOAD_MANIFEST, `${printable(name)} twice`, "each path once");
    hashes.set(name, hash.toLowerCase());
  }
  return hashes;
}

function completenessFaults(hashes: ReadonlyMap<string, string>, names: readonly string[]): Fault[] {
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

function heldAgainst(member: DropMember, name: string, expected: string): DropMember {
  return {
    entry: { name, bytes: member.entry.bytes },
    digest: () => member.digest(),
    async *chunks() {
      yield* member.chunks();
      const { sha256 } = member.digest();
      if (sha256 !== expected)
        throw refuse("MANIFEST_HASH_MISMATCH", {
          entry: name,
          message: `${name} has SHA-256 ${sha256}, the bag's manifest says ${expected}.`,
          found: sha256,
          expected,
        });
    },
  };
}

const invalid = (entry: string, found: string, expected: string) =>
  refuse("MANIFEST_BAG_INVALID", { entry, found, expected });
