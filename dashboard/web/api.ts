/** What the page asks of its server, once or again and again. The browser keeps answers and asks by ETag, so that unchanged ones are not sent twice. */

export type Row = Record<string, unknown>;

export interface Rows {
  columns: string[];
  rows: unknown[][];
}

export interface Result extends Rows {
  sql: string;
}

const reached = new Set<(isReached: boolean) => void>();
/** Calls `changed` with each answer, and with `false` when nobody answers. */
export const onReached = (changed: (isReached: boolean) => void) => void reached.add(changed);

async function request(path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (init?.signal?.aborted) throw error;
    for (const each of reached) each(false);
    throw new Error("nobody answers.");
  }
  for (const each of reached) each(true);
  if (!response.ok) {
    const told = (await response.json().catch(() => ({}))) as { error?: string };
    throw new Error(told.error ?? `status ${response.status}`);
  }
  return response;
}

export const ask = async <T>(path: string): Promise<T> => (await (await request(path)).json()) as T;
export const post = async (path: string): Promise<void> => void (await request(path, { method: "POST" }));

export const objects = ({ columns, rows }: Rows): Row[] =>
  rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]])));

/** Of the time, a fifth at most goes into one question, however long its answer takes. */
const REST = 4;

/**
 * Asks `path()` at once and every `ms` until `signal`, less often where answers take long; not while the page is hidden. `show` is called
 * when the answer changed, `fail` with what went wrong.
 */
export function follow<T>(
  path: () => string,
  ms: number,
  signal: AbortSignal,
  show: (value: T) => void,
  fail: (error: Error) => void,
): { now(): void } {
  let last: string | undefined;
  let timer = 0;
  let run = 0;
  async function look(): Promise<void> {
    run += 1;
    const mine = run;
    clearTimeout(timer);
    const asked = path();
    const startedAt = performance.now();
    try {
      if (!document.hidden || last === undefined) {
        const response = await request(asked, { signal });
        const tag = `${asked} ${response.headers.get("etag")}`;
        const isNew = tag !== last;
        const value = isNew ? ((await response.json()) as T) : undefined;
        if (signal.aborted || mine !== run) return;
        last = tag;
        if (isNew) show(value as T);
      }
    } catch (error) {
      if (signal.aborted || mine !== run) return;
      last = undefined;
      fail(error as Error);
    }
    timer = setTimeout(look, Math.max(ms, REST * (performance.now() - startedAt)));
  }
  const seen = () => void (document.hidden || look());
  document.addEventListener("visibilitychange", seen, { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
  void look();
  return { now: () => void look() };
}
