/** Seeded randomness (mulberry32): the same seed, the same cases. */

export interface Random {
  /** 0 up to, not including, 1. */
  next(): number;
  /** 0 up to, not including, `limit`. */
  below(limit: number): number;
  pick<T>(values: readonly T[]): T;
}

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return { next, below, pick: (values) => values[below(values.length)]! };
}

const SPECIAL = [0, 1, 0xff, 0x7f, 0x50, 0x4b, 0x22, 0x0a, 0x0d, 0x2c];

/** One to eight changes: bytes set, flipped, cut out, doubled, moved, or the end cut off. */
export function mutate(bytes: Buffer, random: Random): Buffer {
  let changed = Buffer.from(bytes);
  for (let changes = 1 + random.below(random.next() < 0.7 ? 2 : 8); changes > 0 && changed.length > 0; changes -= 1) {
    const at = random.below(changed.length);
    const length = 1 + random.below(Math.min(16, changed.length - at));
    const kind = random.below(7);
    if (kind === 0) changed[at] = random.below(256);
    else if (kind === 1) changed[at]! ^= 1 << random.below(8);
    else if (kind === 2) changed[at] = random.pick(SPECIAL);
    else if (kind === 3) changed = Buffer.concat([changed.subarray(0, at), changed.subarray(at + length)]);
    else if (kind === 4) changed = Buffer.concat([changed.subarray(0, at + length), changed.subarray(at)]);
    else if (kind === 5) changed.fill(random.pick(SPECIAL), at, at + length);
    else changed = changed.subarray(0, at);
  }
  return Buffer.from(changed);
}
