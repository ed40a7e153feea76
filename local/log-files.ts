/** One log file per function, in the order in which lines were written. */
import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import { join } from "node:path";

export interface LogFiles {
  write(name: string, text: string): void;
  close(): Promise<void>;
}

export function openLogFiles(folder: string): LogFiles {
  mkdirSync(folder, { recursive: true });
  const streams = new Map<string, WriteStream>();
  return {
    write(name, text) {
      let stream = streams.get(name);
      if (!stream) streams.set(name, (stream = createWriteStream(join(folder, `${name}.log`), { flags: "a" })));
      stream.write(text);
    },
    close: async () => {
      await Promise.all([...streams.values()].map((stream) => new Promise<void>((resolve) => stream.end(resolve))));
    },
  };
}
