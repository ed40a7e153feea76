/** Runs the files of `sql/` in order: `setup`, `raw`, the systems, `monitoring`; each file is safe to run again. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CommandError, EXIT } from "../exit-codes.ts";
import type { SqlConnection } from "./connection.ts";
import { runStatements, splitScript, syntaxOutcome } from "./run-script.ts";

const FIRST = ["setup", "raw"];
const LAST = ["monitoring"];
/** Run only by name. */
const NEVER = ["teardown"];

export interface DeployedFile {
  file: string;
  statements: number;
  seconds: number;
}

/** Files in the order in which they run, as paths from the checkout. */
export function sqlFiles(codeRoot: string): string[] {
  const sql = join(codeRoot, "sql");
  const folders = readdirSync(sql, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !NEVER.includes(entry.name))
    .map(({ name }) => name)
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return folders.flatMap((folder) =>
    readdirSync(join(sql, folder))
      .filter((name) => /^\d\d_.*\.sql$/.test(name))
      .sort()
      .map((name) => join("sql", folder, name)),
  );
}

const rank = (folder: string) => (FIRST.includes(folder) ? FIRST.indexOf(folder) : LAST.includes(folder) ? 100 : 50);

/** Throws `CommandError` that names the file, the statement and its place. */
export async function deploySql(
  connection: SqlConnection,
  codeRoot: string,
  variables: Readonly<Record<string, string>>,
  onFile: (deployed: DeployedFile, index: number, count: number) => void = () => {},
): Promise<DeployedFile[]> {
  for (const [name, value] of Object.entries(variables))
    await connection.run(`set ${name} = '${value.replaceAll("'", "''")}'`);
  const files = sqlFiles(codeRoot);
  const deployed: DeployedFile[] = [];
  for (const [index, file] of files.entries()) {
    const startedAt = Date.now();
    let statements = 0;
    for await (const outcome of outcomesOf(connection, join(codeRoot, file))) {
      statements += 1;
      if (!outcome.ok) {
        const { error, n, kind } = outcome;
        throw new CommandError(
          EXIT.serviceFailed,
          `${file}, line ${error?.line ?? "?"}, statement ${n} (${kind}): ${error?.message}`,
          { file, ...outcome },
        );
      }
    }
    const done = { file, statements, seconds: (Date.now() - startedAt) / 1000 };
    deployed.push(done);
    onFile(done, index, files.length);
  }
  return deployed;
}

async function* outcomesOf(connection: SqlConnection, file: string) {
  if (!existsSync(file)) return;
  try {
    yield* runStatements(connection, splitScript(readFileSync(file, "utf8")));
  } catch (error) {
    yield syntaxOutcome(error);
  }
}
