/** Finds the Parquet members that cannot be read to their end: the front door saw their footers, not their pages. */
import { join } from "node:path";
import { type Fault, fault } from "../../shared/errors.ts";
import { printable } from "../../shared/printable.ts";
import { literal, startEngine } from "./duckdb.ts";
import type { InputPart } from "./inputs.ts";

/** Says nothing of the file. https://duckdb.org/docs/stable/guides/troubleshooting/oom_errors */
const OUT_OF_MEMORY = /^Out of Memory Error/;

/**
 * A fault per member. Asked only after the rules have failed, since it reads every page; with an engine of its own, since a page that is
 * corrupt can leave the other unusable. `folder` is where the parts' files are.
 */
export async function unreadableMembers(
  parts: readonly InputPart[],
  { folder, memoryLimit }: { folder: string; memoryLimit: string },
): Promise<Fault[]> {
  const files = new Map(
    parts.flatMap(({ member, parquetFile }) => (parquetFile === undefined ? [] : [[member, parquetFile]])),
  );
  const faults: Fault[] = [];
  for (const [member, file] of files) {
    const found = await failureOf(file, { folder: join(folder, "probe"), memoryLimit });
    if (found === undefined) continue;
    const message = `${member} cannot be read to its end: ${found}`;
    faults.push(fault("PARQUET_UNREADABLE", { entry: member, message, found }));
  }
  return faults;
}

/** What DuckDB says when it reads every value of the file; without the file's name, which is ours. */
async function failureOf(file: string, options: { folder: string; memoryLimit: string }): Promise<string | undefined> {
  const instance = await startEngine({ ...options, threads: 1 });
  const connection = await instance.connect();
  try {
    await connection.run(`select bit_xor(hash(file)) from read_parquet(${literal(file)}) as file`);
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    if (OUT_OF_MEMORY.test(message)) throw error;
    return printable(message.split("\n")[0]!.replaceAll(file, "the file"), 300);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
