/** Undoes what deploy made: the files of `sql/teardown`, from the last system to the setup. */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { CommandError, EXIT, wrongUse } from "../exit-codes.ts";
import type { SqlConnection } from "./connection.ts";
import { forgetFiles } from "./record.ts";
import { runStatements, splitScript } from "./run-script.ts";
import { teardownFiles } from "./steps.ts";

export interface TornDown {
  file: string;
  statements: number;
}

/** `30_bookings.sql` undoes the system `bookings`. */
export const systemOf = (file: string) => basename(file, ".sql").replace(/^\d\d_/, "");

/** All files, or those of the systems named. Throws `CommandError` for a system that has none. */
export function teardownPlan(codeRoot: string, systems: readonly string[]): string[] {
  const files = teardownFiles(codeRoot);
  const unknown = systems.filter((system) => !files.some((file) => systemOf(file) === system));
  if (unknown.length > 0)
    throw wrongUse(
      `There is no system ${unknown.join(", ")} to tear down. There are ${files.map(systemOf).join(", ")}.`,
    );
  return systems.length === 0 ? files : files.filter((file) => systems.includes(systemOf(file)));
}

/** Throws `CommandError` with file and place of the statement that failed. */
export async function tearDown(
  connection: SqlConnection,
  codeRoot: string,
  files: readonly string[],
  onFile: (done: TornDown) => void = () => {},
): Promise<TornDown[]> {
  const done: TornDown[] = [];
  for (const file of files) {
    let statements = 0;
    for await (const { ok, n, kind, error } of runStatements(
      connection,
      splitScript(readFileSync(join(codeRoot, file), "utf8")),
    )) {
      if (!ok)
        throw new CommandError(
          EXIT.serviceFailed,
          `${file}, line ${error?.line ?? "?"}, statement ${n} (${kind}): ${error?.message}`,
          { file, n, kind, error },
        );
      statements += 1;
    }
    await forgetFiles(connection, `sql/${systemOf(file)}`);
    done.push({ file, statements });
    onFile({ file, statements });
  }
  return done;
}
