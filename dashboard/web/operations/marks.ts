/** Where an axis has its marks. Pure. */

const NICE = [1, 2, 5];

/** Spaces between marks that people count in: about five over `total`. */
export function markEvery(total: number): number {
  const least = Math.max(1, total / 6);
  for (let power = 1; ; power *= 10) for (const nice of NICE) if (nice * power >= least) return nice * power;
}
