/** kill -9 while a stream is filled and consumed: afterwards every change is in the sink or still in the stream, and in one of them only. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { columns, open, rows } from "../storage/open.ts";
import { Bench } from "./fake-context.ts";

/** More with CRASH_POINTS=50; each takes about 0.4 s. */
const points = Number(process.env.CRASH_POINTS ?? 6);

it("a killed process loses no change and gives none twice", async () => {
  const folder = mkdtempSync(join(tmpdir(), "streams-kill-"));
  try {
    for (let point = 0; point < points; point += 1) {
      const path = join(folder, `${point}.duckdb`);
      await runAndKill(path, 3 + Math.round((point * 160) / points));
      const { storage, session, clock } = await open(path);
      const bench = new Bench(storage, clock);
      const source = bench.addTable(await storage.systemTable("source", columns));
      const sink = await storage.systemTable("sink", columns);
      // The same ids as before the kill: the offset is found again.
      const stream = bench.restoreStream(source);
      const view = storage.readView(session);
      const consumed = (await rows(session, view, sink)).map((line) => line.slice(line.indexOf(":") + 1));
      const changes = [...consumed, ...(await bench.read(session, stream))];
      const table = await rows(session, view, source.table);
      const inserts = changes.filter((line) => line.includes(":INSERT:")).length;
      const deletes = changes.filter((line) => line.includes(":DELETE:")).length;
      expect(inserts - deletes, `killed at point ${point}`).toBe(table.length);
      expect(new Set(changes).size).toBe(changes.length);
      await storage.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 120_000);

async function runAndKill(path: string, delayMs: number): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "consumer.ts"), path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve) => {
    child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), delayMs));
    child.on("close", () => resolve());
  });
}
