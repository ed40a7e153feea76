/** A drop as the front door reads it, whatever it is wrapped in: an archive, a folder, a bag. */

export interface DropEntry {
  /** Path within the drop, `/` between segments. */
  readonly name: string;
  readonly bytes: number;
}

export interface DropMember {
  readonly entry: DropEntry;
  /** The bytes, once, to their end before the next member. Throws `InputError` for bytes that are not what the wrapping says. */
  chunks(): AsyncIterable<Uint8Array>;
  /** Known once `chunks()` was read to its end. */
  digest(): { bytes: number; sha256: string };
}

/** `Archive` of `shared/zip` is one. */
export interface DropSource {
  readonly entries: readonly DropEntry[];
  /** What operating systems add; refused unless the contract ignores it. */
  readonly systemEntries: readonly DropEntry[];
  /** A small entry as a whole; `undefined` when there is none of that name. */
  readEntry(name: string): Promise<Uint8Array | undefined>;
  /** The entries that are wanted, one after the other. */
  members(wanted?: (entry: DropEntry) => boolean): AsyncIterable<DropMember>;
}
