/** Calls another function of the chain, asynchronously: only `reconcile` does, since functions meet at keys. */
import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { Step } from "./ledger/item.ts";

export interface FunctionCaller {
  /** Returns when Lambda has taken the event. */
  call(step: Step, event: unknown): Promise<void>;
}

/** Functions are named `<prefix><step>`. */
export const lambdaCaller = (client: LambdaClient, prefix: string): FunctionCaller => ({
  async call(step, event) {
    await client.send(
      new InvokeCommand({ FunctionName: `${prefix}${step}`, InvocationType: "Event", Payload: JSON.stringify(event) }),
    );
  },
});
