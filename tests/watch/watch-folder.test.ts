import { createHash } from "node:crypto";
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openRun } from "../../cli/generate/index.ts";
import { fileKind } from "../../cli/watch/folder-names.ts";
import { Journal } from "../../cli/watch/journal.ts";
import { lockFolder } from "../../cli/watch/lock.ts";
import { Settling } from "../../cli/watch/settling.ts";
import { FolderWatcher, type WatchEvent } from "../../cli/watch/watch-folder.ts";
import { contractOf } from "../../shared/contract/registry.ts";

let root: string;
let events: WatchEvent[];
let uploads: { key: string; digest: string }[];
let failUpload: Error | undefined;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "reelhouse-watch-"));
  mkdirSync(join(root, "in"));
  events = [];
  uploads = [];
  failUpload = undefined;
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A watcher as after a start; what was before is in the folder `state`. */
function start(options: { moveTo?: string; dataset?: string; settleMs?: number } = {}) {
  const journal = new Journal(join(root, "state"));
  const watcher = new FolderWatcher({
    folder: join(root, "in"),
    contract: contractOf(options.dataset ?? "customers"),
    mode: "delta",
    settleMs: options.settleMs ?? 0,
    moveTo: options.moveTo,
    workFolder: join(root, "state", "work"),
    journal,
    async upload(zip, key) {
      if (failUpload) throw failUpload;
      uploads.push({ key, digest: createHash("sha256").update(readFileSync(zip)).digest("hex") });
    },
    tell: (event) => events.push(event),
  });
  return { watcher, journal };
}

const put = async (name: string, batch = 1) => {
  await openRun("customers", { rows: 20, seed: 3 }).write(batch, join(root, "made"));
  copyFileSync(join(root, "made", "customers.csv"), join(root, "in", name));
};
const told = () => events.map((event) => event.event);

it("drops each file once, as the contract's member, and leaves it where it is", async () => {
  await put("export 2026-01-05.csv");
  const { watcher } = start();
  await watcher.look();
  await watcher.look();
  expect(events).toEqual([
    {
      event: "dropped",
      file: "export 2026-01-05.csv",
      object: expect.stringMatching(/^watch\/customers\/export_2026-01-05-[0-9a-f]{12}\.zip$/),
      drop: expect.stringMatching(/^[0-9a-f]{16}$/),
      rows: 20,
    },
  ]);
  expect(readdirSync(join(root, "in"))).toEqual(["export 2026-01-05.csv"]);
  expect(readdirSync(join(root, "state", "work"))).toEqual([]);
});

it("drops no content twice: not under another name, not after a restart, not when its time changes", async () => {
  await put("a.csv");
  const first = start();
  await first.watcher.look();
  first.journal.close();
  await put("b.csv");
  utimesSync(join(root, "in", "a.csv"), 1_700_000_000, 1_700_000_000);
  const second = start();
  await second.watcher.resume();
  await second.watcher.look();
  await second.watcher.look();
  expect(uploads).toHaveLength(1);
  expect(told()).toEqual(["dropped", "known", "known"]);
});

it("drops a file again when it has other content under the same name", async () => {
  await put("a.csv");
  const { watcher } = start();
  await watcher.look();
  await put("a.csv", 2);
  await watcher.look();
  expect(told()).toEqual(["dropped", "dropped"]);
  expect(new Set(uploads.map(({ digest }) => digest)).size).toBe(2);
});

it("moves what was dropped when it is told to, also what was dropped before a restart, and over nothing", async () => {
  const done = join(root, "done");
  await put("a.csv");
  const first = start();
  await first.watcher.look();
  first.journal.close();
  mkdirSync(done);
  writeFileSync(join(done, "a.csv"), "another file");
  await put("b.csv", 2);
  const second = start({ moveTo: done });
  await second.watcher.look();
  expect(readdirSync(join(root, "in"))).toEqual([]);
  expect(readdirSync(done).sort()).toEqual(["a-2.csv", "a.csv", "b.csv"]);
  expect(readFileSync(join(done, "a.csv"), "utf8")).toBe("another file");
});

it("goes on after an upload that failed, with the same bytes, even when the file is gone meanwhile", async () => {
  await put("a.csv");
  failUpload = new Error("the service is away");
  const first = start();
  await expect(first.watcher.look()).rejects.toThrow("the service is away");
  first.journal.close();
  rmSync(join(root, "in", "a.csv"));
  failUpload = undefined;
  const second = start();
  await second.watcher.resume();
  await second.watcher.resume();
  expect(told()).toEqual(["dropped"]);
  expect(uploads).toHaveLength(1);
});

