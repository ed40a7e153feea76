/** Writes lines to a file as they are made. */
import { mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";

const BLOCK_CHARACTERS = 1 << 18;

/** The file appears under its name only when it is whole. */
export async function writeCsv(folder: string, name: string, lines: Iterable<string>): Promise<void> {
  await mkdir(folder, { recursive: true });
  const partial = join(folder, `${name}.partial`);
  const file = await open(partial, "w");
  try {
    let block = "";
    for (const line of lines) {
      block += line;
      if (block.length < BLOCK_CHARACTERS) continue;
      await file.writeFile(block); // unlike `write`, it writes all of it, from where the last one ended
      block = "";
    }
    await file.writeFile(block);
  } catch (error) {
    await file.close();
    await rm(partial, { force: true });
    throw error;
  }
  await file.close();
  await rename(partial, join(folder, name));
}
