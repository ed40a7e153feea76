import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { checkLogin } from "../../../local/snowflake/wire/credentials.ts";

const now = Date.parse("2026-01-31T00:00:00Z");
const own = generateKeyPairSync("rsa", { modulusLength: 2048 });
const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicKey = own.publicKey.export({ type: "spki", format: "pem" }) as string;
const users = [{ user: "LOADER", publicKey }];

const fingerprint = (key: KeyObject) =>
  `SHA256:${createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("base64")}`;

/** A right token for LOADER, unless changed. */
function token(changes: { issuerKey?: KeyObject; signer?: KeyObject; user?: string; expiresAt?: number } = {}): string {
  const { issuerKey = own.publicKey, signer = own.privateKey, user = "LOADER", expiresAt = now + 60_000 } = changes;
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const payload = { iss: `ACCOUNT.${user}.${fingerprint(issuerKey)}`, sub: `ACCOUNT.${user}`, exp: expiresAt / 1000 };
  const signed = `${part({ alg: "RS256" })}.${part(payload)}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), signer).toString("base64url")}`;
}

const logIn = (text: string, known = users) =>
  checkLogin({ user: "loader", password: undefined, token: text, authenticator: "SNOWFLAKE_JWT" }, known, now);

describe("a key pair's token", () => {
  it("is taken when it is signed with the user's key", () => {
    expect(logIn(token())).toBe("LOADER");
  });

  it("is taken for a key that is written without header and line breaks, as RSA_PUBLIC_KEY is", () => {
    const bare = publicKey.replace(/-----[A-Z ]+-----|\s/g, "");
    expect(createPublicKey(publicKey).asymmetricKeyType).toBe("rsa");
    expect(logIn(token(), [{ user: "LOADER", publicKey: bare }])).toBe("LOADER");
  });

  it.each([
    ["is signed with another key", token({ signer: stranger.privateKey })],
    ["names another key", token({ issuerKey: stranger.publicKey })],
    ["is another user's", token({ user: "READER" })],
    ["has expired", token({ expiresAt: now - 1000 })],
    ["is no token", "a.b.c"],
    ["is empty", ""],
  ])("is refused when it %s", (_what, text) => {
    expect(() => logIn(text)).toThrow("JWT token is invalid");
  });

  it("is refused for a user who has a password only", () => {
    expect(() => logIn(token(), [{ user: "LOADER", publicKey: "" }])).toThrow();
    expect(() =>
      checkLogin(
        { user: "loader", password: undefined, token: token(), authenticator: "SNOWFLAKE_JWT" },
        [{ user: "LOADER", password: "x" }],
        now,
      ),
    ).toThrow("JWT token is invalid");
  });
});
