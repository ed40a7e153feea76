/** What each function reads from its environment: one reader per function, called on the first invocation, never on import. */
import { DEFAULT_SIZING, type EngineSizing } from "./cost.ts";
import { ConfigError } from "./errors.ts";
import { type ArchiveLimits, DEFAULT_LIMITS } from "./zip/limits.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface UnzipAndValidateConfig {
  processedBucket: string;
  ledgerTable: string;
  /** How long a dead worker keeps others waiting. */
  leaseMs: number;
  /** Functions are named `<prefix><function>`. */
  functionPrefix: string;
  limits: ArchiveLimits;
}

export interface ManifestCheckConfig {
  processedBucket: string;
  ledgerTable: string;
  /** How long a dead worker keeps others waiting. */
  leaseMs: number;
}

export interface GlueKickoffConfig {
  processedBucket: string;
  ledgerTable: string;
  /** How long a dead worker keeps others waiting. */
  leaseMs: number;
  glueJob: string;
  /** A drop whose members have more bytes in all goes to Glue. */
  glueThresholdBytes: number;
  /** Of the engines, for the estimate of what a run costs. */
  sizing: EngineSizing;
}

export interface TransformConfig {
  processedBucket: string;
  archiveBucket: string;
  ledgerTable: string;
  /** How long a dead worker keeps others waiting. */
  leaseMs: number;
  /** DuckDB's `memory_limit`; what does not fit goes to the temporary folder. */
  memoryLimit: string;
  /** DuckDB's `threads`; unset: as many as the machine has cores. */
  threads: number | undefined;
  /** Of this function, in MB: what it costs. */
  memoryMb: number;
  /** Where `transform/rules` lies when it is not beside the code. */
  rulesFolder: string | undefined;
}

export interface WarehouseConfig {
  /** Secrets Manager id of `{account, username, privateKey, privateKeyPass?, role?, warehouse?, database?}`. Unset on the twin. */
  secretId: string | undefined;
  /** The twin's address, which takes any user. Unset on a real account. */
  accessUrl: string | undefined;
  account: string;
  username: string;
  password: string;
  database: string;
  warehouse: string;
  role: string | undefined;
}

export interface SnowpipeRefreshConfig {
  archiveBucket: string;
  ledgerTable: string;
  /** How long a dead worker keeps others waiting. */
  leaseMs: number;
  warehouse: WarehouseConfig;
}

export interface FailureNotifyConfig {
  processedBucket: string;
  ledgerTable: string;
  /** How long a dead worker keeps others waiting. */
  leaseMs: number;
  failureTopicArn: string;
  /** Shown in the message so that the reader knows which deployment speaks. */
  stage: string;
}

export interface ReconcileConfig {
  landingBucket: string;
  processedBucket: string;
  archiveBucket: string;
  ledgerTable: string;
  /** How long a dead worker keeps others waiting. */
  leaseMs: number;
  glueJob: string;
  /** Functions are named `<prefix><function>`. */
  functionPrefix: string;
  failureTopicArn: string;
  stage: string;
  /** How long an event may take before it counts as lost. */
  graceSeconds: number;
}

export const unzipAndValidateConfig = (env: Environment): UnzipAndValidateConfig =>
  read(env, (from) => ({
    processedBucket: from.text("PROCESSED_BUCKET"),
    ...ledger(from),
    functionPrefix: from.text("FUNCTION_PREFIX"),
    limits: {
      ...DEFAULT_LIMITS,
      entries: from.wholeNumber("ARCHIVE_ENTRIES", DEFAULT_LIMITS.entries),
      directoryBytes: from.wholeNumber("ARCHIVE_DIRECTORY_BYTES", DEFAULT_LIMITS.directoryBytes),
      ratio: from.wholeNumber("ARCHIVE_RATIO", DEFAULT_LIMITS.ratio),
      entryBytes: from.wholeNumber("ARCHIVE_ENTRY_BYTES", DEFAULT_LIMITS.entryBytes),
      totalBytes: from.wholeNumber("ARCHIVE_TOTAL_BYTES", DEFAULT_LIMITS.totalBytes),
    },
  }));

export const manifestCheckConfig = (env: Environment): ManifestCheckConfig =>
  read(env, (from) => ({ processedBucket: from.text("PROCESSED_BUCKET"), ...ledger(from) }));

