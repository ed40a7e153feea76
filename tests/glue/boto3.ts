/** The local Glue through Python's client, unmodified: what the job's own language would see of it. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openSpark } from "../../local/aws/glue/spark.ts";
import { type LocalAws, startLocalAws } from "../../local/aws/server.ts";
import type { Report } from "./suite.ts";

const SCRIPT = fileURLToPath(new URL("python/glue_client.py", import.meta.url));

export async function checkBoto3(
  report: Report,
  tell: (line: string) => void,
  wants: (title: string) => boolean,
): Promise<void> {
  const title = "boto3 as it is sees jobs, runs, their ends and their errors as on AWS";
  if (!wants(title)) return;
  const folder = mkdtempSync(join(tmpdir(), "reelhouse-boto3-"));
  const aws: LocalAws = await startLocalAws({
    port: 0,
    dataDir: folder,
    runJob: async ({ arguments: given, signal }) => {
      if (given["--end"] === "badly") throw new Error("no such rule");
      if (given["--end"] === "never")
        await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    },
  });
  try {
    const { python } = await openSpark({ memory: "1g", folder }, tell);
    const variables = {
      AWS_ENDPOINT_URL: aws.url,
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
    };
    const failure = await promisify(execFile)(python, [SCRIPT], {
      env: { ...process.env, ...variables },
      timeout: 120_000,
    }).then(
      () => undefined,
      ({ stderr, message }: Error & { stderr?: string }) => stderr?.trim().split("\n").at(-1) ?? message,
    );
    report(failure === undefined, failure === undefined ? title : `${title}: ${failure}`);
  } finally {
    await aws.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
