/** Ports whose clients are loaded at their first use: mostly nothing is stuck, and a start without them takes half the time. */
import type { FunctionCaller } from "../../shared/functions.ts";
import type { FailureTopic } from "../../shared/notify/topic.ts";
import { once } from "../../shared/once.ts";
import type { GlueRunStates } from "./glue-run-state.ts";

export function lazyCaller(prefix: string): FunctionCaller {
  const caller = once(async () => {
    const [{ LambdaClient }, { lambdaCaller }] = await Promise.all([
      import("@aws-sdk/client-lambda"),
      import("../../shared/functions.ts"),
    ]);
    return lambdaCaller(new LambdaClient({}), prefix);
  });
  return { call: async (step, event) => (await caller()).call(step, event) };
}

export function lazyRunStates(job: string): GlueRunStates {
  const states = once(async () => {
    const [{ GlueClient }, { glueRunStates }] = await Promise.all([
      import("@aws-sdk/client-glue"),
      import("./glue-run-state.ts"),
    ]);
    return glueRunStates(new GlueClient({}), job);
  });
  return { state: async (jobRunId) => (await states()).state(jobRunId) };
}

export function lazyTopic(topicArn: string): FailureTopic {
  const topic = once(async () => {
    const [{ SNSClient }, { snsTopic }] = await Promise.all([
      import("@aws-sdk/client-sns"),
      import("../../shared/notify/topic.ts"),
    ]);
    return snsTopic(new SNSClient({}), topicArn);
  });
  return { publish: async (message) => (await topic()).publish(message) };
}
