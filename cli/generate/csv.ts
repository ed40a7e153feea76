/** Fields of a CSV as RFC 4180 has them. */

/** A text as it stands in a line: quoted only where it must be. */
export const csvField = (text: string) => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** An amount in hundredths, as `12.50`. */
export const hundredths = (amount: number) => {
  const digits = String(Math.abs(amount)).padStart(3, "0");
  return `${amount < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
