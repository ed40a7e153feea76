/** Run-time helpers of RANDSTR and ZIPF: both are functions of a seed. */
import { fault, type Helper, helper } from "./scalar-function.ts";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** SplitMix64: well spread bits for neighbouring seeds. */
function next(state: bigint): bigint {
  let z = BigInt.asUintN(64, state);
  z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
  z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
  return z ^ (z >> 31n);
}
const STEP = 0x9e3779b97f4a7c15n;

function randomText(length: bigint, seed: bigint): string {
  let text = "";
  for (let at = 1n; at <= length; at++) text += letters[Number(next(seed + at * STEP) % BigInt(letters.length))];
  return text;
}

const sums = new Map<string, Float64Array>();

/** Running sums of 1/k^s for k = 1 … n. */
function harmonic(exponent: number, count: number): Float64Array {
  const key = `${exponent} ${count}`;
  let known = sums.get(key);
  if (known === undefined) {
    known = new Float64Array(count);
    let sum = 0;
    for (let k = 1; k <= count; k++) known[k - 1] = sum += k ** -exponent;
    if (sums.size > 16) sums.clear();
    sums.set(key, known);
  }
  return known;
}

function zipf(exponent: number, count: bigint, seed: bigint): bigint {
  if (count < 1n || count > 16_777_215n)
    throw fault("100313", "22023", `Invalid number of elements for ZIPF: ${count}`);
  const known = harmonic(exponent, Number(count));
  const target = (Number(next(seed) >> 11n) / 2 ** 53) * known.at(-1)!;
  let low = 0;
  let high = known.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (known[middle]! > target) high = middle;
    else low = middle + 1;
  }
  return BigInt(low + 1);
}

export const randomHelpers: readonly Helper[] = [
  helper("sf_random_text", "bigint bigint", "text", randomText),
  helper("sf_zipf", "double bigint bigint", "bigint", zipf),
];
