/** Feeds mutated archives to the reader: it may accept or refuse, never anything else. */
import { archiveCodes } from "../../../shared/codes/archive.ts";
import { InputError } from "../../../shared/errors.ts";
import { goodArchives } from "./good.ts";
import { hostileArchives } from "./hostile.ts";
import { mutate, type Random, seeded } from "./random.ts";
import { readAll } from "./read-all.ts";

export interface Fuzzed {
  accepted: number;
  refused: number;
  codes: Map<string, number>;
  slowestMs: number;
}

/** Small ones, so that a change hits a structure; as many good ones as hostile ones. */
function seeds(): { good: Buffer[]; hostile: Buffer[] } {
  const small = (archives: { bytes: Buffer }[]) =>
    archives.map(({ bytes }) => bytes).filter(({ length }) => length < 4096);
  return { good: small(goodArchives()), hostile: small(hostileArchives()) };
}

/** Throws, with seed and case, when reading gives anything but members or a refusal from the list. `onAccepted` sees what was accepted. */
export async function fuzzArchives(
  seed: number,
  cases: number,
  onAccepted?: (bytes: Buffer, members: Map<string, Buffer>) => void,
): Promise<Fuzzed> {
  const random: Random = seeded(seed);
  const { good, hostile } = seeds();
  const result: Fuzzed = { accepted: 0, refused: 0, codes: new Map(), slowestMs: 0 };
  for (let index = 0; index < cases; index += 1) {
    const bytes = mutate(random.pick(random.next() < 0.5 ? good : hostile), random);
    const startedAt = performance.now();
    try {
      const members = await readAll(bytes);
      result.accepted += 1;
      onAccepted?.(bytes, members);
    } catch (error) {
      if (!(error instanceof InputError) || !error.faults.every(({ code }) => code in archiveCodes))
        throw new Error(`seed ${seed}, case ${index}: ${bytes.toString("base64")}`, { cause: error });
      result.refused += 1;
      result.codes.set(error.code, (result.codes.get(error.code) ?? 0) + 1);
    }
    result.slowestMs = Math.max(result.slowestMs, performance.now() - startedAt);
  }
  return result;
}
