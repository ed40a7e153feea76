/** Streams a drop's members past every check, and on to where they are published while nothing speaks against it. */
import type { Contract } from "../contract/contract.ts";
import { type Fault, InputError } from "../errors.ts";
import { findDiscrepancies, stemOf } from "../manifest/completeness.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { ContentHash } from "../parquet/content-hash.ts";
import type { ReceiptMember } from "../receipt.ts";
import type { DropMember, DropSource } from "./drop-source.ts";
import { createContentReader } from "./member-content.ts";

export type Publish = (path: string, body: AsyncIterable<Uint8Array>) => Promise<unknown>;

export interface ReadOptions {
  source: DropSource;
  contract: Contract;
  /** Which entries are members. */
  members: ReadonlySet<string>;
  /** Against which each member is held as soon as it was read; not there where the drop has none of its own. */
  manifest: Manifest | undefined;
  /** Whether the rows of CSV members that have a Parquet twin are hashed. */
  hashesTwins: boolean;
  /** Takes a member's bytes; an error thrown by them leaves nothing there. Called until the first fault. */
  publish: Publish | undefined;
}

export interface ReadResult {
  members: ReceiptMember[];
  faults: Fault[];
  /** Values that break the contract, the first 1,000 of each member. */
  valueFaults: Fault[];
  /** By path, of CSV members with a twin. */
  contentHashes: Map<string, ContentHash>;
}

/** What was read, and every fault found on the way. A fault of the archive itself ends the reading: what follows cannot be trusted. */
export async function readMembers(options: ReadOptions): Promise<ReadResult> {
  const result: ReadResult = { members: [], faults: [], valueFaults: [], contentHashes: new Map() };
  try {
    for await (const member of options.source.members(({ name }) => options.members.has(name))) {
      const body = checkedBody(member, options, result);
      try {
        if (options.publish && result.faults.length === 0) await options.publish(member.entry.name, body.chunks);
        else for await (const _ of body.chunks);
      } catch (error) {
        if (!(error instanceof InputError) || !body.isRead()) throw error;
        result.faults.push(...error.faults); // read to its end, so the next member can be read
      }
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    result.faults.push(...error.faults);
  }
  return result;
}

/** The member's bytes, which throw at their end what is wrong with them: an upload of them is then aborted. */
function checkedBody(member: DropMember, { contract, manifest, members, hashesTwins }: ReadOptions, into: ReadResult) {
  const path = member.entry.name;
  const isTwin = hashesTwins && [...members].some((other) => other !== path && stemOf(other) === stemOf(path));
  const content = createContentReader(path, contract, isTwin);
  let isRead = false;
  async function* chunks() {
    for await (const chunk of member.chunks()) {
      content.push(chunk);
      yield chunk;
    }
    isRead = true;
    const { bytes, sha256 } = member.digest();
    const { receipt, faults, valueFaults, contentHash } = await content.end();
    const listed = manifest?.members.filter((each) => each.path === path) ?? [];
    const found = { path, bytes, sha256, rowCount: receipt.rowCount ?? undefined };
    const differences = listed.length === 0 ? [] : findDiscrepancies({ ...manifest!, members: listed }, [found]);
    into.valueFaults.push(...valueFaults);
    if (differences.length + faults.length > 0) throw new InputError([...differences, ...faults]);
    if (contentHash) into.contentHashes.set(path, contentHash);
    into.members.push({ path, bytes, sha256, ...receipt });
  }
  return { chunks: chunks(), isRead: () => isRead };
}
