/** How commands reach an account: variables, `connections.toml`, a key pair that a twin with users checks. */
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { readAccount } from "../../cli/sql/account.ts";
import { connectSnowflake } from "../../cli/sql/connection.ts";
import { variablesOf } from "../../cli/sql/target.ts";
import { startSnowflakeTwin } from "../../local/snowflake/server.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "reelhouse-account-"));
  writeFileSync(join(home, "key.p8"), privateKey);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const withConnections = (text: string) => {
  writeFileSync(join(home, "connections.toml"), text);
  return { SNOWFLAKE_HOME: home };
};

it("reads the variables", () => {
  const { options, origin } = readAccount({
    SNOWFLAKE_ACCOUNT: "org-one",
    SNOWFLAKE_USERNAME: "anna",
    SNOWFLAKE_PRIVATE_KEY_PATH: join(home, "key.p8"),
    SNOWFLAKE_ROLE: "SYSADMIN",
  });
  expect(options).toEqual({
    account: "org-one",
    username: "anna",
    authenticator: "SNOWFLAKE_JWT",
    privateKey,
    role: "SYSADMIN",
  });
  expect(origin).toBe("the SNOWFLAKE_… variables");
});

it("reads a named connection, and a workload identity without a key", () => {
  const env = withConnections(`
[prod]
account = "org-two"
user = "bo"
private_key_file = "${join(home, "key.p8")}"
private_key_file_pwd = "secret"

[lambda]
account = "org-three"
authenticator = "workload_identity"
workload_identity_provider = "aws"
`);
  expect(readAccount(env, "prod").options).toMatchObject({
    account: "org-two",
    username: "bo",
    privateKeyPass: "secret",
  });
  expect(readAccount({ ...env, SNOWFLAKE_DEFAULT_CONNECTION_NAME: "lambda" }).options).toEqual({
    account: "org-three",
    authenticator: "WORKLOAD_IDENTITY",
    workloadIdentityProvider: "AWS",
  });
});

it.each([
  ["", "prod", /has no connection prod. It has none/],
  ["[prod]\nuser = 'x'", "prod", /has no account/],
  ["[prod]\naccount = 'x'\nuser = 'y'\npassword = 'z'", "prod", /has a password/],
  ["[prod]\naccount = 'x'\nauthenticator = 'externalbrowser'", "prod", /EXTERNALBROWSER/],
  [
    "[prod]\naccount = 'x'\nuser = 'y'\nprivate_key_path = '/nowhere/key.p8'",
    "prod",
    /\/nowhere\/key.p8, the private key, cannot be read/,
  ],
  [
    "[prod]\naccount = 'x'\nauthenticator = 'WORKLOAD_IDENTITY'\nworkload_identity_provider = 'MOON'",
    "prod",
    /not MOON/,
  ],
  ["[prod", "prod", /is not TOML/],
])("says what is wrong with %j", (text, name, message) => {
  expect(() => readAccount(withConnections(text), name)).toThrow(message);
});

it("names the variables that lack, and a file that is not there", () => {
  expect(() => readAccount({})).toThrow("set SNOWFLAKE_ACCOUNT");
  expect(() => readAccount({ SNOWFLAKE_ACCOUNT: "a" })).toThrow("SNOWFLAKE_PRIVATE_KEY_PATH");
  expect(() => readAccount({ SNOWFLAKE_HOME: home }, "prod")).toThrow("There is no");
});

it("logs in with the key pair, and is refused with another", async () => {
  const twin = await startSnowflakeTwin({ port: 0, users: [{ user: "ANNA", publicKey }] });
  const { hostname, port } = new URL(twin.url);
  const section = `[twin]\naccount = "reelhouse"\nuser = "anna"\nprivate_key_path = "${join(home, "key.p8")}"\nhost = "${hostname}"\nport = ${port}\nprotocol = "http"\n`;
  const connection = await connectSnowflake(readAccount(withConnections(section), "twin").options);
  expect((await connection.run("select current_user()")).rows).toEqual([["ANNA"]]);
  await connection.close();
  const other = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  writeFileSync(join(home, "key.p8"), other.privateKey);
  await expect(connectSnowflake(readAccount(withConnections(section), "twin").options)).rejects.toThrow(
    /refused the connection/,
  );
  await twin.close();
});

it("takes the account's bucket and role for a named connection too, and asks for no twin", () => {
  vi.stubEnv("REELHOUSE_ARCHIVE_BUCKET", "theirs");
  vi.stubEnv("REELHOUSE_INTEGRATION_ROLE_ARN", "arn:aws:iam::123456789012:role/reader");
  try {
    for (const target of [{ connection: "prod" }, { account: true }])
      expect(variablesOf({ ...target, dataDir: home })).toEqual({
        archive_url: "s3://theirs/",
        integration_role_arn: "arn:aws:iam::123456789012:role/reader",
      });
  } finally {
    vi.unstubAllEnvs();
  }
});
