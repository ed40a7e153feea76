/** `reelhouse drop <zip…>`: puts drops into the landing bucket and, with `--wait`, shows them through their states. */
import { basename } from "node:path";
import { Command } from "commander";
import type { LandingObject } from "../shared/ledger/item.ts";
import { uploadZip } from "./drop/upload.ts";
import { type Followed, followObjects, progressOf } from "./drop/watch.ts";
import type { TwinEnvironment } from "./environment.ts";
import { EXIT } from "./exit-codes.ts";
import { dataDirOf, requireTwin } from "./home.ts";
import { ledgerOf } from "./ledger.ts";
import { type CommonOptions, examples, wholeNumber, withDataDir, withJson } from "./options.ts";
import { createOutput, formatTable, type Output } from "./output.ts";
import { createProgress } from "./progress.ts";

interface DropOptions extends CommonOptions {
  wait?: boolean;
  timeout: number;
  as?: string;
}

export interface DropResult {
  drop: string | null;
  dataset: string | null;
  state: string;
  code: string | null;
  object: string;
  /** From the end of the upload to the final state. */
  seconds: number;
}

export const dropVerb = () =>
  examples(
    withDataDir(
      withJson(
        new Command("drop").description("put ZIPs into the landing bucket").argument("<zip...>", "packed drops"),
      ),
    )
      .option("--wait", "show the states until each drop is final; exit 1 if one is refused")
      .option("--timeout <seconds>", "how long to wait", wholeNumber("--timeout", 1), 900)
      .option("--as <key>", "the name in the bucket, for a single ZIP (default: the file's)"),
    "npx reelhouse drop movielens.zip --wait",
    "npx reelhouse drop one.zip two.zip --wait --json",
  )
    .addHelpText(
      "after",
      "\nExit codes: 0 sent, or with --wait loaded; 1 refused (--wait), 2 wrong use,\n3 the twin does not answer.",
    )
    .action(async (zips: string[], options: DropOptions) => {
      const output = createOutput(options.json === true);
      const { environment } = requireTwin(dataDirOf(options.dataDir));
      const keys = zips.map((zip) => (zips.length === 1 && options.as ? options.as : basename(zip)));
      if (options.wait) {
        const results = await dropAndWait(environment, output, zips, keys, options.timeout * 1000);
        output.json(results);
        showResults(output, results);
        if (results.some(({ state }) => state === "QUARANTINED")) process.exitCode = EXIT.refused;
      } else {
        const objects: LandingObject[] = [];
        for (const [index, zip] of zips.entries()) objects.push(await uploadZip(environment, zip, keys[index]));
        output.json(
          objects.map(({ bucket, key, versionId, bytes }) => ({
            object: `s3://${bucket}/${key}`,
            versionId: versionId ?? null,
            bytes,
          })),
        );
        for (const { bucket, key } of objects) output.line(`s3://${bucket}/${key}`);
        output.note("`npx reelhouse ls` shows what becomes of it.");
      }
    });

/** Uploads all, then follows all until each is final. */
export async function dropAndWait(
  environment: TwinEnvironment,
  output: Output,
  zips: readonly string[],
  keys: readonly string[],
  timeoutMs: number,
): Promise<DropResult[]> {
  const progress = createProgress(output, keys);
  const uploadedAt: number[] = [];
  const objects: LandingObject[] = [];
  for (const [index, zip] of zips.entries()) {
    const onBytes = (sent: number, total: number) =>
      progress.update(index, 0, `uploading ${Math.floor((sent / Math.max(total, 1)) * 10) * 10} %`);
    objects.push(await uploadZip(environment, zip, keys[index], onBytes));
    uploadedAt.push(Date.now());
  }
  const finalAt: number[] = [];
  const onChange = ({ item }: Followed, index: number) => {
    finalAt[index] = Date.now();
    progress.update(index, progressOf(item?.state), `${item?.state}${item?.code ? ` ${item.code}` : ""}`);
  };
  const followed = await followObjects(ledgerOf(environment), objects, { timeoutMs, onChange });
  progress.end();
  return followed.map(({ object, item, drop, dataset }, index) => ({
    drop: drop ?? null,
    dataset: dataset ?? null,
    state: item?.state ?? "RECEIVED",
    code: item?.code ?? null,
    object: object.key,
    seconds: ((finalAt[index] ?? 0) - (uploadedAt[index] ?? 0)) / 1000,
  }));
}

export function showResults(output: Output, results: readonly DropResult[]): void {
  const rows = results.map(({ object, dataset, drop, state, code, seconds }) => [
    object,
    dataset,
    drop,
    state,
    code,
    `${seconds.toFixed(1)} s`,
  ]);
  for (const line of formatTable(["object", "dataset", "drop", "state", "code", "took"], rows, output.columns))
    output.line(line);
  if (results.some(({ state }) => state === "QUARANTINED"))
    output.line("`npx reelhouse mail` has the reason and the remedy.");
}
