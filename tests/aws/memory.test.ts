/** Large objects pass through in memory that does not grow with them. */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, it } from "vitest";
import { MIB } from "./conformance/target.ts";
import { temporaryFolder } from "./local-aws.ts";
import { startServerProcess } from "./process.ts";

/** The full measure is 1 GB (LOCAL_AWS_BIG_OBJECT_MIB=1024); the suite's is shorter. */
const SIZE = Number(process.env.LOCAL_AWS_BIG_OBJECT_MIB ?? 200) * MIB;
const MAX_GROWTH = 100 * MIB;

it("puts and gets a large object within a bound of memory", async () => {
  using folder = temporaryFolder();
  const server = await startServerProcess(folder.path);
  const target = { Bucket: "big-objects", Key: "big" };
  await server.client.send(new CreateBucketCommand(target));
  await server.client.send(new PutObjectCommand({ ...target, Key: "warm", Body: Buffer.alloc(4 * MIB) }));
  const before = (await server.ask("memory")) as number;
  const sent = createHash("sha256");
  function* chunks() {
    for (let at = 0; at < SIZE; at += MIB) {
      const chunk = Buffer.alloc(MIB, `${at} `);
      sent.update(chunk);
      yield chunk;
    }
  }
  let peak = before;
  const watch = setInterval(() => void server.ask("memory").then((rss) => (peak = Math.max(peak, rss as number))), 50);
  await server.client.send(new PutObjectCommand({ ...target, Body: Readable.from(chunks()), ContentLength: SIZE }));
  const received = createHash("sha256");
  const { Body } = await server.client.send(new GetObjectCommand(target));
  for await (const chunk of Body as Readable) received.update(chunk as Buffer);
  clearInterval(watch);
  expect(received.digest("hex")).toBe(sent.digest("hex"));
  expect((peak - before) / MIB).toBeLessThan(MAX_GROWTH / MIB);
  if (process.env.LOCAL_AWS_BIG_OBJECT_MIB) console.log(`RSS before ${before / MIB} MiB, peak ${peak / MIB} MiB`);
  await server.kill();
}, 300_000);
