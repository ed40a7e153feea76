/** `kill -9` at any moment: what was acknowledged is there, what was not is there whole or not at all, and every object has its event. */
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, it } from "vitest";
import type { OutboxEvent } from "../../local/aws/outbox.ts";
import { temporaryFolder } from "./local-aws.ts";
import { type ServerProcess, startServerProcess } from "./process.ts";

const ROUNDS = 4;
const Bucket = "crash";

/** The bytes are a function of the key, so that half an object or a mixed one is told. */
const bodyOf = (key: string) =>
  Buffer.alloc(1 + (Number.parseInt(createHash("md5").update(key).digest("hex").slice(0, 6), 16) % 1_500_000), key);

async function writeUntilKilled(
  { client }: ServerProcess,
  round: number,
  writer: number,
  acknowledged: Set<string>,
): Promise<void> {
  for (let number = 0; ; number++) {
    const Key = `${round}/${writer}/${number}`;
    try {
      await client.send(new PutObjectCommand({ Bucket, Key, Body: bodyOf(Key) }));
    } catch {
      return; // the connection ended with the process
    }
    acknowledged.add(Key);
  }
}

it("keeps every acknowledged object with its event, and never half of one", async () => {
  using folder = temporaryFolder();
  const acknowledged = new Set<string>();
  let server = await startServerProcess(folder.path);
  await server.client.send(new CreateBucketCommand({ Bucket }));
  for (let round = 0; round < ROUNDS; round++) {
    const writers = Array.from({ length: 6 }, (_, writer) => writeUntilKilled(server, round, writer, acknowledged));
    // By what is done, not by the clock: a busy machine writes less in the same time. The writers are in mid-put then.
    const enough = acknowledged.size + 8 + round * 5;
    while (acknowledged.size < enough) await wait(1 + round);
    await server.kill();
    await Promise.all(writers);
    server = await startServerProcess(folder.path);
  }
  const keys: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await server.client.send(new ListObjectsV2Command({ Bucket, ContinuationToken }));
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key!));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  for (const Key of keys) {
    const { Body } = await server.client.send(new GetObjectCommand({ Bucket, Key }));
    expect(bodyOf(Key).equals(await Body!.transformToByteArray()), Key).toBe(true);
  }
  const told = ((await server.ask("events")) as OutboxEvent[]).flatMap((event) =>
    event.kind === "s3" ? [event.record.s3.object.key] : [],
  );
  expect(told.toSorted()).toEqual(keys.toSorted());
  expect([...acknowledged].filter((key) => !keys.includes(key))).toEqual([]);
  expect(readdirSync(join(folder.path, "s3", "incoming"))).toEqual([]);
  await server.kill();
});
