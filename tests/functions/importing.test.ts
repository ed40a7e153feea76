import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import {
  failureNotifyConfig,
  glueKickoffConfig,
  manifestCheckConfig,
  reconcileConfig,
  snowpipeRefreshConfig,
  transformConfig,
  unzipAndValidateConfig,
} from "../../shared/config.ts";
import { ConfigError } from "../../shared/errors.ts";
import { connectionOptions } from "../../shared/warehouse/snowflake.ts";
import { contextOf } from "./chain.ts";

const functions = readdirSync("functions");

it.each(functions)("importing %s does nothing, and calling it names every variable that is missing", async (name) => {
  const { handler } = await import(`../../functions/${name}/handler.ts`);
  await expect(handler({ Records: [] }, contextOf())).rejects.toThrow(ConfigError);
  await expect(handler({ Records: [] }, contextOf())).rejects.toThrow("LEDGER_TABLE is not set");
});

it("complains of all variables at once, and of numbers that are none", () => {
  expect(() => glueKickoffConfig({ GLUE_THRESHOLD_BYTES: "much" })).toThrow(
    'PROCESSED_BUCKET is not set; LEDGER_TABLE is not set; GLUE_JOB is not set; GLUE_THRESHOLD_BYTES is "much", not a whole number',
  );
  for (const read of [
    unzipAndValidateConfig,
    manifestCheckConfig,
    transformConfig,
    failureNotifyConfig,
    reconcileConfig,
  ])
    expect(() => read({})).toThrow(ConfigError);
  expect(() => snowpipeRefreshConfig({ ARCHIVE_BUCKET: "a", LEDGER_TABLE: "l" })).toThrow("SNOWFLAKE_SECRET_ID");
});

it("logs in with a key pair from the secret, and never says what is in it", async () => {
  const { warehouse } = snowpipeRefreshConfig({ ARCHIVE_BUCKET: "a", LEDGER_TABLE: "l", SNOWFLAKE_SECRET_ID: "s" });
  const secret = {
    account: "org-name",
    username: "LOADER",
    privateKey: "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----",
  };
  expect(await connectionOptions(warehouse, { getSecret: async () => JSON.stringify(secret) })).toMatchObject({
    authenticator: "SNOWFLAKE_JWT",
    account: "org-name",
    username: "LOADER",
    privateKey: secret.privateKey,
  });
  const failing = connectionOptions(warehouse, {
    getSecret: async () => JSON.stringify({ ...secret, account: undefined, privateKey: "hunter2" }),
  });
  await expect(failing).rejects.toThrow(/account, privateKey/);
  await expect(failing).rejects.not.toThrow(/hunter2/);
});
