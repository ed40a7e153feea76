/** `reelhouse replay <drop>`: judges the same upload once more, from the beginning: after a contract, a rule or the code was mended. */
import { randomUUID } from "node:crypto";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { Command } from "commander";
import type { LandingObject, LedgerItem } from "../shared/ledger/item.ts";
import type { Ledger } from "../shared/ledger/ledger.ts";
import { IllegalMove } from "../shared/ledger/machine.ts";
import { followObjects } from "./drop/watch.ts";
import type { TwinEnvironment } from "./environment.ts";
import { EXIT, wrongUse } from "./exit-codes.ts";
import { dataDirOf, requireTwin } from "./home.ts";
import { dropOf, findDrop, ledgerOf } from "./ledger.ts";
import { type CommonOptions, examples, wholeNumber, withDataDir, withJson } from "./options.ts";
import { createOutput } from "./output.ts";

interface ReplayOptions extends CommonOptions {
  wait?: boolean;
  timeout: number;
}

export const replayVerb = () =>
  examples(
    withDataDir(
      withJson(
        new Command("replay")
          .description("judge an upload once more, after what was wrong on our side was mended")
          .argument("<drop>", "its id, as `ls` and the e-mails give it"),
      ),
    )
      .option("--wait", "until it is final; exit 1 if it is refused again")
      .option("--timeout <seconds>", "how long to wait", wholeNumber("--timeout", 1), 900),
    "npx reelhouse replay 3f9c0a12b4d5e6f7 --wait",
  ).action(async (id: string, options: ReplayOptions) => {
    const output = createOutput(options.json === true);
    const { environment } = requireTwin(dataDirOf(options.dataDir));
    const ledger = ledgerOf(environment);
    const found = await findDrop(ledger, id);
    await reopen(ledger, found);
    await startAgain(environment, found.object);
    if (!options.wait) {
      output.json({ drop: id, state: "RECEIVED", code: null });
      output.line(`${id} is judged again; \`npx reelhouse trace ${id}\` shows how far it is.`);
      return;
    }
    const [followed] = await followObjects(ledger, [found.object], {
      timeoutMs: options.timeout * 1000,
      onChange: ({ item }) => output.note(`${id}: ${item?.state}${item?.code ? ` ${item.code}` : ""}`),
    });
    const { state = "RECEIVED", code = null } = followed?.item ?? {};
    output.json({ drop: id, state, code });
    output.line(`${id} ended ${state}${code ? ` ${code}` : ""}.`);
    if (state === "QUARANTINED") process.exitCode = EXIT.refused;
  });

/** The object, and the drop if it was known: both begin again. Throws `CommandError` (wrong use) for what is loaded. */
async function reopen(ledger: Ledger, found: LedgerItem): Promise<void> {
  const worker = { requestId: `replay-${randomUUID()}` };
  const object = found.kind === "object" ? found : await ledger.getObject(found.object);
  const drop = found.kind === "drop" ? found : await dropOf(ledger, found);
  try {
    for (const item of [drop, object]) if (item) await ledger.reopen(item.id, worker);
  } catch (error) {
    if (error instanceof IllegalMove)
      throw wrongUse(`${found.drop ?? found.id} is ${found.state}: there is nothing to judge again.`);
    throw error;
  }
}

/** The event that S3 sent when the object arrived. */
async function startAgain(
  environment: TwinEnvironment,
  { bucket, key, versionId, etag, bytes, sequencer }: LandingObject,
): Promise<void> {
  const { awsEndpoint: endpoint, region, accessKeyId, secretAccessKey, functionPrefix } = environment;
  const client = new LambdaClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  const object = { key: encodeURIComponent(key).replaceAll("%2F", "/"), size: bytes, eTag: etag, versionId, sequencer };
  const record = {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    eventName: "ObjectCreated:Put",
    s3: { bucket: { name: bucket }, object },
  };
  await client.send(
    new InvokeCommand({
      FunctionName: `${functionPrefix}unzip-and-validate`,
      InvocationType: "Event",
      Payload: Buffer.from(JSON.stringify({ Records: [record] })),
    }),
  );
  client.destroy();
}
