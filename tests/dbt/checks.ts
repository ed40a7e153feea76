/** Sentences that are held true one after the other; the rest goes on when one is not. */

export const tell = (line: string) => process.stdout.write(`${line}\n`);

let passed = 0;
let failed = 0;

export async function check(sentence: string, work: () => Promise<void>): Promise<void> {
  const checkedAt = Date.now();
  try {
    await work();
    passed += 1;
    tell(`ok     ${sentence} (${((Date.now() - checkedAt) / 1000).toFixed(1)} s)`);
  } catch (error) {
    fail(`${sentence}: ${(error as Error).message.slice(0, 1500)}`);
  }
}

export function fail(line: string): void {
  failed += 1;
  tell(`FAILED ${line}`);
}

export function must(isTrue: boolean, otherwise: string): asserts isTrue {
  if (!isTrue) throw new Error(otherwise);
}

export const tally = () => ({ passed, failed });
