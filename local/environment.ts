/** What a client of the running twin needs to know, in the shape that `reelhouse env --json` prints and others build on. */

export interface TwinEnvironment {
  awsEndpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  buckets: { landing: string; processed: string; archive: string };
  snowflake: {
    accessUrl: string;
    account: string;
    username: string;
    password: string;
    database: string;
    warehouse: string;
  };
  ledgerTable: string;
  functionPrefix: string;
  console: string;
}

/** The twin takes any credentials; these say what they are. */
export const LOCAL_CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" } as const;
export const LOCAL_REGION = "eu-west-1";
export const LOCAL_SNOWFLAKE = {
  account: "reelhouse",
  username: "reelhouse",
  password: "local",
  database: "REELHOUSE",
  warehouse: "REELHOUSE_LOAD",
} as const;
