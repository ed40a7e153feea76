/** The same drops through DuckDB and through Spark, one session for all of them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { contractOf } from "../../shared/contract/registry.ts";
import { s3ObjectStore } from "../../shared/object-store/s3.ts";
import { runLocalAws } from "../aws/local-aws.ts";
import { awkwardLines, keyColumnsOf, tableNamed } from "./awkward.ts";
import { differenceOf } from "./compare.ts";
import { BUCKETS, makeAssets, PROCESSED, publishFolder, RULES, runDuckdb, runSpark } from "./drops.ts";
import { checkFailingRules } from "./failing-rules.ts";
import { FINE_ROWS } from "./fine-rows.ts";
import { PLANTED, plant } from "./planted.ts";
import { reasonCodesOf } from "./reason-codes.ts";
import { checkRefusals } from "./refusals.ts";
import { samples } from "./samples.ts";
import { SparkSession } from "./spark-session.ts";
import { attempt, type Report, type Suite } from "./suite.ts";

const MUTANTS = "archive-planted";

/** Throws an Error when Spark cannot be started. */
export async function checkEquality(
  report: Report,
  tell: (line: string) => void,
  wants: (title: string) => boolean,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "reelhouse-equality-"));
  await using running = await runLocalAws();
  const client = new S3Client({ ...running.options, forcePathStyle: true });
  try {
    for (const bucket of [PROCESSED, ...Object.values(BUCKETS), MUTANTS])
      await client.send(new CreateBucketCommand({ Bucket: bucket }));
    const store = s3ObjectStore(client);
    await using spark = await SparkSession.start(running.aws.url, tell);
    const suite = { store, spark, folder, report, wants };
    await compareSamples(suite);
    await findPlanted(suite);
    await checkRefusals(suite);
    await checkFailingRules(suite);
  } finally {
    client.destroy();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compareSamples({ store, spark, folder, report, wants }: Suite): Promise<void> {
  const assets = makeAssets(join(folder, "assets"));
  const reasons = new Map<string, Set<string>>();
  for (const [index, sample] of samples().entries()) {
    if (!wants(sample.title)) continue;
    await attempt(report, sample.title, async () => {
      const members = join(folder, `sample-${index}`);
      mkdirSync(members);
      await sample.write(members);
      const ref = await publishFolder(store, members, sample.dataset);
      const { acceptsRejects, rangeBytes } = sample;
      const duckdb = await runDuckdb(store, ref, acceptsRejects);
      const other = await runSpark(store, spark, ref, { acceptsRejects, assets, rangeBytes });
      const difference = await differenceOf(store, duckdb, other);
      const seen =
        difference === undefined ? (duckdb.done?.tables ?? []).flatMap((table) => Object.keys(table.reasons)) : [];
      reasons.set(sample.dataset, new Set([...(reasons.get(sample.dataset) ?? []), ...seen]));
      return difference;
    });
  }
  for (const [dataset, seen] of reasons) {
    const never = reasonCodesOf(RULES, dataset).filter((code) => !seen.has(code));
    const title = `${dataset}: every reason of its rules has rejected a row in both engines`;
    if (wants(title)) report(never.length === 0, never.length === 0 ? title : `${title}, but not ${never.join(", ")}`);
  }
}

/** One table each, of awkward values: Spark gets a rule with the difference in it, and the comparison must see it. */
async function findPlanted({ store, spark, folder, report, wants }: Suite): Promise<void> {
  for (const [index, planted] of PLANTED.entries()) {
    const { dataset, file, resource, to } = planted;
    const title = `a difference planted in ${dataset}/${file} is found: ${to}`;
    if (!wants(title)) continue;
    await attempt(report, title, async () => {
      const members = join(folder, `planted-${index}`);
      mkdirSync(members);
      const table = tableNamed(contractOf(dataset), resource);
      const fine = FINE_ROWS[dataset]![resource]!;
      writeFileSync(join(members, `${resource}.csv`), awkwardLines(table, fine, keyColumnsOf(table)));
      const ref = await publishFolder(store, members, dataset);
      const duckdb = await runDuckdb(store, ref, true);
      const rules = plant(planted, join(folder, `rules-${index}`));
      const assets = makeAssets(join(folder, `assets-${index}`), rules);
      const mutant = await runSpark(store, spark, ref, { acceptsRejects: true, assets, bucket: MUTANTS });
      const difference = await differenceOf(store, duckdb, mutant, MUTANTS);
      return difference === undefined ? "the comparison found nothing" : undefined;
    });
  }
}
