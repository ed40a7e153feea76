/** Starts the server in a process of its own. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { S3Client } from "@aws-sdk/client-s3";
import { CREDENTIALS } from "./local-aws.ts";

export interface ServerProcess {
  child: ChildProcess;
  client: S3Client;
  ask(question: "memory" | "events"): Promise<unknown>;
  kill(): Promise<void>;
}

export async function startServerProcess(folder: string): Promise<ServerProcess> {
  const child = fork(fileURLToPath(new URL("./server-process.ts", import.meta.url)), [folder], {
    silent: true,
    execArgv: [],
  });
  child.stderr!.pipe(process.stderr);
  const [first] = (await once(child.stdout!, "data")) as [Buffer];
  const client = new S3Client({
    endpoint: first.toString().trim(),
    region: "eu-west-1",
    credentials: CREDENTIALS,
    forcePathStyle: true,
    maxAttempts: 1,
  });
  return {
    child,
    client,
    async ask(question) {
      child.send(question);
      return ((await once(child, "message")) as [unknown])[0];
    },
    async kill() {
      client.destroy();
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}
