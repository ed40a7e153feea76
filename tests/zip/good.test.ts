import { describe, expect, it } from "vitest";
import { openArchive } from "../../shared/zip/archive.ts";
import { bufferSource } from "../../shared/zip/source.ts";
import { goodArchives } from "./support/good.ts";
import { readAll } from "./support/read-all.ts";

describe("a good archive", () => {
  it.each(goodArchives().map((archive) => [archive.kind, archive] as const))(
    "is read to its bytes: %s",
    async (_, { bytes, members }) => {
      const read = await readAll(bytes);
      expect(Object.fromEntries([...read].map(([name, content]) => [name, content.toString()]))).toEqual(members);
    },
  );

  it("names what the system added and the folders apart from the members", async () => {
    const macos = goodArchives().find(({ kind }) => kind === "macos")!;
    const archive = await openArchive(bufferSource(macos.bytes));
    expect(archive.entries.map(({ name }) => name)).toEqual(["a.csv"]);
    expect(archive.systemEntries.map(({ name }) => name)).toEqual(["__MACOSX/._a.csv", ".DS_Store"]);
    const folders = goodArchives().find(({ kind }) => kind === "folders")!;
    expect((await openArchive(bufferSource(folders.bytes))).directories).toEqual(["data"]);
  });
});
