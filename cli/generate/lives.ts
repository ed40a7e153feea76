/** What happens later to the things that a chunk brings: how often they are changed, how they end, and how many chunks later. */
import { Dice } from "./random.ts";
import { CHUNK_ROWS } from "./stream.ts";

export interface Step {
  /** Which of the chunk's things. */
  member: number;
  /** From 1; step 0 is the one that brought the thing. */
  step: number;
  kind: string;
  /** Chunks after the thing was brought. */
  lag: number;
}

export interface Lives {
  /** How many things a chunk brings that have a later life; what it brings beyond them has none. */
  members: number;
  /** Of one member, in their order. */
  of(member: number): readonly Step[];
  /** Of all members, by their lag. */
  byLag: ReadonlyMap<number, readonly Step[]>;
}

/** Of each chunk's rows, this part is planned: the rest takes what late rows add or take away. */
export const PLANNED_SHARE = 0.85;

/** `life` gives the kinds of steps of one thing, with the lag of each after the one before (at least 1). The same for every chunk. */
export function planLives(seed: number, life: (dice: Dice) => { kind: string; after: number }[]): Lives {
  const steps: Step[][] = [];
  for (let rows = 0; ; ) {
    const member = steps.length;
    let lag = 0;
    const ofMember = life(new Dice(seed, "life", member)).map(({ kind, after }, index) => {
      lag += after;
      return { member, step: index + 1, kind, lag };
    });
    rows += 1 + ofMember.length;
    if (rows > CHUNK_ROWS * PLANNED_SHARE) break;
    steps.push(ofMember);
  }
  return {
    members: steps.length,
    of: (member) => steps[member] ?? [],
    byLag: Map.groupBy(steps.flat(), ({ lag }) => lag),
  };
}
