/** What a bucket's event does to pipes with AUTO_INGEST = TRUE. */
import { randomUUID } from "node:crypto";
import { createContext } from "../../engine/create-context.ts";
import { closeSession, openSession, type Twin } from "../../engine/twin.ts";
import { candidateOf } from "../copy/candidates.ts";
import { keyPrefix, pathPattern } from "../location.ts";
import { send } from "./refresh.ts";
import { preparePipe } from "./runner.ts";

/** The fields of an S3 event that are needed; keys are form-encoded as S3 sends them. */
export interface BucketEvent {
  Records?: readonly {
    eventName?: string;
    s3?: { bucket?: { name?: string }; object?: { key?: string } };
  }[];
}

/** A key as it is in the bucket: a space is `+`, a plus is `%2B`. */
const decodeKey = (key: string) => decodeURIComponent(key.replaceAll("+", " "));

/** Queues the created files for every pipe whose stage holds them. Resolves when they are queued; loading goes on in the background. */
export async function notifyPipes(twin: Twin, event: BucketEvent): Promise<void> {
  const created = (event.Records ?? []).flatMap(({ eventName, s3 }) => {
    const bucket = s3?.bucket?.name;
    const key = s3?.object?.key;
    if (eventName?.includes("ObjectCreated") === false || bucket === undefined || key === undefined) return [];
    return [{ bucket, key: decodeKey(key) }];
  });
  if (created.length === 0) return;
  for (const pipe of twin.objects.reader(0).list("pipe")) {
    if (!pipe.autoIngest) continue;
    const session = await openSession(twin, {
      user: "SYSTEM",
      application: "SNOWPIPE",
      database: pipe.database,
      schema: pipe.schema,
    });
    try {
      const start = { twin, session, queryId: randomUUID(), text: pipe.copyStatement, binds: new Map() };
      const context = createContext({ ...start, signal: new AbortController().signal }, { points: new Map() });
      const copy = preparePipe(context, pipe);
      const { location, options } = copy;
      const matches = options.pattern === undefined ? () => true : pathPattern(options.pattern);
      const wanted = created.filter(
        ({ bucket, key }) =>
          location.bucketUrl === `s3://${bucket}/` && key.startsWith(keyPrefix(location)) && matches(location, key),
      );
      const files = await Promise.all(wanted.map(({ key }) => location.store.stat(key)));
      const candidates = files.flatMap((file) => (file === undefined ? [] : [candidateOf(location, file)]));
      await send(context, pipe, copy, candidates);
    } finally {
      await closeSession(twin, session);
    }
  }
}
