/** Keeps how far a judgement is in the processed bucket, and ends the work in time for another invocation to go on. */
import { type Progress, TimeIsUp } from "../../shared/front-door/progress.ts";
import { progressKey } from "../../shared/keys.ts";
import type { ObjectStore } from "../../shared/object-store/port.ts";

export interface SavedProgressOptions {
  store: ObjectStore;
  bucket: string;
  /** The landing object version's. */
  id: string;
  /** Whether an earlier invocation may have left something. */
  mayBeThere: boolean;
  /** Lambda's `context.getRemainingTimeInMillis`. */
  remainingMs(): number;
  /** Aborted when another worker took over: what is left to do is its work. */
  signal: AbortSignal;
  pace: Pace;
}

export interface Pace {
  /** Left over at the end, to close what is open, to save and to start the next invocation. */
  reserveMs: number;
  /** Between two savings, so that a drop of many small members costs no more than one that is read in a moment. 0: after each member. */
  saveEveryMs: number;
}

export const DEFAULT_PACE: Pace = { reserveMs: 20_000, saveEveryMs: 5_000 };

export interface SavedProgress extends Progress {
  save(): Promise<void>;
  /** Before the last writes: what is final needs none. */
  remove(): Promise<void>;
}

/** One member takes longer than an invocation has. The state of inflating and hashing cannot be kept, so a member is read in one go. */
export class MemberTooLong extends Error {
  override readonly name = "MemberTooLong";
}

export async function openSavedProgress(options: SavedProgressOptions): Promise<SavedProgress> {
  const { store, bucket, id, mayBeThere, remainingMs, signal, pace } = options;
  const ref = { bucket, key: progressKey(id) };
  const isThere = mayBeThere && (await store.head(ref)) !== undefined;
  const readings = isThere ? (JSON.parse(await store.getText(ref)) as Pick<Progress, "readings">).readings : {};
  const startedMs = remainingMs();
  let isSaved = isThere;
  let savedAtMs = startedMs;
  let finished = 0;
  let bytes = 0;

  async function save() {
    await store.put(ref, JSON.stringify({ readings }), { contentType: "application/json" });
    isSaved = true;
    savedAtMs = remainingMs();
  }

  return {
    readings,
    begin(next) {
      if (finished === 0) return; // there will never be more time than now
      const bytesPerMs = bytes / Math.max(1, startedMs - remainingMs());
      if (next / bytesPerMs > remainingMs() - pace.reserveMs) throw new TimeIsUp("The next member takes too long.");
    },
    pass(passed) {
      signal.throwIfAborted();
      bytes += passed;
      if (remainingMs() >= pace.reserveMs) return;
      if (finished > 0) throw new TimeIsUp("The invocation ends.");
      throw new MemberTooLong(
        `A member is larger than one invocation can read: ${bytes} bytes had passed when its time was up. Give unzip-and-validate more memory, which is more speed, or lower archiveEntryBytes in serverless.yml, so that such members are refused when they arrive.`,
      );
    },
    async finished() {
      finished += 1;
      if (savedAtMs - remainingMs() >= pace.saveEveryMs) await save();
    },
    save,
    async remove() {
      if (isSaved) await store.delete(ref);
    },
  };
}
