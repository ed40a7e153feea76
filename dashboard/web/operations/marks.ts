/** Where an axis has its marks. Pure. */

const NICE = [1, 2, 5];

/** Spaces between marks that people count in: one or more, and at most `most` of them over `total`. */
export function markEvery(total: number, most: number): number {
  const least = Math.max(1, total / most);
  for (let power = 1; ; power *= 10) for (const nice of NICE) if (nice * power >= least) return nice * power;
}
