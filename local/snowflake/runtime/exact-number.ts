/** Decimal text of any length: division, rounding. */

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

/** Half away from zero. */
export function divideRounded(numerator: bigint, denominator: bigint): bigint {
  const sign = numerator < 0n !== denominator < 0n ? -1n : 1n;
  const [n, d] = [absolute(numerator), absolute(denominator)];
  return sign * ((2n * n + d) / (2n * d));
}

export interface Exact {
  digits: bigint;
  scale: number;
}
export function exact(text: string): Exact {
  const [whole = "0", fraction = ""] = text.split(".");
  return { digits: BigInt(whole + fraction === "-" ? "0" : whole + fraction), scale: fraction.length };
}

export function written(digits: bigint, scale: number): string {
  if (scale <= 0) return String(digits * 10n ** BigInt(-scale));
  const text = String(absolute(digits)).padStart(scale + 1, "0");
  return `${digits < 0n ? "-" : ""}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** To `places` digits after the point; negative places round before it. */
export function round(text: string, places: bigint, mode: string): string {
  const { digits, scale } = exact(text);
  const cut = scale - Number(places);
  if (cut <= 0) return text;
  const unit = 10n ** BigInt(cut);
  const quotient = digits / unit;
  const rest = digits % unit;
  let result = quotient;
  if (mode === "ROUND") result = divideRounded(digits, unit);
  else if (mode === "FLOOR" && rest < 0n) result = quotient - 1n;
  else if (mode === "CEIL" && rest > 0n) result = quotient + 1n;
  else if (mode === "EVEN") {
    result = divideRounded(digits, unit);
    if (absolute(rest) * 2n === unit && result % 2n !== 0n) result -= digits < 0n ? -1n : 1n;
  }
  return written(result, Number(places));
}
