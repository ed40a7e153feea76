/** The statements that the parser's tests run over: one per paragraph of `../statements/*.sql`. */
import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../statements/", import.meta.url);

export interface Sample {
  file: string;
  sql: string;
}

export const corpus: Sample[] = readdirSync(folder)
  .sort()
  .flatMap((file) =>
    readFileSync(new URL(file, folder), "utf8")
      .split(/\n[ \t]*\n/)
      .map((sql) => ({ file, sql: sql.trim() }))
      .filter(({ sql }) => sql !== ""),
  );
