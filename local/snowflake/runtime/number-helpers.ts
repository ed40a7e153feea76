/** Run-time helpers of exact numbers: division beyond 128 bits, rounding, number formats. */
import { divideRounded, exact, round, written } from "./exact-number.ts";
import { formatNumber, readNumber } from "./number-format.ts";
import { fault, type Helper, helper } from "./scalar-function.ts";

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
