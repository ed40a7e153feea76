/** Values on which engines differ, put into every column of every table of a contract. */
import type { Contract, TableContract } from "../../shared/contract/contract.ts";

/** Numbers in every spelling, digits of other scripts, dates out of range, and texts that need care. */
export const AWKWARD: readonly string[] = [
  ...[
    "0",
    "-0",
    "+1",
    "1",
    "007",
    "1e3",
    "1E3",
    "1e-3",
    "1.5",
    "2.5",
    "3.50",
    "3.5000",
    "5.0",
    "4.05",
    "-1",
    "1_000",
    "1,5",
    "1.",
    "--1",
    "+-1",
    "\u22121",
    "1-",
    "_1",
    "1__0",
    "1e",
    "e1",
    "1e+2",
    "1e309",
    "1d",
    "1f",
    "1L",
    "0b1",
    "0o7",
    "1 000",
    "1'000",
  ],
  ...[
    ".5",
    "1.999999",
    "0.0000001",
    "99999999999",
    "123456789",
    "1234567890",
    "2147483648",
    "9223372036854775808",
    "1e400",
  ],
  ...[
    "NaN",
    "Infinity",
    "-inf",
    "0x10",
    "١٢٣",
    "１２３",
    "४५",
    "๑๒",
    "𝟏𝟐",
    "Ⅻ",
    "一二",
    "²",
    "½",
    " 12",
    "12 ",
    "\t12",
    "12\n",
    "1234567\n",
    "12\r\n",
    "\n12",
    "12\u0085",
    "12\u2028",
  ],
  ...["3.5\n", "21.50\n", `3.5${"0".repeat(60)}`, "true", "null", "NULL", "\\N", "N/A", "0.5", "10.00", "100.01"],
  ...[
    "2024-02-29",
    "2023-02-29",
    "0000-01-01",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "2024-2-9",
    "2024-13-01",
    "2024-00-10",
    "2024-01-00",
    "2024-04-31",
    "1900-02-29",
    "1582-10-10",
    "-0001-01-01",
    "+2024-01-01",
    "２０２４-01-01",
    "20240101",
    "01/02/2024",
    "Jun 31 1998",
    "31 Feb 1998",
  ],
  ...["Jan 1 2000", "1 Jan 2000\n", "jan 1 2000", "Foo 1 2000", "2024-01-01T00:00:00Z", "2024-01-01T23:59:59.999Z"],
  ...[
    "2024-01-01T24:00:00Z",
    "2024-01-01T10:60:00Z",
    "2024-13-01T10:00:00Z",
    "2024-06-30T23:59:60Z",
    "2024-01-01T10:00:00z",
    "2024-01-01t10:00:00Z",
    "2024-01-01T10:00:00",
    "2024-01-01T10:00Z",
    "2024-01-01T10:00:00.Z",
    "0001-01-01T00:00:00Z",
    "10000-01-01T00:00:00Z",
    "2024-02-30T10:00:00Z",
    "2024-01-01T10:00:60Z",
    "2024-01-01T10:00:00.1234Z",
    "2024-01-01T10:00:00Z\n",
  ],
  ...[
    "1999-12-31T23:59:59.999Z",
    "2100-01-01T00:00:00Z",
    "2100-01-01T00:00:00.001Z",
    "0000-01-01T00:00:00Z",
    "2024-01-01T10:00:00+02:00",
  ],
  ...["4102444800", "4102444801", "253402300800", "-1", "964982703.0", "2024-01-01 10:00:00"],
  ...[
    "é",
    "e\u0301",
    "🎬",
    "👩‍👩‍👧",
    "𝒳",
    "x\ufeffy",
    "\u200b",
    "ß",
    "\ufffd",
    "\ufdd0",
    "\u{10ffff}",
    "a\u0300\u0301\u0302\u0303",
    "\u0301",
    "\u202eabc",
    "\u1100\u1161",
    "가",
    "İ",
    "ﬁ",
    "ключ",
    "漢字",
    "a\u0001b",
    "a\u007fb",
    "\u2029",
  ],
  ...[
    '"',
    '""',
    "'",
    "a,b",
    'say "hi"',
    "line\nend",
    "line\r\nend",
    "cr\rcr",
    ",",
    " ",
    "  x  ",
    "a|b",
    "#x",
    "-",
    "=1+1",
    "\\",
    "a\\",
    "\\n",
    '\\"',
    '"a',
    'a"',
    '"a","b"',
    "'a'",
    "\n",
    "\r",
    "\r\n\r\n",
    "a\n\nb",
    "\ta",
    "a\u00a0b",
    "\u00a0",
    "\u3000",
    "NULL\n",
  ],
  ...[
    "insert",
    "delete",
    "update",
    "Insert",
    "booked",
    "temperature",
    "login",
    "web",
    "basic",
    "a@b.co",
    "a@b",
    "a@b.co\n",
  ],
  ...[
    "x".repeat(20),
    "x".repeat(21),
    "x".repeat(40),
    "x".repeat(41),
    "é".repeat(40),
    "🎬".repeat(40),
    "🎬".repeat(41),
    "x".repeat(100),
    "x".repeat(101),
    "x".repeat(200),
    "x".repeat(201),
    "é".repeat(500),
    "e\u0301".repeat(250),
    "x".repeat(501),
    "🎬".repeat(1_000),
    "🎬".repeat(1_001),
  ],
  "",
];

const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/**
 * For each column and each value a row with that value in the column; in between the row as it should be, and it once more. `fine`: a row
 * that the rules accept. Keys get a number behind them where the table has a unique text, so that the rows are not all repeats.
 */
export function awkwardLines(table: TableContract, fine: readonly string[], keyColumns: readonly number[]): string {
  const lines = [table.schema.fields.map(({ name }) => name).join(",")];
  let number = 0;
  const add = (fields: string[], kept: number | undefined) => {
    number += 1;
    for (const key of keyColumns) if (key !== kept) fields[key] = numbered(fine[key]!, number);
    lines.push(fields.map(quoted).join(","));
  };
  for (const [column] of table.columns.entries())
    for (const value of AWKWARD) {
      const fields = [...fine];
      fields[column] = value;
      add(fields, column);
    }
  // The same key once more, later where the last column is a time: of such rows a rule keeps one.
  const last = fine.at(-1)!;
  if (/^[0-9]+$/.test(last)) lines.push([...fine.slice(0, -1), String(Number(last) + 7)].map(quoted).join(","));
  for (let again = 0; again < 3; again += 1) lines.push(fine.map(quoted).join(","));
  lines.push(fine.map((text) => `"${text.replaceAll('"', '""')}"`).join(","));
  return `${lines.join("\n")}\n`;
}

/** Another key of the same kind; a key that is neither a number nor a name, as a date, stays as it is. */
function numbered(key: string, number: number): string {
  if (/^[0-9]+$/.test(key)) return String(1_000 + number);
  return /^[a-z]+[0-9]*$/i.test(key) ? `${key}-${number}` : key;
}

/** Columns of the primary key, by place. */
export const keyColumnsOf = ({ schema }: TableContract): number[] =>
  (schema.primaryKey ?? []).map((name) => schema.fields.findIndex((field) => field.name === name));

export const tableNamed = ({ tables }: Contract, name: string): TableContract =>
  tables.find((each) => each.name === name)!;
