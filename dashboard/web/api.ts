/** What the page asks of its server, once or again and again. The browser keeps answers and asks by ETag, so that unchanged ones are not sent twice. */

export type Row = Record<string, unknown>;

export interface Result {
  sql: string;
  columns: string[];
  rows: unknown[][];
}

export async function ask<T>(path: string): Promise<T> {
  const response = await fetch(path);
  const body = await response.json();
  if (!response.ok) throw new Error(body.error ?? `status ${response.status}`);
  return body as T;
}

export async function post(path: string): Promise<void> {
  const response = await fetch(path, { method: "POST" });
  if (!response.ok) throw new Error((await response.json()).error ?? `status ${response.status}`);
}

export const objects = ({ columns, rows }: Pick<Result, "columns" | "rows">): Row[] =>
  rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]])));

/**
 * Asks `path()` at once and every `ms` until `signal`; not while the page is hidden. `show` is called when the answer changed,
 * `fail` with what went wrong.
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
    try {
      const value = document.hidden && last !== undefined ? undefined : await ask<T>(asked);
      if (signal.aborted || mine !== run) return;
      const text = value === undefined ? last : asked + JSON.stringify(value);
      if (value !== undefined && text !== last) show(value);
      last = text;
    } catch (error) {
      if (signal.aborted || mine !== run) return;
      last = undefined;
      fail(error as Error);
    }
    timer = setTimeout(look, ms);
  }
  signal.addEventListener("abort", () => clearTimeout(timer));
  void look();
  return { now: () => void look() };
}
