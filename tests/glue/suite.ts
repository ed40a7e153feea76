/** What the checks of the two engines share: the store and the session that they run in, and how they tell. */
import type { ObjectStore } from "../../shared/object-store/port.ts";
import type { SparkSession } from "./spark-session.ts";

export type Report = (isPassed: boolean, sentence: string) => void;

export interface Suite {
  store: ObjectStore;
  spark: SparkSession;
  folder: string;
  report: Report;
  wants(title: string): boolean;
}

/** `run` gives what is wrong, or nothing; what it throws is wrong, too. */
export async function attempt(report: Report, title: string, run: () => Promise<string | undefined>): Promise<void> {
  const startedAt = Date.now();
  const failure = await run().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  const took = `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
  report(failure === undefined, failure === undefined ? `${title} (${took})` : `${title}: ${failure}`);
}
