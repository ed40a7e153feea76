/** The ledger's store on DynamoDB: conditional writes, no transactions, nothing that only some regions or emulators have. */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type CreateTableCommandInput,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import type { LedgerItem, StoredItem } from "./item.ts";
import type { LedgerStore } from "./store.ts";

/** The table as `serverless.yml` has it, for the local engine. Index `open` is sparse; `recent` is ordered by the last change. */
export const ledgerTable = (name: string): CreateTableCommandInput => ({
  TableName: name,
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "open", AttributeType: "S" },
    { AttributeName: "kind", AttributeType: "S" },
    { AttributeName: "updatedAt", AttributeType: "N" },
  ],
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
  GlobalSecondaryIndexes: [index("open", "open"), index("recent", "kind")],
});

const index = (name: string, hash: string) => ({
  IndexName: name,
  KeySchema: [
    { AttributeName: hash, KeyType: "HASH" as const },
    { AttributeName: "updatedAt", KeyType: "RANGE" as const },
  ],
  Projection: { ProjectionType: "ALL" as const },
});

type Row = Record<string, AttributeValue>;

export function dynamoLedgerStore(table: string, client = new DynamoDBClient({})): LedgerStore {
  return {
    async get<T extends StoredItem>(id: string) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: { pk: { S: id } }, ConsistentRead: true }),
      );
      return Item && (fromRow(Item) as T);
    },
    async put(item, expected) {
      const condition =
        expected === undefined
          ? { ConditionExpression: "attribute_not_exists(pk)" }
          : { ConditionExpression: "rev = :rev", ExpressionAttributeValues: { ":rev": { N: String(expected) } } };
      try {
        const Item = toRow({ ...item, rev: (expected ?? 0) + 1 });
        await client.send(new PutItemCommand({ TableName: table, Item, ...condition }));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    async *open(state) {
      const query = {
        TableName: table,
        IndexName: "open",
        KeyConditionExpression: "#open = :open",
        ExpressionAttributeNames: { "#open": "open" },
        ExpressionAttributeValues: { ":open": { S: state } },
      };
      for await (const { Items = [] } of paginateQuery({ client }, query))
        yield* Items.map((row) => fromRow(row) as LedgerItem);
    },
    async recent(kind, limit) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: "recent",
          KeyConditionExpression: "kind = :kind",
          ExpressionAttributeValues: { ":kind": { S: kind } },
          ScanIndexForward: false,
          Limit: limit,
        }),
      );
      return Items.map((row) => fromRow(row) as LedgerItem);
    },
  };
}

/** The item as JSON in one attribute, beside what DynamoDB itself looks at: its own types lose nothing that we need, and cost a codec. */
const toRow = (item: StoredItem): Row => ({
  pk: { S: item.id },
  kind: { S: item.kind },
  rev: { N: String(item.rev) },
  updatedAt: { N: String(item.updatedAt) },
  ...(item.open && { open: { S: item.open } }),
  item: { S: JSON.stringify(item) },
});

const fromRow = (row: Row): StoredItem => JSON.parse(row.item?.S ?? "") as StoredItem;
