/** A DynamoDB for a test: dynalite in memory, on a port of its own. */
import { once } from "node:events";
import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { dynamoLedgerStore, ledgerTable } from "../../shared/ledger/dynamodb.ts";

const dynalite = createRequire(import.meta.url)("dynalite") as (options: object) => Server; // it has no types

export async function startDynamo() {
  const server = dynalite({ createTableMs: 0, updateTableMs: 0 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: "eu-west-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  await client.send(new CreateTableCommand(ledgerTable("ledger")));
  return {
    store: dynamoLedgerStore("ledger", client),
    async close() {
      client.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
