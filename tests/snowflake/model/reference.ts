/** What streams must hold, in the plainest form: whole copies of the table at every point that matters. */

export type Rows = ReadonlyMap<number, string>;

interface Transaction {
  /** Committed rows when it began. */
  begunAt: Rows;
  inserted: Map<number, string>;
  updated: Map<number, string>;
  removed: Set<number>;
  /** Streams it consumed. */
  consumed: Set<number>;
  /** It changed or removed rows, and so holds the table. */
  holdsTable: boolean;
}

interface ModelStream {
  offset: Rows;
  appendOnly: boolean;
  /** Inserts committed since the offset, for append-only streams; with the number of the commit. */
  isInitial: boolean;
  offsetCommit: number;
}

const line = (id: number, value: string, action: string, isUpdate: boolean) => `${id}:${value}:${action}:${isUpdate}`;

export class Model {
  committed: Rows = new Map();
  readonly streams = new Map<number, ModelStream>();
  readonly open = new Map<number, Transaction>();
  /** What each commit inserted, by number of the commit. */
  readonly #inserts: Rows[] = [];
  /** Number of commits when each transaction began. */
  readonly #begunCommit = new Map<number, number>();

  begin(session: number): void {
    if (this.open.has(session)) return;
    this.open.set(session, {
      begunAt: this.committed,
      inserted: new Map(),
      updated: new Map(),
      removed: new Set(),
      consumed: new Set(),
      holdsTable: false,
    });
    this.#begunCommit.set(session, this.#inserts.length);
  }

  rollback(session: number): void {
    this.open.delete(session);
  }

  commit(session: number): void {
    const tx = this.open.get(session);
    if (tx === undefined) return;
    for (const id of tx.consumed) this.#advance(id, session);
    this.open.delete(session);
    const next = new Map(this.committed);
    for (const id of tx.removed) next.delete(id);
    for (const [id, value] of [...tx.updated, ...tx.inserted]) next.set(id, value);
    this.committed = next;
    this.#inserts.push(tx.inserted);
  }

  /** Another transaction changes rows and has not ended. */
  isTableHeld(session: number): boolean {
    return [...this.open].some(([other, tx]) => other !== session && tx.holdsTable);
  }

  isStreamHeld(session: number, stream: number): boolean {
    return [...this.open].some(([other, tx]) => other !== session && tx.consumed.has(stream));
  }

  visible(session: number): Rows {
    const tx = this.open.get(session);
    const rows = new Map(this.committed);
    for (const id of tx?.removed ?? []) rows.delete(id);
    for (const [id, value] of [...(tx?.updated ?? []), ...(tx?.inserted ?? [])]) rows.set(id, value);
    return rows;
  }

  /** Runs a change in the session's transaction, or in one of its own. */
  change(session: number, work: (tx: Transaction) => void): void {
    const isOwn = !this.open.has(session);
    if (isOwn) this.begin(session);
    work(this.open.get(session) as Transaction);
    if (isOwn) this.commit(session);
  }

  insert(session: number, rows: Rows): void {
    this.change(session, (tx) => {
      for (const [id, value] of rows) tx.inserted.set(id, value);
    });
  }

  update(session: number, isMeant: (id: number) => boolean, value: string): void {
    const seen = [...this.visible(session).keys()].filter(isMeant);
    this.change(session, (tx) => {
      tx.holdsTable = true;
      for (const id of seen) (tx.inserted.has(id) ? tx.inserted : tx.updated).set(id, value);
    });
  }

  remove(session: number, isMeant: (id: number) => boolean): void {
    const seen = [...this.visible(session).keys()].filter(isMeant);
    this.change(session, (tx) => {
      tx.holdsTable = true;
      for (const id of seen) {
        if (tx.inserted.delete(id)) continue;
        tx.updated.delete(id);
        tx.removed.add(id);
      }
    });
  }

  /** Rows whose id is there take the value, the others are added. */
  merge(session: number, rows: Rows): void {
    const seen = this.visible(session);
    this.change(session, (tx) => {
      tx.holdsTable = true;
      for (const [id, value] of rows) {
        if (seen.has(id) && !tx.inserted.has(id)) tx.updated.set(id, value);
        else tx.inserted.set(id, value);
      }
    });
  }

  addStream(id: number, appendOnly: boolean, isInitial: boolean): void {
    this.streams.set(id, { offset: this.committed, appendOnly, isInitial, offsetCommit: this.#inserts.length });
  }

  consume(session: number, stream: number): void {
    this.change(session, (tx) => void tx.consumed.add(stream));
  }

  read(session: number, id: number): string[] {
    const stream = this.streams.get(id) as ModelStream;
    const { offset, appendOnly, isInitial, offsetCommit } = stream;
    if (isInitial) return [...offset].map(([key, value]) => line(key, value, "INSERT", false)).sort();
    const commit = this.#endCommit(session);
    if (appendOnly) {
      const inserted = this.#inserts.slice(offsetCommit, commit).flatMap((rows) => [...rows]);
      return inserted.map(([key, value]) => line(key, value, "INSERT", false)).sort();
    }
    return commit <= offsetCommit ? [] : netChange(offset, this.#end(session)).sort();
  }

  #end(session: number): Rows {
    return this.open.get(session)?.begunAt ?? this.committed;
  }

  #endCommit(session: number): number {
    return this.open.has(session) ? (this.#begunCommit.get(session) as number) : this.#inserts.length;
  }

  #advance(id: number, session: number): void {
    const stream = this.streams.get(id) as ModelStream;
    const commit = this.#endCommit(session);
    if (stream.isInitial) stream.isInitial = false;
    else if (commit > stream.offsetCommit) {
      stream.offset = this.#end(session);
      stream.offsetCommit = commit;
    }
  }
}

function netChange(before: Rows, after: Rows): string[] {
  const lines: string[] = [];
  for (const [id, value] of before) {
    const now = after.get(id);
    if (now === undefined) lines.push(line(id, value, "DELETE", false));
    else if (now !== value) lines.push(line(id, value, "DELETE", true), line(id, now, "INSERT", true));
  }
  for (const [id, value] of after) if (!before.has(id)) lines.push(line(id, value, "INSERT", false));
  return lines;
}
