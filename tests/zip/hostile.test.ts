import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { archiveCodes } from "../../shared/codes/archive.ts";
import { InputError } from "../../shared/errors.ts";
import { objectSource } from "../../shared/zip/object-source.ts";
import { hostileArchives } from "./support/hostile.ts";
import { readAll } from "./support/read-all.ts";

const FOLDER = new URL("../archives/hostile/", import.meta.url);
const cases = hostileArchives();

async function refusalOf(bytes: Buffer | Parameters<typeof readAll>[0]): Promise<InputError> {
  const outcome = await readAll(bytes).catch((error: unknown) => error);
  if (outcome instanceof InputError) return outcome;
  throw new Error(`not refused: ${outcome}`);
}

describe("a hostile archive", () => {
  it.each(cases.map((entry) => [`${entry.code} ${entry.kind}`, entry] as const))(
    "is refused as %s",
    async (_, { code, also, bytes }) => {
      const refusal = await refusalOf(bytes);
      expect(refusal.code).toBe(code);
      expect(
        [...new Set(refusal.faults.map((fault) => fault.code))].filter(
          (other) => other !== code && !also.includes(other),
        ),
      ).toEqual([]);
    },
  );

  it("is refused by the same code when it comes from an object store", async () => {
    for (const { code, kind, bytes } of cases) {
      const store = {
        async *stream(_: object, range = { offset: 0, length: bytes.length }) {
          yield bytes.subarray(range.offset, range.offset + range.length);
        },
      };
      const source = objectSource(store, { bucket: "landing", key: kind }, bytes.length);
      expect([kind, (await refusalOf(source)).code]).toEqual([kind, code]);
    }
  });

  it("has an example for every code of the list", () => {
    const shown = new Set(cases.map(({ code }) => code));
    // The total is a limit that no small file reaches by default: archive.test.ts sets it lower.
    expect(Object.keys(archiveCodes).filter((code) => !shown.has(code))).toEqual(["ARCHIVE_TOTAL_TOO_BIG"]);
  });

  it("lies in tests/archives/hostile under the name of its code, as the script made it", () => {
    const files = readdirSync(FOLDER);
    const small = cases.filter(({ bytes }) => bytes.length <= 64 * 1024);
    expect(files.sort()).toEqual(small.map(({ code, kind }) => `${code}--${kind}.zip`).sort());
    for (const { code, kind, bytes } of small)
      expect(readFileSync(new URL(`${code}--${kind}.zip`, FOLDER)).equals(bytes)).toBe(true);
  });

  it("says where and what in words that a person can act on", async () => {
    for (const { bytes } of cases)
      for (const fault of (await refusalOf(bytes)).faults) {
        expect(fault.remedy.length).toBeGreaterThan(10);
        expect(fault.message).not.toMatch(/[\p{Cc}\p{Cf}]|undefined|NaN|\[object/u);
      }
  });
});
