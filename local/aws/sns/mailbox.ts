/** The mailbox of the local SNS: each e-mail is one `.eml` file, readable by any mail program, and by us. */
import { randomUUID } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Email, formatEml, parseEml } from "./eml.ts";

export interface Mail extends Email {
  file: string;
}

export const mailboxFolder = (dataDir: string) => join(dataDir, "mailbox");

/** Durable when it returns; a crash never leaves half a message. Names sort by time. */
export function deliverMail(dataDir: string, email: Email): string {
  const folder = mailboxFolder(dataDir);
  const id = randomUUID();
  const name = `${email.at.replaceAll(/[-:.]/g, "")}-${id}`;
  const file = join(folder, `${name}.eml`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.tmp`), formatEml(email, id));
  renameSync(join(folder, `${name}.tmp`), file);
  return file;
}

/** All mail, oldest first. `dataDir` is that of the local AWS; where it has no mailbox yet, there is none. */
export async function listMail(dataDir: string): Promise<Mail[]> {
  const folder = mailboxFolder(dataDir);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const files = names
    .filter((name) => name.endsWith(".eml"))
    .sort()
    .map((name) => join(folder, name));
  return Promise.all(files.map(async (file) => ({ ...parseEml(await readFile(file, "utf8")), file })));
}
