/** Every statement kind that the twin executes, and by whom. A kind that is in no list is refused by name. */
import type { Executors } from "./context.ts";

const areas: readonly Executors[] = [];

/** Throws when two areas claim the same kind: that is a fault of ours. */
export function joinExecutors(lists: readonly Executors[]): Executors {
  const joined: Record<string, unknown> = {};
  for (const list of lists) {
    for (const [kind, executor] of Object.entries(list)) {
      if (kind in joined) throw new Error(`Two executors for ${kind}.`);
      joined[kind] = executor;
    }
  }
  return joined as Executors;
}

export const executors: Executors = joinExecutors(areas);
