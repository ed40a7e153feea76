/** One thing that the doctor looks at, and what came of it. */
export interface Check {
  /** As `role REELHOUSE_LOADER` or `bucket notifications`. */
  name: string;
  status: "ok" | "warning" | "error" | "skipped";
  /** What was found, in a sentence. */
  found: string;
  /** What to do about it; null where nothing is. */
  remedy: string | null;
}

export const ok = (name: string, found: string): Check => ({ name, status: "ok", found, remedy: null });
export const skipped = (name: string, found: string): Check => ({ name, status: "skipped", found, remedy: null });
export const failed = (name: string, found: string, remedy: string): Check => ({
  name,
  status: "error",
  found,
  remedy,
});
export const doubtful = (name: string, found: string, remedy: string): Check => ({
  name,
  status: "warning",
  found,
  remedy,
});
