/** A local AWS of its own for a test file, and clients that speak to it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalAws, type LocalAwsOptions, startLocalAws } from "../../local/aws/server.ts";

export const CREDENTIALS = { accessKeyId: "anyone", secretAccessKey: "anything" };

export const temporaryFolder = () => {
  const path = mkdtempSync(join(tmpdir(), "reelhouse-aws-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
};

export interface RunningAws extends AsyncDisposable {
  aws: LocalAws;
  /** What every SDK client needs. */
  options: { endpoint: string; region: string; credentials: typeof CREDENTIALS };
  /** Stops it and starts it again on the same folder. */
  restart(): Promise<void>;
}

export async function runLocalAws(options: Omit<LocalAwsOptions, "port" | "dataDir"> = {}): Promise<RunningAws> {
  const folder = temporaryFolder();
  const start = () => startLocalAws({ ...options, port: 0, dataDir: folder.path });
  let aws = await start();
  return {
    get aws() {
      return aws;
    },
    get options() {
      return { endpoint: aws.url, region: "eu-west-1", credentials: CREDENTIALS };
    },
    async restart() {
      await aws.close();
      aws = await start();
    },
    async [Symbol.asyncDispose]() {
      await aws.close();
      folder[Symbol.dispose]();
    },
  };
}
