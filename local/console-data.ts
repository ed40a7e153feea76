/** What the console shows of a running twin: the ledger's objects and drops, the mailbox, the addresses. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { contracts } from "../shared/contract/registry.ts";
import { dynamoLedgerStore } from "../shared/ledger/dynamodb.ts";
import { dropItemId, type LedgerItem, objectId } from "../shared/ledger/item.ts";
import { listMail } from "./aws/sns/mailbox.ts";
import type { ConsoleData } from "./console/server.ts";
import type { TwinEnvironment } from "./environment.ts";

const SHOWN = 100;

export function consoleData(environment: TwinEnvironment, awsFolder: string): ConsoleData {
  const { awsEndpoint, region, accessKeyId, secretAccessKey, buckets, snowflake } = environment;
  const client = new DynamoDBClient({ endpoint: awsEndpoint, region, credentials: { accessKeyId, secretAccessKey } });
  const store = dynamoLedgerStore(environment.ledgerTable, client);
  const dropOf = ({ dataset, drop }: LedgerItem) =>
    dataset && drop ? store.get<LedgerItem>(dropItemId({ dataset, drop })) : undefined;
  return {
    addresses: {
      "AWS endpoint": awsEndpoint,
      "Landing bucket": `s3://${buckets.landing}`,
      "Snowflake twin": snowflake.accessUrl,
      "Shell variables": 'eval "$(npx reelhouse env)"',
    },
    mail: () => listMail(awsFolder),
    async drops() {
      const objects = await store.recent("object", SHOWN);
      return Promise.all(
        objects.map(async (object) => {
          const drop =
            object.state === "DUPLICATE" || object.state === "QUARANTINED" ? undefined : await dropOf(object);
          const { state, code, updatedAt } = drop ?? object;
          return {
            object: object.object.key,
            dataset: object.dataset,
            drop: object.drop ?? (state === "QUARANTINED" ? objectId(object.object) : undefined),
            state,
            code,
            updatedAt,
          };
        }),
      );
    },
    async trace(id) {
      for (const dataset of contracts().keys()) {
        const drop = await store.get<LedgerItem>(dropItemId({ dataset, drop: id }));
        if (drop) return { drop: id, state: drop.state, steps: drop.steps };
      }
      const object = await store.get<LedgerItem>(`object#${id}`);
      return object && { drop: id, state: object.state, steps: object.steps };
    },
  };
}
