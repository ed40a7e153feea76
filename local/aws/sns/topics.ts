/** Topics and their subscriptions, kept over restarts. */
import { randomUUID } from "node:crypto";
import { AwsError } from "../json-service.ts";
import { ACCOUNT_ID } from "../service.ts";
import type { State } from "../state.ts";

export interface Subscription {
  arn: string;
  topicArn: string;
  protocol: string;
  endpoint: string;
}

export interface Topics {
  /** The same name gives the same topic. Throws `InvalidParameter` for a name that is none. */
  create(name: string, region: string): string;
  /** Throws `NotFound`. */
  require(topicArn: string): string;
  delete(topicArn: string): void;
  list(): string[];
  subscribe(topicArn: string, protocol: string, endpoint: string): Subscription;
  unsubscribe(arn: string): void;
  subscriptions(topicArn?: string): Subscription[];
}

export function createTopics(state: State): Topics {
  const { sql } = state;
  state.transaction(() => {
    sql("create table if not exists topics (arn text primary key) without rowid").run();
    sql(
      "create table if not exists subscriptions (arn text primary key, topic text not null, protocol text not null, endpoint text not null, unique (topic, protocol, endpoint)) without rowid",
    ).run();
  });
  const require = (topicArn: string) => {
    if (!sql("select 1 from topics where arn = ?").get(topicArn))
      throw new AwsError("NotFound", "Topic does not exist", 404);
    return topicArn;
  };
  const COLUMNS = "select arn, topic, protocol, endpoint from subscriptions";
  return {
    require,
    create(name, region) {
      if (!/^[\w-]{1,256}$/.test(name)) throw new AwsError("InvalidParameter", "Invalid parameter: Topic Name");
      const arn = `arn:aws:sns:${region}:${ACCOUNT_ID}:${name}`;
      sql("insert or ignore into topics (arn) values (?)").run(arn);
      return arn;
    },
    delete(topicArn) {
      state.transaction(() => {
        sql("delete from topics where arn = ?").run(topicArn);
        sql("delete from subscriptions where topic = ?").run(topicArn);
      });
    },
    list: () =>
      sql("select arn from topics order by arn")
        .all()
        .map(({ arn }) => String(arn)),
    subscribe(topicArn, protocol, endpoint) {
      require(topicArn);
      sql("insert or ignore into subscriptions (arn, topic, protocol, endpoint) values (?, ?, ?, ?)").run(
        `${topicArn}:${randomUUID()}`,
        topicArn,
        protocol,
        endpoint,
      );
      return toSubscription(
        sql(`${COLUMNS} where topic = ? and protocol = ? and endpoint = ?`).get(topicArn, protocol, endpoint)!,
      );
    },
    unsubscribe(arn) {
      sql("delete from subscriptions where arn = ?").run(arn);
    },
    subscriptions: (topicArn) =>
      (topicArn === undefined
        ? sql(`${COLUMNS} order by arn`).all()
        : sql(`${COLUMNS} where topic = ? order by arn`).all(require(topicArn))
      ).map(toSubscription),
  };
}

const toSubscription = (row: Record<string, unknown>): Subscription => ({
  arn: String(row.arn),
  topicArn: String(row.topic),
  protocol: String(row.protocol),
  endpoint: String(row.endpoint),
});
