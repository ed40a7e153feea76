/** Counts what was planted in a member, as the rules must find it. */
import type { Member } from "./dataset.ts";
import type { Delivered } from "./delivery.ts";

export interface ExpectedMember {
  rows: number;
  accepted: number;
  rejected: number;
  /** Rejected rows by the rules' reason. */
  reasons: Record<string, number>;
  /** Accepted rows that change what an earlier row brought. */
  changes: number;
  /** Accepted rows that arrive after rows that happened later. */
  late: number;
  /** Rows that came before: in this drop, which the rules reject, or in an earlier batch, which only the warehouse can see. */
  duplicates: { inDrop: number; redelivered: number };
}

export class TallyOfMember {
  readonly #member: Member;
  readonly #reasons = new Map<string, number>();
  /** Rows of earlier batches that this one has brought again. */
  readonly #again = new Set<number>();
  #rows = 0;
  #changes = 0;
  #late = 0;
  #inDrop = 0;
  #redelivered = 0;

  constructor(member: Member) {
    this.#member = member;
  }

  add({ fault, isRepeat, isChange, isLate, place }: Delivered): void {
    this.#rows += 1;
    // A broken row that comes again is told as broken again: the rules look at values first.
    const isInDrop = fault === undefined && isRepeat && (place >= this.#member.firstPlace || this.#again.has(place));
    if (isInDrop) this.#inDrop += 1;
    else if (fault === undefined && isRepeat) {
      this.#again.add(place);
      this.#redelivered += 1;
    }
    const reason = isInDrop ? this.#member.repeatedReason : fault;
    if (reason !== undefined) this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
    else {
      if (isChange) this.#changes += 1;
      if (isLate) this.#late += 1;
    }
  }

  result(): ExpectedMember {
    const reasons = Object.fromEntries([...this.#reasons].sort(([a], [b]) => (a < b ? -1 : 1)));
    const rejected = [...this.#reasons.values()].reduce((sum, count) => sum + count, 0);
    return {
      rows: this.#rows,
      accepted: this.#rows - rejected,
      rejected,
      reasons,
      changes: this.#changes,
      late: this.#late,
      duplicates: { inDrop: this.#inDrop, redelivered: this.#redelivered },
    };
  }
}
