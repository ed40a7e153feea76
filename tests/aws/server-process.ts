/** A local AWS in a process of its own, for tests that kill it or measure it: `node server-process.ts <folder>`; prints its address. */
import { startLocalAws } from "../../local/aws/server.ts";

const aws = await startLocalAws({ port: 0, dataDir: process.argv[2]! });
console.log(aws.url);
process.on("message", (question) => {
  if (question === "memory") process.send?.(process.memoryUsage().rss);
  if (question === "events") process.send?.(aws.outbox.pending(100_000));
});
