/** Has an upload judged once more, from the beginning; and waits for what comes of it. */
import { LambdaClient } from "@aws-sdk/client-lambda";
import { createdEvent } from "../../shared/causes.ts";
import { lambdaCaller } from "../../shared/functions.ts";
import type { LandingObject } from "../../shared/ledger/item.ts";
import type { Ledger } from "../../shared/ledger/ledger.ts";
import { followObjects } from "../drop/watch.ts";
import type { TwinEnvironment } from "../environment.ts";
import { EXIT } from "../exit-codes.ts";
import type { Output } from "../output.ts";

export interface WaitOptions {
  wait?: boolean;
  /** Seconds. */
  timeout: number;
}

/** The event that S3 sent when the object arrived. */
export async function startAgain(environment: TwinEnvironment, object: LandingObject): Promise<void> {
  const { awsEndpoint: endpoint, region, accessKeyId, secretAccessKey, functionPrefix } = environment;
  const client = new LambdaClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  await lambdaCaller(client, functionPrefix).call("unzip-and-validate", createdEvent(object, object));
  client.destroy();
}

/** Tells that it has begun or, with `wait`, how it ended: exit 1 if it is refused again. */
export async function tellOutcome(
  output: Output,
  ledger: Ledger,
  id: string,
  object: LandingObject,
  { wait, timeout }: WaitOptions,
): Promise<void> {
  if (!wait) {
    output.json({ drop: id, state: "RECEIVED", code: null });
    output.line(`${id} is judged again; \`npx reelhouse trace ${id}\` shows how far it is.`);
    return;
  }
  const [followed] = await followObjects(ledger, [object], {
    timeoutMs: timeout * 1000,
    onChange: ({ item }) => output.note(`${id}: ${item?.state}${item?.code ? ` ${item.code}` : ""}`),
  });
  const { state = "RECEIVED", code = null } = followed?.item ?? {};
  output.json({ drop: id, state, code });
  output.line(`${id} ended ${state}${code ? ` ${code}` : ""}.`);
  if (state === "QUARANTINED") process.exitCode = EXIT.refused;
}
