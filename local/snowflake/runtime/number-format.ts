/** Numbers written and read by a format model. */
import { round } from "./exact-number.ts";
import { fault } from "./scalar-function.ts";

/** https://docs.snowflake.com/en/sql-reference/sql-format-models: digits, point, group separator, sign, $, FM, X. */
export function formatNumber(text: string, model: string): string {
  // Text in double quotes around the model stands as it is.
  const [, before = "", plain = "", after = ""] = /^("(?:[^"]|"")*")?(.*?)("(?:[^"]|"")*")?$/s.exec(model) ?? [];
  return unquoted(before) + formatPlain(text, plain, model) + unquoted(after);
}

const unquoted = (literal: string): string => literal.slice(1, -1).replaceAll('""', '"');

function formatPlain(text: string, plain: string, model: string): string {
  const match = /^(FM)?(.*)$/i.exec(plain)!;
  const fill = match[1] !== undefined;
  const body = match[2]!.toUpperCase();
  if (body === "TM9" || body === "TM") return text;
  if (body === "TME") return scientific(text);
  if (body.endsWith("EEEE")) return withExponent(text, plain.slice(0, -4), model);
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

/** Shortest digits, one before the point: -1.2391E1. */
function scientific(text: string): string {
  const [mantissa, exponent] = Number(text).toExponential().split("e");
  return `${mantissa}E${Number(exponent)}`;
}

/** A mantissa in the model before EEEE, then E, a sign and at least two digits. */
function withExponent(text: string, mantissaModel: string, model: string): string {
  const places = (mantissaModel.split(/[.D]/i)[1] ?? "").replace(/[^09]/g, "").length;
  const [mantissa = "0", exponent = "+0"] = Number(text).toExponential(places).split("e");
  return `${formatPlain(mantissa, mantissaModel, model)}E${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}

const plainDigits = (text: string): string => (/e/i.test(text) ? Number(text).toFixed(15) : text);

/** Undefined when the text does not have the format. */
export function readNumber(text: string, model: string): string | undefined {
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
