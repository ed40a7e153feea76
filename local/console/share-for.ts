/** One run of `work` serves everybody who asks while it runs and for `ms` milliseconds after; a failure serves only those who wait for it. */
export function shareFor<T>(ms: number, work: () => Promise<T>): () => Promise<T> {
  let shared: { value: Promise<T>; until: number } | undefined;
  return () => {
    if (shared && Date.now() < shared.until) return shared.value;
    const mine = { value: work(), until: Number.POSITIVE_INFINITY };
    shared = mine;
    mine.value.then(
      () => {
        mine.until = Date.now() + ms;
      },
      () => {
        if (shared === mine) shared = undefined;
      },
    );
    return mine.value;
  };
}
