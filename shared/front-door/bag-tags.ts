/** What a BagIt bag says of itself: its payload manifests, its tag manifests, its Payload-Oxum. https://www.rfc-editor.org/rfc/rfc8493 */
import { hash } from "node:crypto";
import { type Fault, refuse } from "../errors.ts";
import { printable } from "../printable.ts";
import type { DropSource } from "./drop-source.ts";

/** Names of algorithms as in the files' names (RFC 8493, 2.4), with the hex digits of their digests; the strong ones first. */
const ALGORITHMS = { sha512: 128, sha256: 64, sha1: 40, md5: 32 } as const;
export type Algorithm = keyof typeof ALGORITHMS;
/** Of the payload at least one of these must be there. */
const STRONG: readonly Algorithm[] = ["sha512", "sha256"];

export type Listing = ReadonlyMap<string, string>;

export const invalidBag = (entry: string, found: string, expected: string) =>
  refuse("MANIFEST_BAG_INVALID", { entry, found, expected });

/** Of the payload, by algorithm. Throws `InputError` when there is none that proves anything. */
export async function readPayloadManifests(source: DropSource): Promise<Map<Algorithm, Listing>> {
  const listings = await readManifests(source, "manifest");
  if (!STRONG.some((algorithm) => listings.has(algorithm)))
    throw invalidBag("manifest-sha256.txt", "no such file", "SHA-256 or SHA-512 of every file below data/");
  return listings;
}

/** Throws `InputError` for a tag file that is not as its tag manifest says. */
export async function checkTagFiles(source: DropSource): Promise<void> {
  for (const [algorithm, listing] of await readManifests(source, "tagmanifest")) {
    for (const [name, expected] of listing) {
      const bytes = await source.readEntry(name);
      if (!bytes) throw invalidBag(name, "no such file", `the file that tagmanifest-${algorithm}.txt lists`);
      const found = hash(algorithm, bytes);
      if (found !== expected) throw invalidBag(name, `${algorithm} ${found}`, expected);
    }
  }
}

/** `Payload-Oxum: bytes.files` of bag-info.txt, where it is there (RFC 8493, 2.2.2). */
export async function oxumFaults(source: DropSource, payload: readonly { bytes: number }[]): Promise<Fault[]> {
  const info = await source.readEntry("bag-info.txt");
  const [, oxum] = (info && /^Payload-Oxum:[ \t]*(\S+)[ \t]*\r?$/im.exec(Buffer.from(info).toString("utf8"))) || [];
  if (oxum === undefined) return [];
  const expected = `${payload.reduce((sum, { bytes }) => sum + bytes, 0)}.${payload.length}`;
  return oxum === expected ? [] : [...invalidBag("bag-info.txt", `Payload-Oxum ${printable(oxum)}`, expected).faults];
}

async function readManifests(source: DropSource, kind: "manifest" | "tagmanifest"): Promise<Map<Algorithm, Listing>> {
  const found = new Map<Algorithm, Listing>();
  for (const algorithm of Object.keys(ALGORITHMS) as Algorithm[]) {
    const name = `${kind}-${algorithm}.txt`;
    const bytes = await source.readEntry(name);
    if (bytes) found.set(algorithm, parseListing(name, Buffer.from(bytes).toString("utf8"), ALGORITHMS[algorithm]));
  }
  return found;
}

/** By path. Each line: hex, white space, a path in which CR, LF and % are percent-encoded (RFC 8493, 2.1.3). */
function parseListing(entry: string, text: string, digits: number): Listing {
  const hashes = new Map<string, string>();
  for (const line of text.split(/\r\n|\n|\r/).filter((each) => each !== "")) {
    const [, hex, path] = /^([0-9a-fA-F]+)[ \t]+\*?(.+)$/.exec(line) ?? [];
    if (hex?.length !== digits || !path)
      throw invalidBag(entry, printable(line), `${digits} hexadecimal digits and a path`);
    const name = path.replace(/^\.\//, "").replace(/%(0[AaDd]|25)/g, (code) => decodeURIComponent(code));
    if (hashes.has(name)) throw invalidBag(entry, `${printable(name)} twice`, "each path once");
    hashes.set(name, hex.toLowerCase());
  }
  return hashes;
}
