/** The text format of PostgreSQL's COPY, as pg_dump writes it. Source: https://www.postgresql.org/docs/current/sql-copy.html ("Text Format"). Pure. */

/** `COPY public.rental (rental_id, rental_date) FROM stdin;` */
export function readCopyHead(line: string): { table: string; columns: string[] } | undefined {
  const [, table, columns] =
    /^COPY (?:(?:"(?:[^"]|"")+"|\w+)\.)?("(?:[^"]|"")+"|\w+) \((.+)\) FROM stdin;$/i.exec(line) ?? [];
  if (!table || !columns) return undefined;
  return {
    table: unquote(table),
    columns: [...columns.matchAll(/"(?:[^"]|"")+"|\w+/g)].map(([column]) => unquote(column)),
  };
}

const unquote = (name: string) => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name);

const LETTERS: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** Fields of a row; `\N` is null. */
export const readCopyLine = (line: string): (string | null)[] =>
  line.split("\t").map((field) =>
    field === "\\N"
      ? null
      : field.includes("\\")
        ? field.replaceAll(/\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)/g, (_, code: string) => {
            if (/^x./.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
            if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
            return LETTERS[code] ?? code;
          })
        : field,
  );