export const glueKickoffConfig = (env: Environment): GlueKickoffConfig =>
  read(env, (from) => ({
    processedBucket: from.text("PROCESSED_BUCKET"),
    ...ledger(from),
    glueJob: from.text("GLUE_JOB"),
    glueThresholdBytes: from.wholeNumber("GLUE_THRESHOLD_BYTES"),
    sizing: {
      ...DEFAULT_SIZING,
      lambdaMemoryMb: from.wholeNumber("TRANSFORM_MEMORY_MB", DEFAULT_SIZING.lambdaMemoryMb),
      glueWorkers: from.wholeNumber("GLUE_WORKERS", DEFAULT_SIZING.glueWorkers),
    },
  }));

export const transformConfig = (env: Environment): TransformConfig =>
  read(env, (from) => ({
    processedBucket: from.text("PROCESSED_BUCKET"),
    archiveBucket: from.text("ARCHIVE_BUCKET"),
    ...ledger(from),
    memoryLimit: from.text("TRANSFORM_MEMORY_LIMIT", "2GB"),
    memoryMb: from.wholeNumber("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", DEFAULT_SIZING.lambdaMemoryMb),
    threads: env.TRANSFORM_THREADS ? from.wholeNumber("TRANSFORM_THREADS") : undefined,
    rulesFolder: env.RULES_FOLDER,
  }));

export const snowpipeRefreshConfig = (env: Environment): SnowpipeRefreshConfig =>
  read(env, (from) => ({
    archiveBucket: from.text("ARCHIVE_BUCKET"),
    ...ledger(from),
    warehouse: warehouseConfig(env, from),
  }));

export const failureNotifyConfig = (env: Environment): FailureNotifyConfig =>
  read(env, (from) => ({
    processedBucket: from.text("PROCESSED_BUCKET"),
    ...ledger(from),
    failureTopicArn: from.text("FAILURE_TOPIC_ARN"),
    stage: from.text("STAGE", "unknown"),
  }));

export const reconcileConfig = (env: Environment): ReconcileConfig =>
  read(env, (from) => ({
    landingBucket: from.text("LANDING_BUCKET"),
    processedBucket: from.text("PROCESSED_BUCKET"),
    archiveBucket: from.text("ARCHIVE_BUCKET"),
    ...ledger(from),
    glueJob: from.text("GLUE_JOB"),
    functionPrefix: from.text("FUNCTION_PREFIX"),
    failureTopicArn: from.text("FAILURE_TOPIC_ARN"),
    stage: from.text("STAGE", "unknown"),
    graceSeconds: from.wholeNumber("RECONCILE_GRACE_SECONDS", 60),
  }));

const ledger = ({ text, wholeNumber }: Reader) => ({
  ledgerTable: text("LEDGER_TABLE"),
  leaseMs: wholeNumber("LEASE_SECONDS", 30) * 1000,
});

function warehouseConfig(env: Environment, { text, fail }: Reader): WarehouseConfig {
  if (!env.SNOWFLAKE_SECRET_ID && !env.SNOWFLAKE_ACCESS_URL)
    fail("SNOWFLAKE_SECRET_ID (or, for the local twin, SNOWFLAKE_ACCESS_URL) is not set");
  return {
    secretId: env.SNOWFLAKE_ACCESS_URL ? undefined : env.SNOWFLAKE_SECRET_ID,
    accessUrl: env.SNOWFLAKE_ACCESS_URL || undefined,
    account: text("SNOWFLAKE_ACCOUNT", "reelhouse"),
    username: text("SNOWFLAKE_USERNAME", "reelhouse"),
    password: text("SNOWFLAKE_PASSWORD", "local"),
    database: text("SNOWFLAKE_DATABASE", "REELHOUSE"),
    warehouse: text("SNOWFLAKE_WAREHOUSE", "REELHOUSE_LOAD"),
    role: env.SNOWFLAKE_ROLE || undefined,
  };
}

interface Reader {
  text(name: string, otherwise?: string): string;
  wholeNumber(name: string, otherwise?: number): number;
  fail(problem: string): void;
}

/** Reads all variables before it complains, so that one deploy mends them all. */
function read<T>(env: Environment, from: (reader: Reader) => T): T {
  const problems: string[] = [];
  const config = from({
    text(name, otherwise) {
      const value = env[name] || otherwise;
      if (value === undefined) problems.push(`${name} is not set`);
      return value ?? "";
    },
    wholeNumber(name, otherwise) {
      const text = env[name] || otherwise?.toString();
      if (text === undefined) problems.push(`${name} is not set`);
      else if (!/^[0-9]{1,15}$/.test(text)) problems.push(`${name} is "${text}", not a whole number`);
      return Number(text);
    },
    fail: (problem) => problems.push(problem),
  });
  if (problems.length > 0)
    throw new ConfigError(
      `The function's environment is incomplete: ${problems.join("; ")}. It is set in serverless.yml.`,
    );
  return config;
}
