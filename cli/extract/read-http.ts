/** Records of an HTTP API: page by page, a request per record where the API wants one, no faster than allowed. */
import { setTimeout as pause } from "node:timers/promises";
import { CommandError, EXIT, wrongUse } from "../exit-codes.ts";
import { valueAt } from "./convert.ts";
import { fillText, type Values } from "./fill.ts";
import type { HttpSource, SourceRecord } from "./source.ts";

export interface HttpContext {
  /** Values for `{name}` in the queries. */
  values: Readonly<Record<string, string>>;
  env: Readonly<Record<string, string | undefined>>;
  fetch?: typeof fetch;
  /** Milliseconds; for tests. */
  firstRetryMs?: number;
}

export async function* readHttp(source: HttpSource, context: HttpContext): AsyncGenerator<SourceRecord> {
  const ask = createClient(source, context);
  const query = fill(source.query, context.values);
  for await (const record of source.pages ? pagedRecords(source, query, ask) : single(ask, query)) {
    if (!source.detail) yield record;
    else {
      const detail = await ask(fill(source.detail.query, stringsOf(record)));
      if (detail !== undefined) yield detail as SourceRecord;
    }
  }
}

type Ask = (query: Record<string, string>) => Promise<unknown>;

async function* single(ask: Ask, query: Record<string, string>): AsyncGenerator<SourceRecord> {
  const answer = await ask(query);
  if (answer !== undefined) yield* (Array.isArray(answer) ? answer : [answer]) as SourceRecord[];
}

async function* pagedRecords(
  source: HttpSource,
  query: Record<string, string>,
  ask: Ask,
): AsyncGenerator<SourceRecord> {
  const { query: parameter, from, records: place, total, max } = source.pages!;
  let seen = 0;
  for (let page = from; page < from + max; page += 1) {
    const answer = await ask({ ...query, [parameter]: String(page) });
    const records = valueAt(answer, place);
    if (!Array.isArray(records) || records.length === 0) return;
    yield* records as SourceRecord[];
    seen += records.length;
    if (total !== undefined && seen >= Number(valueAt(answer, total))) return;
  }
}

/** Asks no faster than allowed, tries again where that can help. Gives `undefined` for an answer that says "nothing found". */
function createClient(source: HttpSource, { env, fetch: send = fetch, firstRetryMs = 500 }: HttpContext): Ask {
  const key = source.key && env[source.key.env];
  if (source.key && !key) throw wrongUse(`${source.title} needs a key: set ${source.key.env} in the environment.`);
  let nextAt = 0;
  return async (query) => {
    const url = new URL(source.url);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const shown = url.toString(); // without the key
    if (source.key?.query && key) url.searchParams.set(source.key.query, key);
    const headers: Record<string, string> = source.key?.header && key ? { [source.key.header]: key } : {};
    for (let attempt = 0; ; attempt += 1) {
      const waitMs = nextAt - Date.now();
      nextAt = Math.max(Date.now(), nextAt) + 1000 / source.requestsPerSecond;
      if (waitMs > 0) await pause(waitMs);
      const answer = await request(send, url, headers, source.timeoutSeconds);
      if (answer.ok) return checkAnswer(source, answer.body, shown);
      if (!answer.isTransient || attempt >= source.retries)
        throw new CommandError(
          EXIT.serviceFailed,
          `${shown}: ${answer.problem}${attempt > 0 ? ` (after ${attempt + 1} tries)` : ""}`,
        );
      await pause(answer.retryAfterMs ?? firstRetryMs * 2 ** attempt);
    }
  };
}

type Answer = { ok: true; body: unknown } | { ok: false; problem: string; isTransient: boolean; retryAfterMs?: number };

async function request(
  send: typeof fetch,
  url: URL,
  headers: Record<string, string>,
  timeoutSeconds: number,
): Promise<Answer> {
  let response: Response;
  try {
    response = await send(url, {
      headers: { accept: "application/json", ...headers },
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    });
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string } };
    return { ok: false, problem: cause?.code ?? message, isTransient: true };
  }
  const text = await response.text();
  if (!response.ok) {
    const isTransient = response.status === 429 || response.status >= 500;
    const retryAfter = Number(response.headers.get("retry-after"));
    return {
      ok: false,
      problem: `status ${response.status} ${response.statusText}`.trim(),
      isTransient,
      ...(retryAfter > 0 && { retryAfterMs: retryAfter * 1000 }),
    };
  }
  try {
    return { ok: true, body: JSON.parse(text) };
  } catch {
    return { ok: false, problem: "the answer is not JSON", isTransient: false };
  }
}

function checkAnswer({ error }: HttpSource, body: unknown, shown: string): unknown {
  if (!error || String(valueAt(body, error.field)) !== error.is) return body;
  const message = String(valueAt(body, error.message) ?? "the API refused without a message");
  if (error.none !== undefined && message.includes(error.none)) return undefined;
  throw new CommandError(EXIT.serviceFailed, `${shown}: ${message}`);
}

const fill = (query: Values, values: Values): Record<string, string> =>
  Object.fromEntries(Object.entries(query).map(([name, text]) => [name, fillText(text, values)]));

const stringsOf = (record: SourceRecord) =>
  Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) =>
      value === null || value === undefined ? [] : [[name, String(value)]],
    ),
  );
