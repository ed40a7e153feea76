/** Starts all of Reelhouse on this machine: embedded AWS, Snowflake twin, dispatcher, console. The place that joins them is a list. */
import { join } from "node:path";
import { createDispatcher, type Dispatcher } from "./aws/dispatcher/dispatcher.ts";
import { readWiring } from "./aws/dispatcher/wiring.ts";
import { type LocalAws, startLocalAws } from "./aws/server.ts";
import { bundleDashboard } from "./console/bundle.ts";
import { type ConsoleData, startConsole } from "./console/server.ts";
import { consoleData } from "./console-data.ts";
import { LOCAL_CREDENTIALS, LOCAL_REGION, LOCAL_SNOWFLAKE, type TwinEnvironment } from "./environment.ts";
import { glueRunner } from "./glue-run.ts";
import { openLogFiles } from "./log-files.ts";
import { packageTemplate } from "./package-template.ts";
import { provision } from "./provision.ts";
import { type SnowflakeTwin, startSnowflakeTwin } from "./snowflake/server.ts";

export interface TwinOptions {
  dataDir: string;
  codeRoot: string;
  /** 0 takes a free port. */
  ports: { aws: number; snowflake: number; console: number };
  /** Loses every event, as a test of `reconcile`. */
  dropEvents?: boolean;
  runSchedules?: boolean;
  /** Size from which a drop goes to the Glue job, in bytes; the template's when it is not given. */
  glueThresholdBytes?: number;
  /** What is being done, for a line of progress. */
  onStep?: (text: string) => void;
  /** Called first of all: the console can be opened, and fills when everything is there. */
  onConsole?: (url: string) => void;
  /** What has to be done before the twin counts as started, such as the deploy of `sql/`. */
  prepare?: (environment: TwinEnvironment) => Promise<void>;
}

export interface Twin {
  environment: TwinEnvironment;
  aws: LocalAws;
  snowflake: SnowflakeTwin;
  dispatcher: Dispatcher;
  close(): Promise<void>;
}

type Page = Awaited<ReturnType<typeof startConsole>>;

export async function startTwin(options: TwinOptions): Promise<Twin> {
  const { dataDir, codeRoot, ports, onConsole, prepare } = options;
  const data = Promise.withResolvers<ConsoleData>();
  const page = await startConsole(ports.console, data.promise, bundleDashboard(codeRoot));
  onConsole?.(page.url);
  let twin: Twin | undefined;
  try {
    twin = await startServices(options, page);
    await prepare?.(twin.environment);
  } catch (error) {
    data.reject(error); // the console waits for it
    await (twin ?? page).close();
    throw error;
  }
  data.resolve(consoleData(twin.environment, join(dataDir, "aws")));
  return twin;
}

async function startServices(options: TwinOptions, page: Page): Promise<Twin> {
  const { dataDir, codeRoot, ports, onStep = () => {} } = options;
  const logs = openLogFiles(join(dataDir, "logs"));

  onStep("reading the wiring from serverless.yml");
  const wiring = readWiring(await packageTemplate(codeRoot, "local"), LOCAL_REGION);

  onStep("starting the embedded AWS");
  let dispatcher: Dispatcher | undefined;
  const aws = await startLocalAws({
    port: ports.aws,
    dataDir: join(dataDir, "aws"),
    dropEvents: options.dropEvents ?? false,
    onEvent: () => dispatcher?.wake(),
    lambda: {
      invoke: (name, payload) => dispatcher!.invoke(name, payload),
      invokeAsync: (name, payload) => dispatcher!.invokeAsync(name, payload),
    },
    runJob: glueRunner(() => environment),
  });
  await provision(aws.url, wiring, codeRoot);

  onStep("starting the Snowflake twin");
  const snowflake = await startSnowflakeTwin({
    port: ports.snowflake,
    dataDir: join(dataDir, "snowflake"),
    s3: { endpoint: aws.url, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS },
  });

  const environment: TwinEnvironment = {
    awsEndpoint: aws.url,
    region: LOCAL_REGION,
    // Named one by one: the SDK notes things of its own on the object that it is given.
    accessKeyId: LOCAL_CREDENTIALS.accessKeyId,
    secretAccessKey: LOCAL_CREDENTIALS.secretAccessKey,
    buckets: {
      landing: bucketNamed(wiring.buckets, "landing"),
      processed: bucketNamed(wiring.buckets, "processed"),
      archive: bucketNamed(wiring.buckets, "archive"),
    },
    snowflake: { accessUrl: snowflake.url, ...LOCAL_SNOWFLAKE },
    ledgerTable: wiring.tables[0]?.TableName,
    functionPrefix: wiring.functions[0]?.name.replace(/unzip-and-validate$/, "") ?? "",
    console: page.url,
  };

  dispatcher = createDispatcher({
    wiring,
    state: aws.state,
    outbox: aws.outbox,
    region: LOCAL_REGION,
    codeRoot,
    environment: {
      AWS_ENDPOINT_URL: aws.url,
      SNOWFLAKE_ACCESS_URL: snowflake.url,
      RULES_FOLDER: join(codeRoot, "transform", "rules"),
      ...(options.glueThresholdBytes !== undefined && { GLUE_THRESHOLD_BYTES: String(options.glueThresholdBytes) }),
    },
    log: logs.write,
    ...(options.runSchedules !== undefined && { runSchedules: options.runSchedules }),
  });

  dispatcher.warm();

  return {
    environment,
    aws,
    snowflake,
    dispatcher,
    async close() {
      await dispatcher?.close();
      await page.close();
      await snowflake.close();
      await aws.close();
      await logs.close();
    },
  };
}

function bucketNamed(buckets: readonly { name: string }[], role: string): string {
  const found = buckets.find(({ name }) => name.endsWith(`-${role}`));
  if (!found) throw new Error(`The template has no ${role} bucket`);
  return found.name;
}
