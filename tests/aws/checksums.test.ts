/** The checksum arithmetic by itself: known values, any cutting into chunks, any cutting into parts. */
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checksumOf, wholeChecksum } from "../../local/aws/s3/checksums/algorithms.ts";

const NAMES = ["CRC32", "CRC32C", "CRC64NVME"] as const;
const digest = (name: (typeof NAMES)[number], ...chunks: Uint8Array[]) => {
  const checksum = checksumOf(name);
  for (const chunk of chunks) checksum.update(chunk);
  return checksum.digest();
};

describe.each(NAMES)("%s", (name) => {
  it("does not depend on how the bytes are cut", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 6 }), (chunks) => {
        expect(digest(name, ...chunks)).toEqual(digest(name, Buffer.concat(chunks)));
      }),
    );
  });

  it("of a whole follows from those of its parts", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 5 }), (parts) => {
        const sums = parts.map((part) => ({ value: digest(name, part).toString("base64"), bytes: part.length }));
        const whole = digest(name, Buffer.concat(parts)).toString("base64");
        expect(wholeChecksum(name, "FULL_OBJECT", sums).value).toBe(whole);
      }),
    );
  });
});

it("CRC-64/NVME and CRC-32C of the catalogue's check string are the catalogue's values", () => {
  const check = Buffer.from("123456789");
  expect(digest("CRC64NVME", check).toString("hex")).toBe("ae8b14860a799888");
  expect(digest("CRC32C", check).toString("hex")).toBe("e3069283");
  expect(digest("CRC32", check).readUInt32BE()).toBe(crc32(check));
});
