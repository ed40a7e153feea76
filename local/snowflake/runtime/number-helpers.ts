/** Run-time helpers of exact numbers: division beyond 128 bits, rounding, number formats. */
import { fault, type Helper, helper } from "./scalar-function.ts";

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

/** Half away from zero. */
function divideRounded(numerator: bigint, denominator: bigint): bigint {
  const sign = numerator < 0n !== denominator < 0n ? -1n : 1n;
  const [n, d] = [absolute(numerator), absolute(denominator)];
  return sign * ((2n * n + d) / (2n * d));
}

interface Exact {
  digits: bigint;
  scale: number;
}
function exact(text: string): Exact {
  const [whole = "0", fraction = ""] = text.split(".");
  return { digits: BigInt(whole + fraction === "-" ? "0" : whole + fraction), scale: fraction.length };
}

function written(digits: bigint, scale: number): string {
  if (scale <= 0) return String(digits * 10n ** BigInt(-scale));
  const text = String(absolute(digits)).padStart(scale + 1, "0");
  return `${digits < 0n ? "-" : ""}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

function round(text: string, places: bigint, mode: string): string {
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

/** https://docs.snowflake.com/en/sql-reference/sql-format-models: digits, point, group separator, sign, $, FM, X. */
function formatNumber(text: string, model: string): string {
  const match = /^(FM)?(.*)$/i.exec(model)!;
  const fill = match[1] !== undefined;
  const body = match[2]!.toUpperCase();
  if (body === "TM9" || body === "TM" || body === "TME") return text;
  if (/^X+$|^0X+$/.test(body)) {
    const hex = BigInt(round(text, 0n, "ROUND"))
      .toString(16)
      .toUpperCase();
    return fill ? hex : hex.padStart(body.length + (body[0] === "0" ? 0 : 1), body[0] === "0" ? "0" : " ");
  }
  if (!/^[09.,DGS$MIB]+$/.test(body)) throw fault("100041", "22000", `Invalid number format '${model}'`);
  const leading = body.startsWith("S");
  const trailing = body.endsWith("S") || body.endsWith("MI");
  const core = body.replace(/^S|S$|MI$|MI|B/g, "");
  const [whole = "", fraction] = core.replaceAll("D", ".").split(".");
  const places = fraction === undefined ? 0 : fraction.replace(/[^09]/g, "").length;
  const rounded = round(plainDigits(text), BigInt(places), "ROUND");
  const negative = rounded.startsWith("-");
  const [integerPart = "0", decimals = ""] = rounded.replace("-", "").split(".");
  const slots = whole.replace(/[^09]/g, "").length;
  const digits = integerPart === "0" ? "" : integerPart;
  const width = whole.length - (whole.match(/\$/g)?.length ?? 0);
  const dollar = core.includes("$") ? "$" : "";
  const signWidth = 1;
  if (digits.length > slots)
    return "#".repeat(width + (fraction === undefined ? 0 : places + 1) + signWidth + dollar.length);
  let out = "";
  let used = 0;
  const mask = whole.replaceAll("G", ",").replaceAll("$", "");
  const firstZero = mask.indexOf("0");
  for (let at = mask.length - 1; at >= 0; at--) {
    const slot = mask[at];
    if (slot === ",") {
      const more = used < digits.length || (firstZero >= 0 && firstZero < at);
      out = (more ? "," : fill ? "" : " ") + out;
      continue;
    }
    const digit = digits[digits.length - 1 - used];
    used++;
    if (digit !== undefined) out = digit + out;
    else out = (slot === "0" || (firstZero >= 0 && firstZero < at) ? "0" : fill ? "" : " ") + out;
  }
  if (digits === "" && fraction === undefined && !/\d/.test(out)) out = `${out.slice(0, -1)}0`;
  const rest = fraction === undefined ? "" : `.${decimals.padEnd(places, "0")}`;
  const sign = negative ? "-" : leading || body.endsWith("S") ? "+" : " ";
  if (trailing) return `${fill ? out.trimStart() : out}${rest}${sign === " " && fill ? "" : sign}`;
  const blanks = out.length - out.trimStart().length;
  const number = out.trimStart();
  if (fill) return `${sign === " " ? "" : sign}${dollar}${number}${rest}`;
  return `${" ".repeat(blanks)}${sign}${dollar}${number}${rest}`;
}

const plainDigits = (text: string): string => (/e/i.test(text) ? Number(text).toFixed(15) : text);

function readNumber(text: string, model: string): string | undefined {
  const body = model.toUpperCase().replace(/^FM/, "");
  if (/^0?X+$/.test(body)) return /^[0-9a-f]+$/i.test(text.trim()) ? String(BigInt(`0x${text.trim()}`)) : undefined;
  let plain = text.trim();
  const trailing = /[-+]$/.exec(plain)?.[0];
  if (trailing !== undefined && (body.endsWith("MI") || body.endsWith("S")))
    plain = `${trailing === "-" ? "-" : ""}${plain.slice(0, -1)}`;
  if (body.includes("$")) plain = plain.replace("$", "");
  if (/[,G]/.test(body)) plain = plain.replaceAll(",", "");
  plain = plain.trim();
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain)) return undefined;
  const [whole = "", fraction = ""] = plain.replace(/^[+-]/, "").split(".");
  const [wholeMask = "", fractionMask = ""] = body.replaceAll("D", ".").split(".");
  const count = (mask: string) => mask.replace(/[^09]/g, "").length;
  if (whole.length > count(wholeMask) || fraction.length > count(fractionMask)) return undefined;
  return plain;
}

export const numberHelpers: readonly Helper[] = [
  helper("sf_divide_text", "text text text", "text", (n: string, d: string, power: string) =>
    String(divideRounded(BigInt(n) * BigInt(power), BigInt(d))),
  ),
  helper("sf_multiply", "text text bigint", "text", (a: string, b: string, scale: bigint) => {
    const [x, y] = [exact(a), exact(b)];
    return round(written(x.digits * y.digits, x.scale + y.scale), scale, "ROUND");
  }),
  helper("sf_round_text", "text bigint text", "text", round),
  helper("sf_format_number", "text text", "text", formatNumber),
  helper("sf_read_number", "text text", "text", (text: string, model: string) => {
    const value = readNumber(text, model);
    if (value === undefined) throw fault("100140", "22018", `Can't parse '${text}' as number with format '${model}'`);
    return value;
  }),
  helper("sf_try_read_number", "text text", "text", (text: string, model: string) => readNumber(text, model)),
];
