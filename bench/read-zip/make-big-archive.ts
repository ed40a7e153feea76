/** Makes a ZIP64 archive of any size in seconds: one piece of ratings, deflated once with a full flush, over and over. */
import { open } from "node:fs/promises";
import { constants, crc32, deflateRawSync } from "node:zlib";
import { ratings } from "./make-archive.ts";

const MAX_32 = 0xff_ff_ff_ff;
const HEADER = Buffer.from("userId,movieId,rating,timestamp\n");

const numbers = (...fields: [value: number, bytes: 2 | 4 | 8][]): Buffer =>
  Buffer.concat(
    fields.map(([value, bytes]) => {
      const field = Buffer.alloc(8);
      field.writeBigUInt64LE(BigInt(value));
      return field.subarray(0, bytes);
    }),
  );

/** `ratings.csv` of at least `bytes`. */
export async function makeBigArchive(path: string, bytes: number): Promise<void> {
  const [first] = ratings(1);
  const piece = first!.subarray(HEADER.length);
  const flushed = (text: Buffer) => deflateRawSync(text, { finishFlush: constants.Z_FULL_FLUSH });
  const [head, body, end] = [flushed(HEADER), flushed(piece), Buffer.from([3, 0])];
  const times = Math.ceil(bytes / piece.length);
  const size = HEADER.length + times * piece.length;
  const compressed = head.length + times * body.length + end.length;
  let crc = crc32(HEADER);
  for (let index = 0; index < times; index += 1) crc = crc32(piece, crc);
  const name = Buffer.from("ratings.csv");
  // version, flags, method, time, CRC-32, both sizes left to the ZIP64 field, lengths of name and field
  const common = (extra: number) =>
    numbers(
      [45, 2],
      [0, 2],
      [8, 2],
      [0x00_21_00_00, 4],
      [crc, 4],
      [MAX_32, 4],
      [MAX_32, 4],
      [name.length, 2],
      [extra, 2],
    );
  const sizes = numbers([1, 2], [16, 2], [size, 8], [compressed, 8]);
  const local = Buffer.concat([numbers([0x04_03_4b_50, 4]), common(sizes.length), name, sizes]);
  const central = Buffer.concat([
    numbers([0x02_01_4b_50, 4], [45, 2]),
    common(sizes.length),
    numbers([0, 2], [0, 2], [0, 2], [0, 4], [0, 4]),
    name,
    sizes,
  ]);
  const directory = local.length + compressed;
  const tail = Buffer.concat([
    numbers(
      [0x06_06_4b_50, 4],
      [44, 8],
      [45, 2],
      [45, 2],
      [0, 4],
      [0, 4],
      [1, 8],
      [1, 8],
      [central.length, 8],
      [directory, 8],
    ),
    numbers([0x07_06_4b_50, 4], [0, 4], [directory + central.length, 8], [1, 4]),
    numbers(
      [0x06_05_4b_50, 4],
      [0, 2],
      [0, 2],
      [1, 2],
      [1, 2],
      [central.length, 4],
      [Math.min(directory, MAX_32), 4],
      [0, 2],
    ),
  ]);
  const file = await open(path, "w");
  const repeated = Buffer.concat(Array.from({ length: Math.min(16, times) }, () => body));
  await file.write(Buffer.concat([local, head]));
  for (let left = times; left > 0; ) {
    const now = Math.min(16, left);
    await file.write(repeated, 0, now * body.length);
    left -= now;
  }
  await file.write(Buffer.concat([end, central, tail]));
  await file.close();
}
