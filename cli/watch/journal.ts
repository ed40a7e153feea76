/** What a watcher has done, a JSON line each, written to disk before the next step: a killed watcher goes on from it. */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { FileLook } from "./settling.ts";

export interface Claim extends FileLook {
  /** SHA-256 of the content, and the member it is: the same of both is dropped once. */
  content: string;
  /** `null`: a packed ZIP. */
  member: string | null;
  /** Name in the landing bucket. */
  key: string;
}

type Entry =
  | ({ event: "claimed" } & Claim)
  | { event: "dropped"; content: string; drop: string | null }
  | { event: "refused"; content: string; reason: string }
  /** Another file, or the same again, whose content is known. */
  | ({ event: "seen"; content: string } & FileLook);

export type Fate =
  | { state: "claimed" }
  | { state: "dropped"; drop: string | null }
  | { state: "refused"; reason: string };

export class Journal {
  readonly #file: number;
  readonly #claims = new Map<string, Claim>();
  readonly #fates = new Map<string, Fate>();
  readonly #looks = new Map<string, string>();

  /** Throws when the folder cannot be written to. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, "journal.jsonl");
    for (const line of wholeLines(path)) this.#take(JSON.parse(line) as Entry);
    this.#file = openSync(path, "a");
  }

  fateOf(content: string): Fate | undefined {
    return this.#fates.get(content);
  }

  /** The content of a file that looked exactly like this before: size and time say so, as for rsync. */
  contentOf(look: FileLook): string | undefined {
    return this.#looks.get(lookKey(look));
  }

  /** Claimed and not ended: a watcher was killed between. */
  open(): Claim[] {
    return [...this.#claims.values()].filter(({ content }) => this.#fates.get(content)?.state === "claimed");
  }

  write(entry: Entry): void {
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
    fsyncSync(this.#file);
    this.#take(entry);
  }

  close(): void {
    closeSync(this.#file);
  }

  #take(entry: Entry): void {
    const { content } = entry;
    if (entry.event === "claimed") {
      this.#claims.set(content, entry);
      this.#fates.set(content, { state: "claimed" });
      this.#looks.set(lookKey(entry), content);
    } else if (entry.event === "dropped") this.#fates.set(content, { state: "dropped", drop: entry.drop });
    else if (entry.event === "refused") this.#fates.set(content, { state: "refused", reason: entry.reason });
    else this.#looks.set(lookKey(entry), content);
  }
}

const lookKey = ({ name, bytes, modifiedMs }: FileLook) => `${bytes} ${modifiedMs} ${name}`;

/** A line that a kill cut off is taken away: what it told had not begun. */
function wholeLines(path: string): string[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path);
  const end = text.lastIndexOf(0x0a) + 1;
  if (end < text.length) truncateSync(path, end);
  return text.subarray(0, end).toString().split("\n").slice(0, -1);
}