it("uploads after a kill between upload and record what it uploaded before: the same drop, which the chain takes once", async () => {
  await put("a.csv");
  const first = start();
  await first.watcher.look();
  first.journal.close();
  const journal = join(root, "state", "journal.jsonl");
  const lines = readFileSync(journal, "utf8").trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line).event)).toEqual(["claimed", "dropped"]);
  // As after kill -9: the last line is cut off, and the copy is still there.
  const claim = JSON.parse(lines[0]!);
  const staged = join(root, "state", "work", claim.content.slice(0, 64));
  mkdirSync(staged, { recursive: true });
  copyFileSync(join(root, "in", "a.csv"), join(staged, claim.member));
  truncateSync(journal, Buffer.byteLength(`${lines[0]}\n`) + 9);
  const second = start();
  await second.watcher.resume();
  await second.watcher.look();
  expect(uploads).toHaveLength(2);
  expect(uploads[1]).toEqual(uploads[0]);
  expect(told()).toEqual(["dropped", "dropped"]);
});

it("waits until a file is no longer written to", async () => {
  await put("a.csv");
  const { watcher } = start({ settleMs: 60 });
  expect(await watcher.look()).toEqual(["a.csv"]);
  await pause(70);
  appendFileSync(join(root, "in", "a.csv"), "x");
  expect(await watcher.look()).toEqual(["a.csv"]);
  expect(uploads).toEqual([]);
  await put("a.csv");
  await watcher.look();
  await pause(70);
  expect(await watcher.look()).toEqual([]);
  expect(told()).toEqual(["dropped"]);
});

it("tells once of what it cannot pack, and takes it when it is mended", async () => {
  const file = join(root, "in", "a.csv");
  writeFileSync(file, 'change_id,customer_id\n1,"2\n');
  const { watcher } = start();
  await watcher.look();
  await watcher.look();
  expect(events).toEqual([{ event: "refused", file: "a.csv", reason: expect.stringContaining("CSV_") }]);
  await put("a.csv");
  await watcher.look();
  expect(told()).toEqual(["refused", "dropped"]);
});

it("tells once of an empty file", async () => {
  writeFileSync(join(root, "in", "a.csv"), "");
  const { watcher } = start();
  await watcher.look();
  await watcher.look();
  expect(told()).toEqual(["refused"]);
});

it("tells once of folders and of files that the contract does not know, and says nothing of temporary ones", async () => {
  mkdirSync(join(root, "in", "folder"));
  writeFileSync(join(root, "in", "notes.txt"), "x");
  for (const name of [".a.csv", "a.csv.part", "a.csv.tmp", "~$a.csv", "a.csv.crdownload"])
    writeFileSync(join(root, "in", name), "x");
  const { watcher } = start();
  await watcher.look();
  await watcher.look();
  expect(events.map((event) => event.event === "left" && event.file).sort()).toEqual(["folder", "notes.txt"]);
  expect(uploads).toEqual([]);
});

it("stops between two files when it is told to", async () => {
  await put("a.csv");
  await put("b.csv", 2);
  const { watcher } = start();
  await watcher.look(() => uploads.length > 0);
  expect(uploads).toHaveLength(1);
});

it("drops a packed ZIP as it is", async () => {
  writeFileSync(join(root, "in", "packed.zip"), "PK, as far as the watcher knows");
  const { watcher } = start();
  await watcher.look();
  expect(uploads).toEqual([
    {
      key: expect.stringMatching(/^watch\/customers\/packed-[0-9a-f]{12}\.zip$/),
      digest: createHash("sha256").update("PK, as far as the watcher knows").digest("hex"),
    },
  ]);
});

describe("of a dataset with several tables", () => {
  const contract = contractOf("movielens");

  it.each([
    ["ratings.csv", "ratings.csv"],
    ["Ratings-2026-01.CSV", "ratings.csv"],
    ["genome_scores 7.parquet", "genome-scores.parquet"],
    ["genome-tags.csv", "genome-tags.csv"],
  ])("takes %s for the member %s", (name, member) => {
    expect(fileKind(contract, name)).toEqual({ kind: "member", member });
  });

  it("does not guess", () => {
    expect(fileKind(contract, "export.csv")).toMatchObject({
      kind: "unknown",
      why: expect.stringContaining("movies, ratings"),
    });
  });
});

it("does not take a file that grows between two looks for settled, whatever its time says", () => {
  const settling = new Settling(1_000);
  const look = (bytes: number) => ({ name: "a", bytes, modifiedMs: 5 });
  expect(settling.look([look(1)], 0)).toEqual([]);
  expect(settling.look([look(2)], 1_500)).toEqual([]);
  expect(settling.look([look(2)], 2_000)).toEqual([]);
  expect(settling.look([look(2)], 2_500)).toEqual([look(2)]);
  expect(settling.look([], 3_000)).toEqual([]);
  expect(settling.look([look(2)], 9_000)).toEqual([]);
});

it("lets one process have a folder, and the next when it is released", () => {
  const folder = join(root, "locked");
  const release = lockFolder(folder, "It is watched");
  expect(() => lockFolder(folder, "It is watched")).toThrow("It is watched already");
  release();
  lockFolder(folder, "It is watched")();
  expect(existsSync(folder)).toBe(true);
});
