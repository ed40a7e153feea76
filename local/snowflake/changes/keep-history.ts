/** Drops history that neither time travel nor a stream can ask for any more: when the twin starts, each hour, and when the clock is moved. */
import type { CatalogReader } from "../catalog/catalog.ts";
import type { Clock } from "../clock.ts";
import type { Storage } from "../storage/port.ts";

const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** Versions older than their table's retention. Gives the number of versions dropped. */
export async function purgeExpired(catalog: CatalogReader, storage: Storage, now: number): Promise<number> {
  let dropped = 0;
  for (const { table, retentionDays } of catalog.list("table")) {
    dropped += await storage.purge(table, now - retentionDays * dayMs);
  }
  for (const { table } of catalog.list("dynamic_table")) dropped += await storage.purge(table, now - dayMs);
  return dropped;
}

/** Gives the way to stop, which waits for a purge that runs. `onError` is told what a purge threw. */
export function keepHistory(
  catalog: CatalogReader,
  storage: Storage,
  clock: Clock,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  let isStopped = false;
  const purge = () => {
    running = running.then(() => (isStopped ? 0 : purgeExpired(catalog, storage, clock.now()))).catch(onError);
  };
  purge();
  const timer = setInterval(purge, hourMs);
  timer.unref();
  const unsubscribe = clock.onChange(purge);
  return async () => {
    isStopped = true;
    clearInterval(timer);
    unsubscribe();
    await running;
  };
}
