/** Stored values and floats as TO_VARCHAR writes them. */

/** What `::varchar` of a VARIANT gives. Null for a JSON null. */
export function plainText(json: string): string | null {
  if (json === "null") return null;
  if (json[0] === '"') return JSON.parse(json) as string;
  if (json.includes("e") && /^-?\d/.test(json)) return floatText(Number(json));
  return json;
}

/** As TO_VARCHAR of a FLOAT: shortest digits, exponent with two. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const text = String(value);
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}
