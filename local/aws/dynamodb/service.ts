/** DynamoDB: dynalite's tables on disk, behind our port. */
import { join } from "node:path";
import dynalite from "dynalite";
import type { Service } from "../service.ts";

/** Dynalite has conditional writes, indexes and pages, no transactions and no time to live: it refuses those by name. */
export async function createDynamoService(dataDir: string): Promise<Service> {
  const server = dynalite({ path: join(dataDir, "dynamodb"), createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  // It closes its store only as part of closing a listening server, so it listens, on a port of its own that nobody is told.
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  return {
    async handle({ incoming }, response) {
      server.emit("request", incoming, response); // in process: no second connection
    },
    close: () => new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve()))),
  };
}
