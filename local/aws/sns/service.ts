/** SNS: topics whose e-mail subscriptions end in the mailbox. An e-mail subscription is confirmed at once. */
import { AwsError } from "../json-service.ts";
import { createQueryService, requiredField } from "../query-service.ts";
import { ACCOUNT_ID, type Service } from "../service.ts";
import type { State } from "../state.ts";
import { publish } from "./publish.ts";
import { createTopics, type Subscription } from "./topics.ts";

export function createSnsService(state: State, dataDir: string): Service {
  const topics = createTopics(state);
  const entry = ({ arn, topicArn, protocol, endpoint }: Subscription) => ({
    SubscriptionArn: arn,
    Owner: ACCOUNT_ID,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  });
  return createQueryService("SNS", "http://sns.amazonaws.com/doc/2010-03-31/", {
    CreateTopic: (form, { region }) => ({ TopicArn: topics.create(requiredField(form, "Name"), region) }),
    DeleteTopic: (form) => {
      topics.delete(requiredField(form, "TopicArn"));
      return {};
    },
    ListTopics: () => ({ Topics: { member: topics.list().map((TopicArn) => ({ TopicArn })) } }),
    Subscribe: (form) => {
      const protocol = requiredField(form, "Protocol");
      if (protocol !== "email")
        throw new AwsError(
          "InvalidParameter",
          `Invalid parameter: the local SNS knows the protocol email, not ${protocol}`,
        );
      return {
        SubscriptionArn: topics.subscribe(requiredField(form, "TopicArn"), protocol, requiredField(form, "Endpoint"))
          .arn,
      };
    },
    Unsubscribe: (form) => {
      topics.unsubscribe(requiredField(form, "SubscriptionArn"));
      return {};
    },
    ListSubscriptions: () => ({ Subscriptions: { member: topics.subscriptions().map(entry) } }),
    ListSubscriptionsByTopic: (form) => ({
      Subscriptions: { member: topics.subscriptions(requiredField(form, "TopicArn")).map(entry) },
    }),
    Publish: publish(topics, dataDir),
  });
}
