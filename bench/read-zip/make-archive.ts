/** Makes a ZIP with a `ratings.csv` of a given size, shaped like MovieLens (see `ratings`), with bounded memory and seeded. */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { ZipFile } from "yazl";

const HALF_STARS = ["0.5", "1.0", "1.5", "2.0", "2.5", "3.0", "3.5", "4.0", "4.5", "5.0"];
/** Cumulated per mille of the half stars in MovieLens 20M. */
const SHARES = [16, 47, 63, 129, 180, 376, 503, 769, 857, 1000];

/** Lines `userId,movieId,rating,timestamp` in the order of users, in pieces of about 1 MiB, `bytes` in all or a little more. */
export function* ratings(bytes: number): Generator<Buffer> {
  let state = 20_261_121;
  const below = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  let made = 0;
  let user = 1;
  let left = 20;
  let piece = "userId,movieId,rating,timestamp\n";
  while (made < bytes) {
    while (piece.length < 1_048_576) {
      if (left === 0) {
        user += 1;
        left = 20 + below(below(2) === 0 ? 30 : 250);
      }
      left -= 1;
      const dice = below(1000);
      const movie = 1 + below(1 + below(131_262));
      piece += `${user},${movie},${HALF_STARS[SHARES.findIndex((share) => dice < share)]},${789_652_009 + below(638_000_000)}\n`;
    }
    made += piece.length;
    yield Buffer.from(piece, "latin1");
    piece = "";
  }
}

/** One member, deflate at level 6 as `zip` does, with a data descriptor; ZIP64 when it must be. */
export async function makeArchive(path: string, bytes: number): Promise<void> {
  const zip = new ZipFile();
  zip.addReadStream(Readable.from(ratings(bytes), { objectMode: false, highWaterMark: 1 << 20 }), "ratings.csv", {
    mtime: new Date(2026, 0, 1),
    forceZip64Format: bytes > 4_000_000_000,
  });
  zip.end();
  const file = zip.outputStream.pipe(createWriteStream(path));
  await Promise.all([once(file, "close"), finished(file)]);
}
