/** Starts the local AWS: its services on one port of 127.0.0.1, its state in one folder. */
import { appendFileSync, existsSync, mkdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createDynamoService } from "./dynamodb/service.ts";
import { createGateway, isSigned } from "./gateway.ts";
import { createJobRuns, type RunJob, type RunLogs } from "./glue/job-runs.ts";
import { createJobs } from "./glue/jobs.ts";
import { createGlueService } from "./glue/service.ts";
import { createLambdaService, type LambdaPort } from "./lambda/service.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { createS3Service } from "./s3/service.ts";
import { openS3Store } from "./s3/store/store.ts";
import { createSecretsService } from "./secretsmanager/service.ts";
import type { Service } from "./service.ts";
import { listMail, type Mail } from "./sns/mailbox.ts";
import { createSnsService } from "./sns/service.ts";
import { type Durability, openState, type State } from "./state.ts";
import { createStsService } from "./sts/service.ts";

export interface LocalAwsOptions {
  /** 0 takes a free one. Default 4566. */
  port?: number;
  dataDir: string;
  /** Called when the outbox has something new. */
  onEvent?: () => void;
  /** Loses every event. Can be switched while it runs: `aws.outbox.dropEvents`. */
  dropEvents?: boolean;
  /** What a Glue run does. Without it, every run fails and says so. */
  runJob?: RunJob;
  /** Who runs functions. Without it, Lambda is not among the services. */
  lambda?: LambdaPort;
  /** Secrets that are there from the start. */
  secrets?: Readonly<Record<string, string>>;
  durability?: Durability;
  /** Failures of the local AWS itself; they are answered with 500 too. Default: the console. */
  onError?: (error: unknown) => void;
}

export interface LocalAws {
  url: string;
  port: number;
  state: State;
  /** What happened and was not delivered: `pending()`, `ack(id)`, `dropEvents`. */
  outbox: Outbox;
  mailbox: { list(): Promise<Mail[]> };
  close(): Promise<void>;
}

const DEFAULT_PORT = 4566;

/**
 * Any credentials are accepted and no signature is checked: it listens on the loopback address only, and keeps nothing that needs one.
 * An anonymous request to S3 is refused, as AWS would. Throws when the port or the folder is in use.
 */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const { dataDir, onError = console.error } = options;
  mkdirSync(dataDir, { recursive: true });
  const state = openState(join(dataDir, "aws.sqlite"), options.durability);
  const outbox = createOutbox(state, {
    dropEvents: options.dropEvents ?? false,
    ...(options.onEvent && { onEvent: options.onEvent }),
  });
  const services = new Map<string, Service>([
    ["s3", createS3Service({ store: openS3Store(dataDir, state, outbox), isSigned, onError })],
    ["dynamodb", await createDynamoService(dataDir)],
    ["sns", createSnsService(state, dataDir)],
    [
      "glue",
      createGlueService(createJobs(state), createJobRuns(state, outbox, options.runJob ?? noRunner, glueLogs(dataDir))),
    ],
    ["secretsmanager", createSecretsService(state, options.secrets)],
    ["sts", createStsService()],
  ]);
  if (options.lambda) services.set("lambda", createLambdaService(options.lambda));

  const close = async () => {
    for (const service of services.values()) await service.close?.();
    state.close();
  };
  const server = createGateway(services, onError);
  try {
    await new Promise<void>((resolve, reject) =>
      server.once("error", reject).listen(options.port ?? DEFAULT_PORT, "127.0.0.1", resolve),
    );
  } catch (error) {
    await close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    state,
    outbox,
    mailbox: { list: () => listMail(dataDir) },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await close();
    },
  };
}

const noRunner: RunJob = async ({ jobName }) => {
  throw new Error(`No runner was given to the local Glue: it cannot run ${jobName}`);
};

/** One log file per run, as CloudWatch has one stream per run. */
function glueLogs(dataDir: string): RunLogs {
  const folder = join(dataDir, "glue-logs");
  mkdirSync(folder, { recursive: true });
  const fileOf = (runId: string) => join(folder, `${runId}.log`);
  return {
    placeOf: (runId) => (existsSync(fileOf(runId)) ? fileOf(runId) : undefined),
    add: (runId, line) => appendFileSync(fileOf(runId), `${new Date().toISOString()} ${line}\n`),
  };
}
