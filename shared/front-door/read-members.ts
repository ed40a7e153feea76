/** Streams a drop's members past every check, and on to where they are published while nothing speaks against it. */
import type { Contract } from "../contract/contract.ts";
import { type Fault, InputError } from "../errors.ts";
import { findDiscrepancies, stemOf } from "../manifest/completeness.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { DropMember, DropSource } from "./drop-source.ts";
import { createContentReader } from "./member-content.ts";
import { addFaults, type Progress, type ReadState } from "./progress.ts";

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
  /** What was found before, to which is added. */
  state: ReadState;
  progress: Progress;
}

/**
 * Reads the members that `state` has not, and adds to it what was found, faults too. A fault of the archive itself ends the reading: what
 * follows cannot be trusted. Gives the values that break the contract, the first 1,000 of each member that was read now.
 */
export async function readMembers(options: ReadOptions): Promise<Fault[]> {
  const { state, progress, source, members } = options;
  const valueFaults: Fault[] = [];
  const done = new Set(state.read);
  try {
    for await (const member of source.members(({ name }) => members.has(name) && !done.has(name))) {
      progress.begin(member.entry.bytes);
      const body = checkedBody(member, options, valueFaults);
      try {
        if (options.publish && state.faultCount === 0) await options.publish(member.entry.name, body.chunks);
        else for await (const _ of body.chunks);
      } catch (error) {
        if (!(error instanceof InputError) || !body.isRead()) throw error;
        addFaults(state, error.faults, error.faultCount); // read to its end, so the next member can be read
      }
      state.read.push(member.entry.name);
      await progress.finished();
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    addFaults(state, error.faults, error.faultCount);
  }
  return valueFaults;
}

/** The member's bytes, which throw at their end what is wrong with them: an upload of them is then aborted. */
function checkedBody(member: DropMember, options: ReadOptions, valueFaultsOfAll: Fault[]) {
  const { contract, manifest, members, hashesTwins, state, progress } = options;
  const path = member.entry.name;
  const isTwin = hashesTwins && [...members].some((other) => other !== path && stemOf(other) === stemOf(path));
  const content = createContentReader(path, contract, isTwin);
  let isRead = false;
  async function* chunks() {
    for await (const chunk of member.chunks()) {
      progress.pass(chunk.length);
      content.push(chunk);
      yield chunk;
    }
    isRead = true;
    const { bytes, sha256 } = member.digest();
    const { receipt, isCounted, faults, faultCount, valueFaults, contentHash } = await content.end();
    const listed = manifest?.members.filter((each) => each.path === path) ?? [];
    const found = { path, bytes, sha256, rowCount: isCounted ? (receipt.rowCount ?? undefined) : undefined };
    const differences = listed.length === 0 ? [] : findDiscrepancies({ ...manifest!, members: listed }, [found]);
    valueFaultsOfAll.push(...valueFaults);
    if (differences.length + faultCount > 0)
      throw new InputError([...differences, ...faults], { faultCount: differences.length + faultCount });
    if (contentHash) state.contentHashes[path] = { rows: contentHash.rows(), digest: contentHash.digest() };
    state.members.push({ path, bytes, sha256, ...receipt });
  }
  return { chunks: chunks(), isRead: () => isRead };
}
